"""A box that moves through a video."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, field_serializer
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from fastlabel.models.annotation_base import AnnotationBase
from fastlabel.models.frame_point import FramePoint

__all__ = ["FrameNumber", "VideoBBox"]

# Only the one spelling that is written again: "01" or "+1" would not come back as they were.
_FRAME_PATTERN: Final = "^[1-9][0-9]{0,8}$"


class _FrameKey:
    """A frame number: an int in Python, a string of digits as a JSON key."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        text = core_schema.chain_schema(
            [core_schema.str_schema(pattern=_FRAME_PATTERN), core_schema.int_schema()]
        )
        number = core_schema.int_schema(strict=True, ge=1, lt=10**9)
        return core_schema.json_or_python_schema(
            json_schema=text,
            python_schema=core_schema.union_schema([(number, "[int]"), (text, "[str]")]),
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "pattern": _FRAME_PATTERN}


FrameNumber: TypeAlias = Annotated[int, _FrameKey()]
"""The number of a frame in its video; the first is 1."""


class VideoBBox(AnnotationBase, frozen=True):
    """A box on a stretch of a video, frame by frame."""

    type: Literal["bbox"] = "bbox"
    points: Mapping[FrameNumber, FramePoint]
    """Frame number (the first frame is 1) → where the box is on that frame."""

    @field_serializer("points")
    def _write_points(self, points: Mapping[int, FramePoint]) -> dict[str, Any]:
        return {str(frame): point.to_wire() for frame, point in points.items()}
