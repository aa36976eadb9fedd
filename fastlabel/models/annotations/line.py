"""A line of one or more segments on an image."""

from __future__ import annotations

from typing import Literal, Self

from fastlabel._geometry.clipping import clip_path, is_within
from fastlabel._geometry.numbers import Number, image_size
from fastlabel._geometry.rings import path_length
from fastlabel.models._wire.fields import VertexList
from fastlabel.models.annotations.vertex_list import VertexAnnotation

__all__ = ["Line"]


class Line(VertexAnnotation, frozen=True):
    """An open line through two or more vertices.

    `points` are x, y, x, y, … in pixels.
    """

    type: Literal["line"] = "line"
    points: VertexList
    """x, y, x, y, … in pixels."""

    @property
    def length(self) -> float:
        """In pixels.

        >>> Line(value="wire", points=[0, 0, 30, 40]).length
        50.0
        """
        return path_length(self.points)

    def clipped(self, width: Number, height: Number) -> tuple[Self, ...]:
        """The parts inside the image, in order, each with all other fields of this line.

        A line that leaves the image and enters again gives one line for each stretch inside. What
        only touches the edge at a single point is no stretch. Nothing inside gives an empty tuple.

        Args:
            width: Of the image, in pixels.
            height: Of the image, in pixels.

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
