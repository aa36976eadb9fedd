"""LabelMe JSON, written and read."""
