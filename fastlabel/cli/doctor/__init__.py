"""What `fastlabel doctor` looks at: one module for each part."""
