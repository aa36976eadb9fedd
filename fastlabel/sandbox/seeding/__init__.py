"""Tasks that a sandbox starts with."""
