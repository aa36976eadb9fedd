"""PNG masks, written and read."""
