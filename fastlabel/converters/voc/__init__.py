"""Pascal VOC XML, written and read."""
