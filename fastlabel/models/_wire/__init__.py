"""The JSON codec of the models."""
