"""JSON codec of the models."""
