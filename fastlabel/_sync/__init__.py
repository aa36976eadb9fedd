"""The client without async, generated from `fastlabel._async`."""
