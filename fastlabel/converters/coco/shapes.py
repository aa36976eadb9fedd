"""Points → what COCO says about a shape: its box, its area and its outlines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Final, NamedTuple, TypeAlias

from fastlabel._geometry.crossings import covered_area
from fastlabel._geometry.rings import bounds_of, opened
from fastlabel._geometry.simple_rings import FEWEST_NUMBERS, RingLook
from fastlabel.converters.coco.rle import mask_of
from fastlabel.converters.coco.types import CocoSegmentation, HoleStyle
from fastlabel.models import BBox, Keypoint, Line, Polygon, Segmentation
from fastlabel.models.annotations import ShapeAnnotation

__all__ = [
    "Measures",
    "Shape",
    "box_measures",
    "shape_of",
    "sound_box",
    "sound_polygon",
]


Rings: TypeAlias = Sequence[Sequence[float]]

Measures: TypeAlias = tuple[list[float], float, list[list[float]]]
"""Bounding box, area and outlines, in pixels: a tuple, because there are many of them."""

_UNSOUND: Final[Measures] = ([], 0.0, [])
_THIN_RING: Final = "with an outline of fewer than 3 vertices left out"
_HOLES_UNWANTED: Final = "with holes filled (holes='polygons')"
_HOLES_IMPOSSIBLE: Final = "with holes filled (no mask fits: image size unknown, or too large)"


class Shape(NamedTuple):
    """A shape in COCO's terms, in pixels."""

    bbox: list[float]
    area: float
    segmentation: CocoSegmentation
    changes: tuple[str, ...] = ()
    """What of the annotation is not in the shape."""

    @property
    def is_empty(self) -> bool:
        """Whether it is a mask of no pixel, which no reader takes for an annotation."""
        return isinstance(self.segmentation, dict) and not self.area


def shape_of(
    annotation: ShapeAnnotation, width: int, height: int, holes: HoleStyle
) -> Shape | None:
    """The shape of an annotation on an image of this size; None if it has no points.

    Raises:
        MissingExtraError: It has holes to be cut out of a mask, and pycocotools is not installed.
    """
    match annotation:
        case BBox():
            return Shape(*box_measures(annotation.points))
        case Polygon():
            return _polygon_shape(annotation.points)
        case Segmentation():
            return _segmentation_shape(annotation.points, width, height, holes)
        case Keypoint() | Line():
            return Shape(_extent(annotation.points), 0.0, []) if annotation.points else None


def box_measures(points: tuple[float, float, float, float]) -> Measures:
    """The measures of a box, whichever corners it is given by; its outline runs clockwise."""
    left, top, right, bottom = points
    # As `upright` does it, without a call.
    if right < left:
        left, right = right, left
    if bottom < top:
        top, bottom = bottom, top
    width, height = right - left, bottom - top
    outline = [left, top, right, top, right, bottom, left, bottom]
    return [left, top, width, height], width * height, [outline]


def sound_box(points: tuple[float, float, float, float], width: float, height: float) -> Measures:
    """The measures of a box of some area in a picture of this size; of any other an area of 0."""
    left, top, right, bottom = points
    is_sound = 0.0 <= left < right <= width and 0.0 <= top < bottom <= height
    return box_measures(points) if is_sound else _UNSOUND


def sound_polygon(points: Sequence[float], look: RingLook, width: float, height: float) -> Measures:
    """The measures of a polygon in a picture of this size that surely is sound.

    Of any other, an area of 0.

    Args:
        points: Of the polygon.
        look: What was seen of them.
        width: In pixels.
        height: In pixels.
    """
    left, top, right, bottom, area = look
    if not (area and left >= 0.0 <= top and right <= width and bottom <= height):
        return _UNSOUND
    return [left, top, right - left, bottom - top], area, [[*points]]


def _polygon_shape(points: Sequence[float]) -> Shape | None:
    if not points:
        return None
    # Four numbers would be taken for a box, fewer are an error in pycocotools.
    if len(points) < FEWEST_NUMBERS:
        return Shape(_extent(points), 0.0, [], (_THIN_RING,))
    return Shape(_extent(points), covered_area([points]), [[*points]])


def _segmentation_shape(
    points: Sequence[Rings], width: int, height: int, holes: HoleStyle
) -> Shape | None:
    vertices = [number for rings in points for number in chain.from_iterable(rings[:1])]
    if not vertices:
        return None
    bbox = _extent(vertices)
    regions, changes = _regions(points)
    if any(len(rings) > 1 for rings in regions):
        mask = mask_of(regions, width, height) if holes == "rle" else None
        if mask:
            return Shape(bbox, mask.area, mask.rle, changes)
        changes = (*changes, _HOLES_IMPOSSIBLE if holes == "rle" else _HOLES_UNWANTED)
    outlines = [rings[0] for rings in regions]
    return Shape(bbox, covered_area(outlines), outlines, changes)


def _regions(points: Sequence[Rings]) -> tuple[list[list[list[float]]], tuple[str, ...]]:
    """Regions of open rings that enclose something, and what was left out to get them.

    A region whose outline encloses nothing goes whole: its first hole must not take its place.
    """
    open_rings = [[list(opened(ring)) for ring in rings] for rings in points if rings]
    regions = [
        [ring for ring in rings if len(ring) >= FEWEST_NUMBERS]
        for rings in open_rings
        if len(rings[0]) >= FEWEST_NUMBERS
    ]
    is_whole = sum(map(len, regions)) == sum(map(len, open_rings))
    return regions, () if is_whole else (_THIN_RING,)


def _extent(points: Sequence[float]) -> list[float]:
    left, top, right, bottom = bounds_of(points[::2], points[1::2])
    return [left, top, right - left, bottom - top]
