"""The client without async, generated from `fastlabel._client._async`."""
