"""The annotations that each kind of task can hold."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Annotated, Any, TypeAlias

from pydantic import Field, GetCoreSchemaHandler, ValidationInfo, WrapValidator
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from fastlabel._geometry.rings import Regions
from fastlabel.models._wire.fields import is_reading
from fastlabel.models.annotations.base import UnknownAnnotation
from fastlabel.models.annotations.bbox import BBox
from fastlabel.models.annotations.keypoint import Keypoint
from fastlabel.models.annotations.line import Line
from fastlabel.models.annotations.polygon import Polygon
from fastlabel.models.annotations.segmentation import Segmentation
from fastlabel.models.annotations.video_bbox import VideoBBox

__all__ = [
    "ImageAnnotation",
    "MultiImageAnnotation",
    "NewImageAnnotation",
    "NewMultiImageAnnotation",
    "NewVideoAnnotation",
    "ShapeAnnotation",
    "VideoAnnotation",
    "area_rings",
]


def _only_when_reading(
    value: Any, validate: Callable[[Any], UnknownAnnotation], info: ValidationInfo[Any]
) -> UnknownAnnotation:
    if is_reading(info) or isinstance(value, UnknownAnnotation):
        return validate(value)
    raise PydanticCustomError("not_reading", "Input should be one of the known annotations")


class _TypeIsSaid:
    """Marks the only class of its kind: its JSON has to name the type all the same."""

    def __get_pydantic_core_schema__(
        self, source: type[VideoBBox], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.tagged_union_schema({"bbox": handler(source)}, discriminator="type")


_Fallback = Annotated[UnknownAnnotation, WrapValidator(_only_when_reading)]

ShapeAnnotation: TypeAlias = BBox | Polygon | Keypoint | Line | Segmentation
"""A shape on one image."""

NewImageAnnotation: TypeAlias = Annotated[ShapeAnnotation, Field(discriminator="type")]
"""What may be sent with an image."""

ImageAnnotation: TypeAlias = Annotated[
    NewImageAnnotation | _Fallback, Field(union_mode="left_to_right")
]
"""What an image holds when read."""

NewMultiImageAnnotation: TypeAlias = NewImageAnnotation
"""What may be sent with a multi-image task; `content` names the image it is on."""

MultiImageAnnotation: TypeAlias = ImageAnnotation
"""What a multi-image task holds when read; `content` names the image it is on."""

NewVideoAnnotation: TypeAlias = Annotated[VideoBBox, _TypeIsSaid()]
"""What may be sent with a video."""

VideoAnnotation: TypeAlias = Annotated[
    NewVideoAnnotation | _Fallback, Field(union_mode="left_to_right")
]
"""What a video holds when read."""


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
