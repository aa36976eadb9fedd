"""Plane geometry of annotations: rings, masks, clipping, overlaps."""
