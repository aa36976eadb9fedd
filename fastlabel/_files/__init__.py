"""Writing files safely: atomic replacement, safe names, lists on disk."""
