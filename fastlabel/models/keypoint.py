"""A single point on an image."""

from __future__ import annotations

from typing import Literal

from fastlabel.models.annotation_base import AnnotationBase
from fastlabel.models.coordinates import Point

__all__ = ["Keypoint"]


class Keypoint(AnnotationBase, frozen=True):
    """A point."""

    type: Literal["keypoint"] = "keypoint"
    points: Point
    """x, y, in pixels."""
