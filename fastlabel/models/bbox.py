"""An axis-parallel box on an image."""

from __future__ import annotations

from typing import Literal

from fastlabel.models.annotation_base import AnnotationBase
from fastlabel.models.coordinates import BoxPoints

__all__ = ["BBox"]


class BBox(AnnotationBase, frozen=True):
    """A box.

    >>> BBox(value="cat", points=(100, 100, 200, 200)).points
    (100.0, 100.0, 200.0, 200.0)
    """

    type: Literal["bbox"] = "bbox"
    points: BoxPoints
    """Top-left x, top-left y, bottom-right x, bottom-right y, in pixels."""
