"""Bounding box, area and segmentation of annotations, in pixels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from operator import mul
from typing import Final, TypeAlias

from fastlabel._geometry.crossings import union_area
from fastlabel._geometry.rings import bounding_box, without_closing_vertex
from fastlabel._geometry.validity import MIN_RING_VERTICES
from fastlabel.converters.coco.rle import mask_from_regions
from fastlabel.converters.coco.types import CocoSegmentation, HoleStyle
from fastlabel.models import BBox, Keypoint, Line, Polygon, Segmentation
from fastlabel.models.annotations import ShapeAnnotation

Shape: TypeAlias = tuple[list[float], float, CocoSegmentation]
"""`bbox`, `area` and `segmentation`. A plain tuple, because there are many."""

MIN_RING_NUMBERS: Final = 2 * MIN_RING_VERTICES
"""Numbers of three vertices. COCO takes four numbers for a box."""

_Rings: TypeAlias = Sequence[Sequence[float]]
_THIN_RING: Final = "with an outline of fewer than 3 vertices left out"
_HOLES_UNWANTED: Final = "with holes filled (holes='polygons')"
_HOLES_IMPOSSIBLE: Final = "with holes filled (no mask fits: image size unknown, or too large)"


def shape_for(
    annotation: ShapeAnnotation,
    size: tuple[int, int],
    holes: HoleStyle,
    on_change: Callable[[str], None],
) -> Shape | None:
    """Shape of an annotation; None if it has no points."""
    match annotation:
        case BBox():
            return box_shape(annotation.points)
        case Segmentation():
            return _segmentation_shape(annotation.points, size, holes, on_change)
        case Polygon() if len(annotation.points) >= MIN_RING_NUMBERS:
            return polygon_shape(annotation.points)
        case Polygon() | Keypoint() | Line():
            if not annotation.points:
                return None
            if isinstance(annotation, Polygon):
                on_change(_THIN_RING)
            return _bbox(annotation.points), 0.0, []


def box_shape(points: tuple[float, float, float, float]) -> Shape:
    """Shape of a box given by any two opposite corners, with a clockwise outline."""
    left, top, right, bottom = points
    if right < left:
        left, right = right, left
    if bottom < top:
        top, bottom = bottom, top
    width, height = right - left, bottom - top
    outline = [left, top, right, top, right, bottom, left, bottom]
    return [left, top, width, height], width * height, [outline]


def polygon_shape(points: Sequence[float]) -> Shape:
    """Shape of an outline; its area is `Polygon.area`, by the shoelace formula."""
    xs, ys = points[::2], points[1::2]
    # Sorting finds both ends of a short list faster than min and max.
    across, down = sorted(xs), sorted(ys)
    left, top = across[0], down[0]
    # As signed_area, whose slices would be a tenth of the time of an export.
    forward = sum(map(mul, xs, ys[1:]), xs[-1] * ys[0])
    backward = sum(map(mul, ys, xs[1:]), ys[-1] * xs[0])
    return (
        [left, top, across[-1] - left, down[-1] - top],
        abs(forward - backward) / 2,
        [[*points]],
    )


def _segmentation_shape(
    points: Sequence[_Rings],
    size: tuple[int, int],
    holes: HoleStyle,
    on_change: Callable[[str], None],
) -> Shape | None:
    outer = [number for rings in points for number in chain.from_iterable(rings[:1])]
    if not outer:
        return None
    bbox = _bbox(outer)
    regions = _enclosing(points, on_change)
    if any(len(rings) > 1 for rings in regions):
        mask = mask_from_regions(regions, *size) if holes == "rle" else None
        if mask:
            return bbox, mask.area, mask.rle
        on_change(_HOLES_IMPOSSIBLE if holes == "rle" else _HOLES_UNWANTED)
    outlines = [rings[0] for rings in regions]
    return bbox, union_area(outlines), outlines


def _enclosing(
    points: Sequence[_Rings], on_change: Callable[[str], None]
) -> list[list[list[float]]]:
    """Regions of open rings with 3 vertices or more."""
    open_rings = [
        [list(without_closing_vertex(ring)) for ring in rings] for rings in points if rings
    ]
    regions = [
        [ring for ring in rings if len(ring) >= MIN_RING_NUMBERS]
        for rings in open_rings
        if len(rings[0]) >= MIN_RING_NUMBERS
    ]
    if sum(map(len, regions)) < sum(map(len, open_rings)):
        on_change(_THIN_RING)
    return regions


def _bbox(points: Sequence[float]) -> list[float]:
    left, top, right, bottom = bounding_box(points[::2], points[1::2])
    return [left, top, right - left, bottom - top]
