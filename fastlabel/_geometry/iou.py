"""How much of a shape is left after a change, in pixels."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, pairwise
from typing import Final, TypeAlias

from fastlabel._geometry.masks import mask_from_regions
from fastlabel._geometry.rings import Bounds, Regions, bounding_box
from fastlabel.errors import MissingExtraError

__all__ = [
    "Rings",
    "bounds_iou",
    "nearly_equal",
    "pixel_iou",
    "rings_iou",
]


_MOST_PIXELS: Final = 2**22


def pixel_iou(before: Regions, after: Regions) -> float | None:
    """Intersection over union of the pixels of two shapes, by the rule of `to_mask`.

    Only the pixels of their bounds are looked at.

    Returns:
        None where that is not cheap: numpy is not installed, more than 4 million pixels, or none.
    """
    numbers = list(chain.from_iterable(chain.from_iterable([*before, *after])))
    if not numbers:
        return None
    left, top, right, bottom = bounding_box(numbers[::2], numbers[1::2])
    x, y = math.floor(left), math.floor(top)
    width, height = math.ceil(right) - x, math.ceil(bottom) - y
    if not 0 < width * height <= _MOST_PIXELS:
        return None
    try:
        one, other = (
            mask_from_regions(_moved(each, x, y), width, height) for each in (before, after)
        )
    except MissingExtraError:
        return None
    either = int((one | other).sum())
    return int((one & other).sum()) / either if either else None


def _moved(regions: Regions, x: int, y: int) -> Regions:
    return [
        [[number - (y if at % 2 else x) for at, number in enumerate(ring)] for ring in rings]
        for rings in regions
    ]


Rings: TypeAlias = Sequence[Sequence[Sequence[float]]]
"""Regions → rings → x, y, x, y, … in pixels."""

_Spans: TypeAlias = list[tuple[float, float]]

_SCAN_LINES: Final = 64
_ROUNDING: Final = 1e-9


def bounds_iou(one: Bounds, other: Bounds) -> float:
    """Intersection over union of two upright rectangles: 0 if neither has area."""
    across = max(min(one[2], other[2]) - max(one[0], other[0]), 0.0)
    down = max(min(one[3], other[3]) - max(one[1], other[1]), 0.0)
    both = across * down
    either = _area(one) + _area(other) - both
    return both / either if either > 0 else 0.0


def _area(bounds: Bounds) -> float:
    return (bounds[2] - bounds[0]) * (bounds[3] - bounds[1])


def nearly_equal(
    found: Sequence[Bounds], least: float, confirm: Callable[[int, int], bool]
) -> Iterator[tuple[int, int]]:
    """Find what is nearly at the place of something that came before.

    Where two have so much in common, their left edges are near each other. So only those are
    compared, of bounds that are sorted by their left edge.

    Args:
        found: Bounds, in order.
        least: The least intersection over union of bounds, above 0.
        confirm: Whether two that have so much in common are to be told.

    Yields:
        The index of each that is told, and that of one before it; sorted.
    """
    order = sorted(range(len(found)), key=lambda at: (found[at][0], at))
    lefts = [found[at][0] for at in order]
    for later, bounds in enumerate(found):
        far = (bounds[2] - bounds[0]) * (1 / least - 1) + _ROUNDING * (1 + abs(bounds[0]))
        begin, end = bisect_left(lefts, bounds[0] - far), bisect_right(lefts, bounds[0] + far)
        for earlier in order[begin:end]:
            near = earlier < later and bounds_iou(found[earlier], bounds) >= least
            if near and confirm(earlier, later):
                yield later, earlier
                break


def rings_iou(one: Rings, other: Rings) -> float:
    """Intersection over union of two shapes, along 64 level lines; 0 if neither has area."""
    numbers = [*chain.from_iterable(chain.from_iterable([*one, *other]))]
    if not numbers:
        return 0.0
    _, top, _, bottom = bounding_box(numbers[::2], numbers[1::2])
    both = either = 0.0
    for line in range(_SCAN_LINES):
        y = top + (bottom - top) * (line + 0.5) / _SCAN_LINES
        first, second = _spans(one, y), _spans(other, y)
        shared = _shared(first, second)
        both += shared
        either += _length(first) + _length(second) - shared
    return both / either if either > 0 else 0.0


def _spans(regions: Rings, y: float) -> _Spans:
    """The parts of a level line that are inside: apart from each other, from left to right."""
    inside = sorted(chain.from_iterable(_inside(rings, y) for rings in regions))
    spans: _Spans = []
    for start, end in inside:
        if spans and start <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(spans[-1][1], end)
        else:
            spans.append((start, end))
    return spans


def _inside(rings: Sequence[Sequence[float]], y: float) -> Iterator[tuple[float, float]]:
    """By the rule of even and odd, so that a hole is not inside."""
    crossings = sorted(chain.from_iterable(_crossings(ring, y) for ring in rings))
    return zip(crossings[::2], crossings[1::2], strict=True)


def _crossings(ring: Sequence[float], y: float) -> Iterator[float]:
    vertices = [*zip(ring[::2], ring[1::2], strict=True)]
    for (x0, y0), (x1, y1) in pairwise([*vertices, *vertices[:1]]):
        if (y0 > y) != (y1 > y):
            yield x0 + (x1 - x0) * ((y - y0) / (y1 - y0))


def _shared(one: _Spans, other: _Spans) -> float:
    shared, at, beside = 0.0, 0, 0
    while at < len(one) and beside < len(other):
        shared += max(min(one[at][1], other[beside][1]) - max(one[at][0], other[beside][0]), 0.0)
        if one[at][1] < other[beside][1]:
            at += 1
        else:
            beside += 1
    return shared


def _length(spans: _Spans) -> float:
    return sum(end - start for start, end in spans)
