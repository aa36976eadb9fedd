"""Vertices, rings and paths, and their measures.

Coordinates are in pixels, x to the right and y down. `points` are flat: x, y, x, y, …
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from operator import mul
from struct import Struct
from typing import TypeAlias

Vertex: TypeAlias = tuple[float, float]
"""x, y, in pixels."""

Vertices: TypeAlias = tuple[Vertex, ...]
"""Vertices in order; those of a ring are not closed."""

Bounds: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom, in pixels: left ≤ right, top ≤ bottom."""


def vertices_from_flat(points: Sequence[float]) -> Vertices:
    """Pair up flat points."""
    return tuple(zip(points[::2], points[1::2], strict=True))


def bounding_box(xs: Sequence[float], ys: Sequence[float]) -> Bounds:
    """Smallest axis-aligned rectangle around one vertex or more."""
    return min(xs), min(ys), max(xs), max(ys)


def normalized_corners(points: tuple[float, float, float, float]) -> Bounds:
    """Order two opposite corners of a box as left, top, right, bottom."""
    left, top, right, bottom = points
    if right < left:
        left, right = right, left
    if bottom < top:
        top, bottom = bottom, top
    return left, top, right, bottom


def without_closing_vertex(ring: Sequence[float]) -> Sequence[float]:
    """Drop a last vertex that repeats the first."""
    return ring[:-2] if len(ring) > 2 and ring[:2] == ring[-2:] else ring


def signed_area(ring: Sequence[float]) -> float:
    """Area of a ring in pixels² by the shoelace formula, positive if clockwise on the screen."""
    if not ring:
        return 0.0
    xs, ys = ring[::2], ring[1::2]
    # `map` ends with the shorter list; the closing edge is added as the start value.
    forward: float = sum(map(mul, xs, ys[1:]), xs[-1] * ys[0])
    backward: float = sum(map(mul, ys, xs[1:]), ys[-1] * xs[0])
    return (forward - backward) / 2


def ring_area(ring: Sequence[float]) -> float:
    """Area of a ring in pixels², in either direction."""
    return abs(signed_area(ring))


def region_area(rings: Sequence[Sequence[float]]) -> float:
    """Area of the first ring minus those of the others, in pixels²."""
    areas = map(ring_area, rings)
    return next(areas, 0.0) - sum(areas)


def path_length(points: Sequence[float]) -> float:
    """Length of an open path in pixels."""
    return math.fsum(math.dist(a, b) for a, b in pairwise(vertices_from_flat(points)))


def bridged_ring(regions: Regions) -> list[float]:
    """Join regions and their holes into one open ring (a keyhole polygon)."""
    first, *others = (
        _turned(ring, is_hole=at > 0) for rings in regions for at, ring in enumerate(rings)
    )
    for other in others:
        _join(first, other)
    return list(chain.from_iterable(first))


def _turned(ring: Sequence[float], *, is_hole: bool) -> list[Vertex]:
    vertices = list(vertices_from_flat(without_closing_vertex(ring)))
    return vertices[::-1] if (signed_area(ring) < 0) != is_hole else vertices


def _join(ring: list[Vertex], other: list[Vertex]) -> None:
    """Insert a ring at the vertex nearest to the leftmost vertex of the other ring."""
    start = min(range(len(other)), key=other.__getitem__)
    at = min(range(len(ring)), key=lambda index: math.dist(ring[index], other[start]))
    ring[at + 1 : at + 1] = [*other[start:], *other[: start + 1], ring[at]]


def packed_floats(lists: Iterable[Sequence[float]]) -> bytes:
    """Concatenate lists as 8-byte floats in native byte order."""
    return b"".join([_packer(len(numbers))(*numbers) for numbers in lists])


@lru_cache(maxsize=1024)
def _packer(count: int) -> Callable[..., bytes]:
    return Struct(f"{count}d").pack


Regions: TypeAlias = Sequence[Sequence[Sequence[float]]]
"""Regions → rings → x, y, x, y, … in pixels."""
