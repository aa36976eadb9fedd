"""A single point on an image."""

from __future__ import annotations

from typing import Literal, Self, Unpack

from fastlabel._geometry.clipping import is_within
from fastlabel._geometry.numbers import Number, Numbers, image_size, two_floats
from fastlabel._geometry.rings import Bounds, Vertex
from fastlabel.models._wire.fields import Point
from fastlabel.models.annotations.base import AnnotationBase, AnnotationFields

__all__ = ["Keypoint"]


class Keypoint(AnnotationBase, frozen=True):
    """A point.

    `points` are its x and y, in pixels.
    """

    type: Literal["keypoint"] = "keypoint"
    points: Point
    """x, y, in pixels."""

    @property
    def x(self) -> float:
        """From the left edge of the image, in pixels."""
        return self.points[0]

    @property
    def y(self) -> float:
        """From the top edge of the image, in pixels."""
        return self.points[1]

    @property
    def bounds(self) -> Bounds:
        """Left, top, right and bottom in pixels: the point, twice."""
        return *self.points, *self.points

    def normalized(self, width: Number, height: Number) -> Vertex:
        """Both coordinates as parts of the image's size, in 0..1 for a point inside.

        Raises:
            FastLabelInvalidException: The size is not positive.
        """
        wide, high = image_size(width, height)
        return self.x / wide, self.y / high

    def clipped(self, width: Number, height: Number) -> Self | None:
        """The point itself if it is in the image or on its edge, else None.

        Raises:
            FastLabelInvalidException: The size is not positive.
        """
        return self if is_within(self.points, width, height) else None

    @classmethod
    def from_xy(
        cls, x: Number, y: Number, *, value: str, **fields: Unpack[AnnotationFields]
    ) -> Self:
        """Build a point from its x and y in pixels.

        Raises:
            FastLabelInvalidException: Not numbers.
        """
        return cls(value=value, points=two_floats((x, y), "x, y"), **fields)

    @classmethod
    def from_normalized(
        cls,
        point: Numbers,
        *,
        width: Number,
        height: Number,
        value: str,
        **fields: Unpack[AnnotationFields],
    ) -> Self:
        """Build a point from x and y as parts of the image's size.

        Raises:
            FastLabelInvalidException: Not two numbers, or the size is not positive.
        """
        x, y = two_floats(point, "point")
        wide, high = image_size(width, height)
        return cls(value=value, points=(x * wide, y * high), **fields)
