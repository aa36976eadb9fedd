"""Annotations → the lines of a YOLO label file.

A line is the class and numbers in 0..1, parts of the image's width and height. Readers refuse a
whole file for one number beyond 1, so shapes are cut off at the edges of their image.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, TypeAlias

from fastlabel.converters.area_shapes import box_within, regions_within
from fastlabel.converters.class_order import ClassOrder
from fastlabel.converters.joined_rings import joined_ring
from fastlabel.converters.pictures import Drawn, Picture
from fastlabel.converters.pixel_iou import Regions, pixel_iou
from fastlabel.models import BBox
from fastlabel.models.outlines import Bounds, opened

__all__ = [
    "TOO_SMALL",
    "YoloStyle",
    "box_line",
    "box_numbers",
    "detection_lines",
    "is_nothing",
    "label_line",
    "outline_lines",
]

YoloStyle: TypeAlias = Literal["detect", "segment", "pose"]
"""What a label line holds: a box, an outline, or a box with keypoints."""

_NO_ATTRIBUTES: Final = "with attributes left out"
_JOINED: Final = "with parts or holes joined to one outline, by bridges that enclose nothing"
_AS_OUTLINE: Final = "as an outline of four corners"
TOO_SMALL: Final = "too small for a label"


def detection_lines(picture: Picture, classes: ClassOrder) -> Iterator[str]:
    """A line for each box: class, centre x, centre y, width, height."""
    for drawn in picture.drawn:
        line = box_line(drawn, picture, classes, "YOLO detection")
        if line:
            yield line


def outline_lines(picture: Picture, classes: ClassOrder) -> Iterator[str]:
    """A line for each outline: class, then x and y of each vertex."""
    for drawn in picture.drawn:
        regions = regions_within(drawn, picture, "YOLO segmentation")
        if regions is None:
            continue
        if isinstance(drawn.annotation, BBox):
            drawn.change(_AS_OUTLINE, 1.0)
        ring = _one_ring(drawn, regions)
        size = picture.width, picture.height
        numbers = [number / size[at % 2] for at, number in enumerate(ring)]
        if _is_point(numbers):
            drawn.leave_out(TOO_SMALL)
            continue
        yield label_line(drawn, classes, numbers)


def box_line(drawn: Drawn, picture: Picture, classes: ClassOrder, form: str) -> str | None:
    """The line of a box; None, and noted, where there is none."""
    box = box_within(drawn, picture, form)
    numbers = box_numbers(box, picture) if box else []
    if box and is_nothing(numbers):
        drawn.leave_out(TOO_SMALL)
    return label_line(drawn, classes, numbers) if box and not drawn.left_out else None


def box_numbers(box: Bounds, picture: Picture) -> list[float]:
    """Centre x, centre y, width, height, as parts of the picture's size."""
    return list(BBox(value="", points=box).yolo(picture.width, picture.height))


def is_nothing(numbers: Sequence[float]) -> bool:
    """Whether a box's width or height is too small for the digits of a line."""
    return "0" in map(_digits, numbers[2:4])


def label_line(drawn: Drawn, classes: ClassOrder, numbers: Iterable[float]) -> str:
    """Class and numbers. What a line cannot hold of the annotation is noted."""
    if drawn.annotation.attributes:
        drawn.change(_NO_ATTRIBUTES)
    number = classes.number_of(drawn.annotation.value, drawn.place)
    return " ".join([str(number), *map(_digits, numbers)])


def _is_point(numbers: Sequence[float]) -> bool:
    """Whether the digits of a line have no width or no height."""
    return 1 in {len(set(map(_digits, numbers[axis::2]))) for axis in (0, 1)}


def _one_ring(drawn: Drawn, regions: Regions) -> Sequence[float]:
    if len(regions) == len(regions[0]) == 1:
        return opened(regions[0][0])
    ring = joined_ring(regions)
    drawn.change(_JOINED, pixel_iou(regions, [[ring]]))
    return ring


def _digits(number: float) -> str:
    """Never with an exponent, which not every reader takes."""
    return f"{number + 0.0:.15f}".rstrip("0").rstrip(".")
