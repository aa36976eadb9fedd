"""An axis-parallel box on an image."""

from __future__ import annotations

from typing import Literal, Self, Unpack

from fastlabel._geometry.clipping import clip_box
from fastlabel._geometry.numbers import Number, Numbers, four_floats, image_size
from fastlabel._geometry.rings import Bounds, Vertex, normalized_corners
from fastlabel.errors import invalid
from fastlabel.models._wire.fields import BoxPoints
from fastlabel.models.annotations.base import AnnotationBase, AnnotationFields

__all__ = ["BBox"]


class BBox(AnnotationBase, frozen=True):
    """A box.

    >>> BBox(value="cat", points=(100, 100, 200, 200)).points
    (100.0, 100.0, 200.0, 200.0)
    """

    type: Literal["bbox"] = "bbox"
    points: BoxPoints
    """Top-left x, top-left y, bottom-right x, bottom-right y, in pixels."""

    @property
    def bounds(self) -> Bounds:
        """Left, top, right and bottom in pixels, whichever way round the corners are."""
        return normalized_corners(self.points)

    @property
    def width(self) -> float:
        """From left to right, in pixels."""
        left, _, right, _ = self.bounds
        return right - left

    @property
    def height(self) -> float:
        """From top to bottom, in pixels."""
        _, top, _, bottom = self.bounds
        return bottom - top

    @property
    def area(self) -> float:
        """In pixels²; never negative."""
        return self.width * self.height

    @property
    def xywh(self) -> tuple[float, float, float, float]:
        """Left, top, width and height, as in COCO."""
        left, top, right, bottom = self.bounds
        return left, top, right - left, bottom - top

    @property
    def center(self) -> Vertex:
        """x, y of the middle."""
        left, top, right, bottom = self.bounds
        return (left + right) / 2, (top + bottom) / 2

    @property
    def vertices(self) -> tuple[Vertex, Vertex, Vertex, Vertex]:
        """The corners, clockwise as seen on the screen, from the top left."""
        left, top, right, bottom = self.bounds
        return (left, top), (right, top), (right, bottom), (left, bottom)

    def iou(self, other: BBox) -> float:
        """Intersection over union: 0 for boxes apart, 1 for equal ones; 0 if neither has area."""
        left, top, right, bottom = self.bounds
        left_2, top_2, right_2, bottom_2 = other.bounds
        across = max(min(right, right_2) - max(left, left_2), 0.0)
        down = max(min(bottom, bottom_2) - max(top, top_2), 0.0)
        both = across * down
        either = self.area + other.area - both
        return both / either if either > 0 else 0.0

    def normalized(self, width: Number, height: Number) -> tuple[float, float, float, float]:
        """Left, top, right and bottom as parts of the image's size.

        They are in 0..1 for a box inside its image; `clipped` makes it so.

        Args:
            width: Of the image, in pixels.
            height: Of the image, in pixels.

        Raises:
            FastLabelInvalidException: The size is not positive.
        """
        wide, high = image_size(width, height)
        left, top, right, bottom = self.bounds
        return left / wide, top / high, right / wide, bottom / high

    def yolo(self, width: Number, height: Number) -> tuple[float, float, float, float]:
        """Centre x and y, width and height as parts of the image's size, as in YOLO's files.

        Args:
            width: Of the image, in pixels.
            height: Of the image, in pixels.

        Raises:
            FastLabelInvalidException: The size is not positive.
        """
        wide, high = image_size(width, height)
        x, y = self.center
        return x / wide, y / high, self.width / wide, self.height / high

    def clipped(self, width: Number, height: Number) -> Self | None:
        """The part inside the image, all other fields kept; None if no area is left.

        Args:
            width: Of the image, in pixels.
            height: Of the image, in pixels.

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
        """Build a box from its left, top, width and height in pixels.

        >>> BBox.from_xywh(100, 100, 50, 20, value="cat").points
        (100.0, 100.0, 150.0, 120.0)

        Raises:
            FastLabelInvalidException: Not numbers, or a negative width or height.
        """
        return cls.from_coco((x, y, w, h), value=value, **fields)

    @classmethod
    def from_coco(cls, bbox: Numbers, *, value: str, **fields: Unpack[AnnotationFields]) -> Self:
        """Build a box from a COCO `bbox`: left, top, width and height in pixels.

        Raises:
            FastLabelInvalidException: Not four numbers, or a negative width or height.
        """
        x, y, w, h = four_floats(bbox, "bbox", "x, y, w, h")
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
        """Build a box from left, top, right and bottom as parts of the image's size.

        Args:
            box: Four numbers, in 0..1 inside the image.
            width: Of the image, in pixels.
            height: Of the image, in pixels.
            value: The class.
            fields: Further fields of the annotation.

        Raises:
            FastLabelInvalidException: Not four numbers, or the size is not positive.
        """
        left, top, right, bottom = four_floats(box, "box", "left, top, right, bottom")
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
        """Build a box from centre x and y, width and height as parts of the image's size.

        Args:
            box: Four numbers, as in YOLO's files after the class.
            width: Of the image, in pixels.
            height: Of the image, in pixels.
            value: The class.
            fields: Further fields of the annotation.

        Raises:
            FastLabelInvalidException: Not four numbers, a negative one for the box's width or
                height, or the image's size is not positive.
        """
        x, y, w, h = four_floats(box, "box", "centre x, centre y, w, h")
        _check_extent(w, h, "box")
        wide, high = image_size(width, height)
        x, y, w, h = x * wide, y * high, w * wide / 2, h * high / 2
        return cls(value=value, points=(x - w, y - h, x + w, y + h), **fields)


def _check_extent(width: float, height: float, place: str) -> None:
    if width < 0 or height < 0:
        invalid(f"{place}: {width:g} x {height:g}, a width and a height are not negative")
