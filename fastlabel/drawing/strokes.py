"""Which parts of a picture a stroke touches, so that no other part is worked on."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, TypeAlias

from fastlabel._geometry.clipping import clip_segment
from fastlabel.drawing.shapes import Rectangle, Vertices, bounding_box

__all__ = ["Cells", "Pixels", "cells_of", "is_upright", "pixels_around", "strips_of"]

Pixels: TypeAlias = tuple[int, int, int, int]
"""Left, top, right and bottom of whole pixels; the last ones are not included."""

Cells: TypeAlias = Sequence[tuple[Pixels, Sequence[Vertices]]]
"""Parts of the picture, and the pieces of the stroke that touch each."""

_PIECE: Final = 64  # pixels
_FEW: Final = 16  # cells


def is_upright(path: Vertices) -> bool:
    """Whether there are only level and upright segments."""
    segments = list(pairwise(path))
    return bool(segments) and all(x0 == x1 or y0 == y1 for (x0, y0), (x1, y1) in segments)


def pixels_around(around: Rectangle, size: tuple[int, int]) -> Pixels | None:
    """The pixels of a picture that a rectangle touches; None if there are none."""
    left, top, right, bottom = around
    left, top = max(0, math.floor(left)), max(0, math.floor(top))
    right, bottom = min(size[0], math.ceil(right)), min(size[1], math.ceil(bottom))
    return (left, top, right, bottom) if left < right and top < bottom else None


def strips_of(path: Vertices, half: float, size: tuple[int, int]) -> Cells:
    """The four sides of a box that is drawn with lines of twice the width `half`."""
    left, top, right, bottom = bounding_box(path)
    outer = pixels_around((left - half, top - half, right + half, bottom + half), size)
    if outer is None:
        return []
    x0, y0, x1, y1 = outer
    inner_left = _within(math.ceil(left + half), x0, x1)
    inner_right = _within(math.floor(right - half), inner_left, x1)
    inner_top = _within(math.ceil(top + half), y0, y1)
    inner_bottom = _within(math.floor(bottom - half), inner_top, y1)
    strips = [
        (x0, y0, x1, inner_top),
        (x0, inner_bottom, x1, y1),
        (x0, inner_top, inner_left, inner_bottom),
        (inner_right, inner_top, x1, inner_bottom),
    ]
    return [(strip, [path]) for strip in strips if strip[0] < strip[2] and strip[1] < strip[3]]


def _within(at: int, least: int, most: int) -> int:
    return min(max(at, least), most)


def cells_of(path: Vertices, half: float, size: tuple[int, int], cell: int) -> Cells:
    """The parts of a grid's cells that a stroke of twice the width `half` touches.

    A stroke within the area of a few cells is not cut up: that would take longer than it saves.

    Args:
        path: The stroke's vertices, in pixels; 1 or more.
        half: Half of its width, in pixels.
        size: Width and height of the picture.
        cell: Pixels of a cell's side. Small ones cost calls, large ones area.
    """
    found: defaultdict[tuple[int, int], list[tuple[Pixels, Vertices]]] = defaultdict(list)
    seen = (-half, -half, size[0] + half, size[1] + half)
    around = _surroundings(path, half, size)
    if around and _area(around) <= _FEW * cell * cell and _is_within(bounding_box(path), seen):
        return [(around, [path])]
    for start, end in pairwise(path) if len(path) > 1 else [(path[0], path[0])]:
        for piece in _pieces(start, end, seen):
            for key, part in _touched(piece, half, size, cell):
                found[key].append((part, piece))
    return [
        (_union([part for part, _ in touching]), [piece for _, piece in touching])
        for touching in found.values()
    ]


def _surroundings(path: Vertices, half: float, size: tuple[int, int]) -> Pixels | None:
    left, top, right, bottom = bounding_box(path)
    return pixels_around((left - half, top - half, right + half, bottom + half), size)


def _area(part: Pixels) -> int:
    return (part[2] - part[0]) * (part[3] - part[1])


def _is_within(inner: Rectangle, outer: Rectangle) -> bool:
    return (
        outer[0] <= inner[0]
        and outer[1] <= inner[1]
        and inner[2] <= outer[2]
        and inner[3] <= outer[3]
    )


def _touched(
    piece: Vertices, half: float, size: tuple[int, int], cell: int
) -> Iterator[tuple[tuple[int, int], Pixels]]:
    """The cells that a piece touches, and which part of each."""
    around = _surroundings(piece, half, size)
    if around is None:
        return
    x0, y0, x1, y1 = around
    for y in range(y0 // cell * cell, y1, cell):
        for x in range(x0 // cell * cell, x1, cell):
            yield (x, y), (max(x, x0), max(y, y0), min(x + cell, x1), min(y + cell, y1))


def _union(parts: Sequence[Pixels]) -> Pixels:
    lefts, tops, rights, bottoms = zip(*parts, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _pieces(
    start: tuple[float, float], end: tuple[float, float], seen: Rectangle
) -> Iterator[Vertices]:
    """A segment in short pieces, without what lies outside of what is seen."""
    part = clip_segment(start, end, seen)
    if part is None:
        return
    (x0, y0), (x1, y1) = part
    if abs(x1 - x0) <= _PIECE and abs(y1 - y0) <= _PIECE:
        yield (x0, y0), (x1, y1)
        return
    count = math.ceil(max(abs(x1 - x0), abs(y1 - y0)) / _PIECE)
    stops = [(x0 + (x1 - x0) * at / count, y0 + (y1 - y0) * at / count) for at in range(count + 1)]
    yield from pairwise(stops)
