"""The client, written with async and await. `fastlabel._sync` is generated from this package."""
