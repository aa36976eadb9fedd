"""Parts of an image that a stroke touches, so that only these are painted."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, TypeAlias

from fastlabel._geometry.clipping import clip_segment
from fastlabel.drawing.shapes import Rectangle, Vertices, bounding_box

PixelBox: TypeAlias = tuple[int, int, int, int]
"""Left, top, right and bottom in whole pixels, right and bottom excluded."""

Cells: TypeAlias = Sequence[tuple[PixelBox, Sequence[Vertices]]]
"""Parts of the image, and the pieces of the stroke that touch each."""

_MAX_PIECE: Final = 64  # pixels
_MAX_WHOLE: Final = 16  # cells


def has_axis_aligned_segments(path: Vertices) -> bool:
    """Whether all segments are horizontal or vertical."""
    segments = list(pairwise(path))
    return bool(segments) and all(x0 == x1 or y0 == y1 for (x0, y0), (x1, y1) in segments)


def pixels_around(rectangle: Rectangle, size: tuple[int, int]) -> PixelBox | None:
    """Pixels of an image that a rectangle touches; None if there are none."""
    left, top, right, bottom = rectangle
    left, top = max(0, math.floor(left)), max(0, math.floor(top))
    right, bottom = min(size[0], math.ceil(right)), min(size[1], math.ceil(bottom))
    return (left, top, right, bottom) if left < right and top < bottom else None


def _pixels_along(path: Vertices, half: float, size: tuple[int, int]) -> PixelBox | None:
    left, top, right, bottom = bounding_box(path)
    return pixels_around((left - half, top - half, right + half, bottom + half), size)


def box_strips(path: Vertices, half: float, size: tuple[int, int]) -> Cells:
    """The four sides of a box whose lines are twice `half` wide."""
    outer = _pixels_along(path, half, size)
    if outer is None:
        return []
    left, top, right, bottom = bounding_box(path)
    x0, y0, x1, y1 = outer
    inner_left = _clamp(math.ceil(left + half), x0, x1)
    inner_right = _clamp(math.floor(right - half), inner_left, x1)
    inner_top = _clamp(math.ceil(top + half), y0, y1)
    inner_bottom = _clamp(math.floor(bottom - half), inner_top, y1)
    strips = [
        (x0, y0, x1, inner_top),
        (x0, inner_bottom, x1, y1),
        (x0, inner_top, inner_left, inner_bottom),
        (inner_right, inner_top, x1, inner_bottom),
    ]
    return [(strip, [path]) for strip in strips if strip[0] < strip[2] and strip[1] < strip[3]]


def _clamp(at: int, min_: int, max_: int) -> int:
    return min(max(at, min_), max_)


def stroke_cells(path: Vertices, half: float, size: tuple[int, int], cell: int) -> Cells:
    """The parts of a grid's cells that a stroke touches."""
    visible = (-half, -half, size[0] + half, size[1] + half)
    whole = _pixels_along(path, half, size)
    if (
        whole
        and _area(whole) <= _MAX_WHOLE * cell * cell
        and _contains(visible, bounding_box(path))
    ):
        return [(whole, [path])]
    cells: defaultdict[tuple[int, int], list[tuple[PixelBox, Vertices]]] = defaultdict(list)
    for start, end in pairwise(path) if len(path) > 1 else [(path[0], path[0])]:
        for piece in _pieces(start, end, visible):
            for key, part in _touched(piece, half, size, cell):
                cells[key].append((part, piece))
    return [
        (_union([part for part, _ in touching]), [piece for _, piece in touching])
        for touching in cells.values()
    ]


def _area(part: PixelBox) -> int:
    return (part[2] - part[0]) * (part[3] - part[1])


def _contains(outer: Rectangle, inner: Rectangle) -> bool:
    left, top, right, bottom = inner
    return outer[0] <= left and outer[1] <= top and right <= outer[2] and bottom <= outer[3]


def _touched(
    piece: Vertices, half: float, size: tuple[int, int], cell: int
) -> Iterator[tuple[tuple[int, int], PixelBox]]:
    """The cells that a piece touches, and which part of each."""
    around = _pixels_along(piece, half, size)
    if around is None:
        return
    x0, y0, x1, y1 = around
    for y in range(y0 // cell * cell, y1, cell):
        for x in range(x0 // cell * cell, x1, cell):
            yield (x, y), (max(x, x0), max(y, y0), min(x + cell, x1), min(y + cell, y1))


def _union(parts: Sequence[PixelBox]) -> PixelBox:
    lefts, tops, rights, bottoms = zip(*parts, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _pieces(
    start: tuple[float, float], end: tuple[float, float], visible: Rectangle
) -> Iterator[Vertices]:
    """The visible part of a segment, divided into short pieces."""
    part = clip_segment(start, end, visible)
    if part is None:
        return
    (x0, y0), (x1, y1) = part
    count = math.ceil(max(abs(x1 - x0), abs(y1 - y0)) / _MAX_PIECE)
    if count <= 1:
        yield (x0, y0), (x1, y1)
        return
    stops = [(x0 + (x1 - x0) * at / count, y0 + (y1 - y0) * at / count) for at in range(count + 1)]
    yield from pairwise(stops)
