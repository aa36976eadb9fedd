"""Keypoints on images."""

from __future__ import annotations

from typing import Literal, Self, Unpack

from fastlabel._geometry.clipping import is_within
from fastlabel._geometry.numbers import Number, Numbers, image_size, to_float, two_floats
from fastlabel._geometry.rings import Bounds, Vertex
from fastlabel.models._wire.fields import Point
from fastlabel.models.annotations.base import AnnotationBase, AnnotationFields


class Keypoint(AnnotationBase, frozen=True):
    """A keypoint: x, y in pixels."""

    type: Literal["keypoint"] = "keypoint"
    points: Point
    """x, y, in pixels."""

    @property
    def x(self) -> float:
        """Distance from the left edge of the image, in pixels."""
        return self.points[0]

    @property
    def y(self) -> float:
        """Distance from the top edge of the image, in pixels."""
        return self.points[1]

    @property
    def bounds(self) -> Bounds:
        """Left, top, right and bottom in pixels, which are x, y, x, y."""
        return *self.points, *self.points

    def normalized(self, width: Number, height: Number) -> Vertex:
        """x, y relative to the image size: 0..1 for a point inside the image.

        Args:
            width: Image width in pixels.
            height: Image height in pixels.

        Raises:
            FastLabelInvalidException: The size is not positive.
        """
        wide, high = image_size(width, height)
        return self.x / wide, self.y / high

    def clipped(self, width: Number, height: Number) -> Self | None:
        """Return the keypoint if it is inside the image or on its edge, otherwise None.

        Args:
            width: Image width in pixels.
            height: Image height in pixels.

        Raises:
            FastLabelInvalidException: The size is not positive.
        """
        return self if is_within(self.points, width, height) else None

    @classmethod
    def from_xy(
        cls, x: Number, y: Number, *, value: str, **fields: Unpack[AnnotationFields]
    ) -> Self:
        """Build a keypoint from x and y in pixels.

        Raises:
            FastLabelInvalidException: Not numbers.
        """
        return cls(value=value, points=(to_float(x, ("x",)), to_float(y, ("y",))), **fields)

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
        """Build a keypoint from x and y relative to the image size.

        Args:
            point: Two numbers: 0..1 inside the image.
            width: Image width in pixels.
            height: Image height in pixels.
            value: Class value.
            fields: Other fields of the annotation.

        Raises:
            FastLabelInvalidException: Not two numbers, or the size is not positive.
        """
        x, y = two_floats(point, ("point",))
        wide, high = image_size(width, height)
        return cls(value=value, points=(x * wide, y * high), **fields)
