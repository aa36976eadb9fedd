"""Regions on an image, each of which may have holes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from fastlabel.models.annotation_base import AnnotationBase
from fastlabel.models.coordinates import Ring
from fastlabel.models.sequences import AsTuple

__all__ = ["Segmentation"]


class Segmentation(AnnotationBase, frozen=True):
    """One or more regions; the first ring of each is its outline, any further ones are holes."""

    type: Literal["segmentation"] = "segmentation"
    points: Annotated[Sequence[Annotated[Sequence[Ring], AsTuple()]], AsTuple()]
    """Regions → rings → x, y, x, y, … in pixels. A ring is closed: its first vertex is repeated at
    the end. Outlines run clockwise as seen on the screen."""
