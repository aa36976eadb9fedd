"""CVAT XML, written and read."""
