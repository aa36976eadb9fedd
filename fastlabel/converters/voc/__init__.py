"""Pascal VOC XML."""
