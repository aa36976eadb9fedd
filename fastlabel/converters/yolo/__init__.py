"""YOLO datasets, written and read."""
