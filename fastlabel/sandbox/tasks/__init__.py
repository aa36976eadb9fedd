"""Tasks: what requests do to them."""
