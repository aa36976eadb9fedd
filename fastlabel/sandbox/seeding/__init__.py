"""Filling a sandbox with tasks from elsewhere."""
