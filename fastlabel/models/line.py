"""A line of one or more segments on an image."""

from __future__ import annotations

from typing import Literal

from fastlabel.models.annotation_base import AnnotationBase
from fastlabel.models.coordinates import VertexList

__all__ = ["Line"]


class Line(AnnotationBase, frozen=True):
    """An open line through two or more vertices."""

    type: Literal["line"] = "line"
    points: VertexList
    """x, y, x, y, … in pixels."""
