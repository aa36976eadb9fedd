"""Intersection over union (IoU) of boxes and regions, and duplicates by it."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Final

from fastlabel._geometry.crossings import Edge, covered_width, region_edges
from fastlabel._geometry.masks import mask_from_regions
from fastlabel._geometry.rings import Bounds, Regions, bounding_box
from fastlabel.errors import MissingExtraError

_MAX_PIXELS: Final = 2**22
_SCAN_LINES: Final = 64
_ROUNDING: Final = 1e-9


def bounds_iou(one: Bounds, other: Bounds) -> float:
    """IoU of two boxes; 0 if neither has area."""
    width = max(min(one[2], other[2]) - max(one[0], other[0]), 0.0)
    height = max(min(one[3], other[3]) - max(one[1], other[1]), 0.0)
    shared = width * height
    union = _area(one) + _area(other) - shared
    return shared / union if union > 0 else 0.0


def _area(bounds: Bounds) -> float:
    return (bounds[2] - bounds[0]) * (bounds[3] - bounds[1])


def pixel_iou(before: Regions, after: Regions) -> float | None:
    """IoU of the pixels of two shapes, rasterized as by `to_mask`."""
    vertices = _coordinates(before, after)
    if not vertices[0]:
        return None
    left, top, right, bottom = bounding_box(*vertices)
    x, y = math.floor(left), math.floor(top)
    width, height = math.ceil(right) - x, math.ceil(bottom) - y
    if not 0 < width * height <= _MAX_PIXELS:
        return None
    try:
        one, other = (
            mask_from_regions(_moved(each, x, y), width, height) for each in (before, after)
        )
    except MissingExtraError:
        return None
    union = int((one | other).sum())
    return int((one & other).sum()) / union if union else None


def _moved(regions: Regions, x: int, y: int) -> Regions:
    return [
        [[number - (y if at % 2 else x) for at, number in enumerate(ring)] for ring in rings]
        for rings in regions
    ]


def regions_iou(one: Regions, other: Regions) -> float:
    """IoU of two shapes, measured along 64 horizontal lines; 0 if neither has area."""
    _, ys = _coordinates(one, other)
    if not ys:
        return 0.0
    top, bottom = min(ys), max(ys)
    first, second = region_edges(one), region_edges(other, start=len(one))
    shared = union = 0.0
    for line in range(_SCAN_LINES):
        y = top + (bottom - top) * (line + 0.5) / _SCAN_LINES
        left, right = _crossed(first, y), _crossed(second, y)
        width = covered_width([*left, *right], y)
        shared += covered_width(left, y) + covered_width(right, y) - width
        union += width
    return shared / union if union > 0 else 0.0


def _crossed(edges: Sequence[Edge], y: float) -> list[Edge]:
    return [edge for edge in edges if edge.top <= y < edge.bottom]


def _coordinates(*shapes: Regions) -> tuple[list[float], list[float]]:
    numbers = list(
        chain.from_iterable(ring for shape in shapes for rings in shape for ring in rings)
    )
    return numbers[::2], numbers[1::2]


def find_duplicates(
    boxes: Sequence[Bounds], min_iou: float, measure: Callable[[int, int], float]
) -> Iterator[tuple[int, int, float]]:
    """Find shapes that nearly coincide with an earlier one."""
    order = sorted(range(len(boxes)), key=lambda at: (boxes[at][0], at))
    lefts = [boxes[at][0] for at in order]
    for later, box in enumerate(boxes):
        reach = (box[2] - box[0]) * (1 / min_iou - 1) + _ROUNDING * (1 + abs(box[0]))
        begin, end = bisect_left(lefts, box[0] - reach), bisect_right(lefts, box[0] + reach)
        for earlier in order[begin:end]:
            if earlier >= later or bounds_iou(boxes[earlier], box) < min_iou:
                continue
            iou = measure(earlier, later)
            if iou >= min_iou:
                yield later, earlier, iou
                break
