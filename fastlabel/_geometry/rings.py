"""Vertices, rings and paths: what is measured of them.

Coordinates are pixels, x to the right and y down. `points` are flat: x, y, x, y, …
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from operator import mul
from struct import Struct
from typing import TypeAlias

__all__ = [
    "Bounds",
    "Regions",
    "Vertex",
    "Vertices",
    "bounding_box",
    "bridged_ring",
    "is_degenerate",
    "normalized_corners",
    "packed_floats",
    "path_length",
    "region_area",
    "ring_area",
    "signed_area",
    "vertices_from_flat",
    "without_closing_vertex",
]


Vertex: TypeAlias = tuple[float, float]
"""x, y, in pixels."""

Vertices: TypeAlias = tuple[Vertex, ...]
"""In order; of a ring, the first is not repeated at the end."""

Bounds: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom, in pixels: left ≤ right, top ≤ bottom."""


def vertices_from_flat(points: Sequence[float]) -> Vertices:
    """Flat points as pairs."""
    return tuple(zip(points[::2], points[1::2], strict=True))


def bounding_box(xs: Sequence[float], ys: Sequence[float]) -> Bounds:
    """The smallest upright rectangle around one vertex or more."""
    return min(xs), min(ys), max(xs), max(ys)


def normalized_corners(points: tuple[float, float, float, float]) -> Bounds:
    """A box as left, top, right, bottom, whichever two opposite corners it is given by."""
    left, top, right, bottom = points
    if right < left:
        left, right = right, left
    if bottom < top:
        top, bottom = bottom, top
    return left, top, right, bottom


def without_closing_vertex(ring: Sequence[float]) -> Sequence[float]:
    """The ring without the repetition of its first vertex at the end."""
    return ring[:-2] if len(ring) > 2 and ring[:2] == ring[-2:] else ring


def signed_area(ring: Sequence[float]) -> float:
    """The shoelace formula, in pixels²: positive if the ring runs clockwise as seen on the screen.

    The ring may be closed or open.
    """
    if not ring:
        return 0.0
    xs, ys = ring[::2], ring[1::2]
    # The products end with the shorter list: the edge that closes the ring comes last.
    forward: float = sum(map(mul, xs, ys[1:]), xs[-1] * ys[0])
    backward: float = sum(map(mul, ys, xs[1:]), ys[-1] * xs[0])
    return (forward - backward) / 2


def ring_area(ring: Sequence[float]) -> float:
    """What a ring encloses, in pixels², whichever way round it runs."""
    return abs(signed_area(ring))


def region_area(rings: Sequence[Sequence[float]]) -> float:
    """What the first ring encloses less what the others do, in pixels²."""
    areas = map(ring_area, rings)
    return next(areas, 0.0) - sum(areas)


def path_length(points: Sequence[float]) -> float:
    """The length of an open path, in pixels."""
    return math.fsum(math.dist(a, b) for a, b in pairwise(vertices_from_flat(points)))


def is_degenerate(ring: Sequence[float]) -> bool:
    """Whether all vertices lie on one line, so that the ring encloses nothing."""
    if not ring:
        return True
    x0, y0 = ring[:2]
    arms = [(x - x0, y - y0) for x, y in vertices_from_flat(ring)]
    across, down = next((arm for arm in arms if any(arm)), (0.0, 0.0))
    return all(across * y == down * x for x, y in arms)


def bridged_ring(regions: Regions) -> list[float]:
    """One open ring that encloses the regions less their holes.

    Rings hang together by bridges that are walked there and back, so they enclose nothing. Filled
    by the even-odd rule the ring gives the same pixels, as long as regions are apart and holes
    inside; outlines and holes run opposite ways, so filling by winding does too.
    """
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
    """Put another ring into a ring, at the vertex nearest to the leftmost of the other."""
    start = min(range(len(other)), key=other.__getitem__)
    at = min(range(len(ring)), key=lambda index: math.dist(ring[index], other[start]))
    ring[at + 1 : at + 1] = [*other[start:], *other[: start + 1], ring[at]]


def packed_floats(lists: Iterable[Sequence[float]]) -> bytes:
    """The numbers of all lists, one after the other, 8 bytes each in the order of this machine.

    `struct` packs a list in half the time that a look at the type of each number takes.
    """
    return b"".join([_packer(len(numbers))(*numbers) for numbers in lists])


@lru_cache(maxsize=1024)
def _packer(count: int) -> Callable[..., bytes]:
    return Struct(f"{count}d").pack


Regions: TypeAlias = Sequence[Sequence[Sequence[float]]]
"""Regions → rings → x, y, x, y, … in pixels."""
