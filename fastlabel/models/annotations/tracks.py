"""Annotations of videos."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from fastlabel.models.annotations.base import ReadFallback
from fastlabel.models.annotations.video_bbox import VideoBBox


class _RequireType:
    """Makes `type` required in JSON even though the union has one class."""

    def __get_pydantic_core_schema__(
        self, source: type[VideoBBox], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.tagged_union_schema({"bbox": handler(source)}, discriminator="type")


NewVideoAnnotation: TypeAlias = Annotated[VideoBBox, _RequireType()]
"""An annotation to send with a video."""

VideoAnnotation: TypeAlias = Annotated[
    NewVideoAnnotation | ReadFallback, Field(union_mode="left_to_right")
]
"""An annotation of a video, as read."""
