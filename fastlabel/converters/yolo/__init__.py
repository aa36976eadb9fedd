"""YOLO datasets."""
