"""Axis-aligned boxes on images."""

from __future__ import annotations

from typing import Literal, Self, Unpack

from fastlabel._geometry.clipping import clip_box
from fastlabel._geometry.iou import bounds_iou
from fastlabel._geometry.numbers import Number, Numbers, four_floats, image_size
from fastlabel._geometry.rings import Bounds, Vertex, normalized_corners
from fastlabel.errors import invalid
from fastlabel.models._wire.fields import BoxPoints
from fastlabel.models.annotations.base import AnnotationBase, AnnotationFields


class BBox(AnnotationBase, frozen=True):
    """An axis-aligned box: x1, y1, x2, y2 = left, top, right, bottom in pixels.

    `points` are top-left x, top-left y, bottom-right x and bottom-right y, in pixels.

    >>> BBox(value="cat", points=(100, 100, 200, 200)).points
    (100.0, 100.0, 200.0, 200.0)
    """

    type: Literal["bbox"] = "bbox"
    points: BoxPoints
    """Left, top, right, bottom, in pixels."""

    @property
    def bounds(self) -> Bounds:
        """Left, top, right and bottom in pixels, even if the corners are inverted."""
        return normalized_corners(self.points)

    @property
    def width(self) -> float:
        """Width in pixels."""
        left, _, right, _ = self.bounds
        return right - left

    @property
    def height(self) -> float:
        """Height in pixels."""
        _, top, _, bottom = self.bounds
        return bottom - top

    @property
    def area(self) -> float:
        """Area in pixels²; never negative."""
        return self.width * self.height

    @property
    def xywh(self) -> tuple[float, float, float, float]:
        """Left, top, width and height in pixels, as in COCO."""
        left, top, right, bottom = self.bounds
        return left, top, right - left, bottom - top

    @property
    def center(self) -> Vertex:
        """x, y of the centre, in pixels."""
        left, top, right, bottom = self.bounds
        return (left + right) / 2, (top + bottom) / 2

    @property
    def vertices(self) -> tuple[Vertex, Vertex, Vertex, Vertex]:
        """The four corners x, y in pixels, clockwise on the screen from the top left."""
        left, top, right, bottom = self.bounds
        return (left, top), (right, top), (right, bottom), (left, bottom)

    def iou(self, other: BBox) -> float:
        """Intersection over union, in 0..1; 0 if neither box has area."""
        return bounds_iou(self.bounds, other.bounds)

    def normalized(self, width: Number, height: Number) -> tuple[float, float, float, float]:
        """Left, top, right and bottom relative to the image size: 0..1 for a box inside the image.

        Args:
            width: Image width in pixels.
            height: Image height in pixels.

        Raises:
            FastLabelInvalidException: The size is not positive.
        """
        wide, high = image_size(width, height)
        left, top, right, bottom = self.bounds
        return left / wide, top / high, right / wide, bottom / high

    def yolo(self, width: Number, height: Number) -> tuple[float, float, float, float]:
        """Centre x, centre y, width and height relative to the image size, as in YOLO files.

        Args:
            width: Image width in pixels.
            height: Image height in pixels.

        Raises:
            FastLabelInvalidException: The size is not positive.
        """
        wide, high = image_size(width, height)
        x, y = self.center
        return x / wide, y / high, self.width / wide, self.height / high

    def clipped(self, width: Number, height: Number) -> Self | None:
        """Clip to the image; all other fields are kept.

        Args:
            width: Image width in pixels.
            height: Image height in pixels.

        Returns:
            The part inside the image; None if it has no area.

        Raises:
            FastLabelInvalidException: The size is not positive.
        """
        points = clip_box(self.bounds, width, height)
        return self.model_copy(update={"points": points}) if points else None

    @classmethod
    def from_xywh(
        cls,
        x: Number,
        y: Number,
        w: Number,
        h: Number,
        *,
        value: str,
        **fields: Unpack[AnnotationFields],
    ) -> Self:
        """Build a box from left, top, width and height in pixels.

        >>> BBox.from_xywh(100, 100, 50, 20, value="cat").points
        (100.0, 100.0, 150.0, 120.0)

        Raises:
            FastLabelInvalidException: Not numbers, or the width or height is negative.
        """
        return cls.from_coco((x, y, w, h), value=value, **fields)

    @classmethod
    def from_coco(cls, bbox: Numbers, *, value: str, **fields: Unpack[AnnotationFields]) -> Self:
        """Build a box from a COCO `bbox`: left, top, width and height in pixels.

        Raises:
            FastLabelInvalidException: Not four numbers, or the width or height is negative.
        """
        x, y, w, h = four_floats(bbox, ("bbox",), "x, y, w, h")
        _check_extent(w, h, "bbox")
        return cls(value=value, points=(x, y, x + w, y + h), **fields)

    @classmethod
    def from_normalized(
        cls,
        box: Numbers,
        *,
        width: Number,
        height: Number,
        value: str,
        **fields: Unpack[AnnotationFields],
    ) -> Self:
        """Build a box from left, top, right and bottom relative to the image size.

        Args:
            box: Four numbers: 0..1 inside the image.
            width: Image width in pixels.
            height: Image height in pixels.
            value: Class value.
            fields: Other fields of the annotation.

        Raises:
            FastLabelInvalidException: Not four numbers, or the size is not positive.
        """
        left, top, right, bottom = four_floats(box, ("box",), "left, top, right, bottom")
        wide, high = image_size(width, height)
        points = (left * wide, top * high, right * wide, bottom * high)
        return cls(value=value, points=points, **fields)

    @classmethod
    def from_yolo(
        cls,
        box: Numbers,
        *,
        width: Number,
        height: Number,
        value: str,
        **fields: Unpack[AnnotationFields],
    ) -> Self:
        """Build a box from centre x, centre y, width and height relative to the image size.

        Args:
            box: Four numbers, as in YOLO files after the class.
            width: Image width in pixels.
            height: Image height in pixels.
            value: Class value.
            fields: Other fields of the annotation.

        Raises:
            FastLabelInvalidException: Not four numbers, the width or height of the box is
                negative, or the image size is not positive.
        """
        x, y, w, h = four_floats(box, ("box",), "centre x, centre y, w, h")
        _check_extent(w, h, "box")
        wide, high = image_size(width, height)
        x, y, w, h = x * wide, y * high, w * wide / 2, h * high / 2
        return cls(value=value, points=(x - w, y - h, x + w, y + h), **fields)


def _check_extent(width: float, height: float, name: str) -> None:
    if width < 0 or height < 0:
        invalid(f"expected a positive width and height, got {width:g} x {height:g}", (name,))
