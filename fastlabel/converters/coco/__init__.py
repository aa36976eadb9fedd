"""COCO JSON, written and read."""
