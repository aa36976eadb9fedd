"""Annotations of image and multi-image tasks."""

from __future__ import annotations

from itertools import chain
from typing import Annotated, TypeAlias

from pydantic import Field

from fastlabel._geometry.rings import Regions
from fastlabel.models.annotations.base import ReadFallback
from fastlabel.models.annotations.bbox import BBox
from fastlabel.models.annotations.keypoint import Keypoint
from fastlabel.models.annotations.line import Line
from fastlabel.models.annotations.polygon import Polygon
from fastlabel.models.annotations.segmentation import Segmentation

ShapeAnnotation: TypeAlias = BBox | Polygon | Keypoint | Line | Segmentation
"""A shape on one image."""

NewImageAnnotation: TypeAlias = Annotated[ShapeAnnotation, Field(discriminator="type")]
"""An annotation to send with an image."""

ImageAnnotation: TypeAlias = Annotated[
    NewImageAnnotation | ReadFallback, Field(union_mode="left_to_right")
]
"""An annotation of an image, as read."""

NewMultiImageAnnotation: TypeAlias = NewImageAnnotation
"""An annotation to send with a multi-image task; `content` names its image."""

MultiImageAnnotation: TypeAlias = ImageAnnotation
"""An annotation of a multi-image task, as read; `content` names its image."""


def area_rings(annotation: ShapeAnnotation) -> Regions:
    """Regions of a shape that has an area, as rings in pixels; empty for keypoints and lines."""
    match annotation:
        case BBox():
            return [[list(chain.from_iterable(annotation.vertices))]]
        case Polygon():
            return [[annotation.points]]
        case Segmentation():
            return annotation.points
        case _:
            return []
