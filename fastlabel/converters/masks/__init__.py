"""PNG masks."""
