"""Polylines on images."""

from __future__ import annotations

from typing import Literal, Self

from fastlabel._geometry.clipping import clip_path, is_within
from fastlabel._geometry.numbers import Number, image_size
from fastlabel._geometry.rings import path_length
from fastlabel.models._wire.fields import VertexList
from fastlabel.models.annotations.vertex_list import VertexAnnotation


class Line(VertexAnnotation, frozen=True):
    """An open line through two or more vertices: x1, y1, x2, y2, … in pixels."""

    type: Literal["line"] = "line"
    points: VertexList
    """x, y, x, y, … in pixels."""

    @property
    def length(self) -> float:
        """Length in pixels.

        >>> Line(value="wire", points=[0, 0, 30, 40]).length
        50.0
        """
        return path_length(self.points)

    def clipped(self, width: Number, height: Number) -> tuple[Self, ...]:
        """Clip to the image; all other fields are kept.

        A line that leaves the image and enters again is split. A part that only touches the edge at
        a single point is dropped.

        Args:
            width: Image width in pixels.
            height: Image height in pixels.

        Returns:
            The parts inside the image, in order; empty if there are none.

        Raises:
            FastLabelInvalidException: The size is not positive.
        """
        image_size(width, height)
        if len(self.points) < 4:
            return ()
        if is_within(self.points, width, height):
            return (self,)
        parts = clip_path(self.points, width, height)
        return tuple(self.model_copy(update={"points": part}) for part in parts)
