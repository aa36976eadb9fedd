"""A polygon on an image."""

from __future__ import annotations

from typing import Literal

from fastlabel.models.annotation_base import AnnotationBase
from fastlabel.models.coordinates import VertexList

__all__ = ["Polygon"]


class Polygon(AnnotationBase, frozen=True):
    """A polygon of one ring, without holes."""

    type: Literal["polygon"] = "polygon"
    points: VertexList
    """x, y, x, y, … in pixels; the first vertex is not repeated at the end."""
