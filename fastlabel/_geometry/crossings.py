"""Where rings cross themselves or one another, and what they cover then.

The shoelace formula counts twice what a ring goes around twice, and takes away what it goes around
the other way. Readers fill by the even-odd rule: what a ring goes around twice is outside.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, NamedTuple

from fastlabel._geometry.rings import Vertex, opened, ring_area, vertices_of
from fastlabel._geometry.simple_rings import look_at, outline_area

__all__ = ["RingCrossings", "covered_area", "crossings_of"]

_MOST_STEPS: Final = 500_000
"""Pairs of edges to look at, or edges at all heights: half a second, about."""
_ROUNDING: Final = 1e-9


@dataclass(slots=True)
class RingCrossings:
    """Which of several rings cross."""

    own: set[int] = field(default_factory=set[int])
    """Rings that cross themselves."""
    others: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])
    """Pairs of rings that cross one another."""
    heights: list[float] = field(default_factory=list[float])
    """Where edges cross, in pixels from the top."""
    is_complete: bool = True
    """Whether all edges were looked at: there may be too many of them."""


class _Edge(NamedTuple):
    """An edge of a ring, whichever way it runs."""

    left: float
    right: float
    top: float
    bottom: float
    start: Vertex
    end: Vertex
    ring: int
    number: int

    def x_at(self, y: float) -> float:
        (x1, y1), (x2, y2) = self.start, self.end
        return x1 + (x2 - x1) * ((y - y1) / (y2 - y1))


def crossings_of(rings: Sequence[Sequence[float]]) -> RingCrossings:
    """The rings that cross. Those that only touch do not, whether at a vertex or along an edge.

    Args:
        rings: x, y, x, y, … in pixels each, open or closed.
    """
    if len(rings) == 1:
        return _of_one(rings[0])
    return _of_rings(rings)


def _of_one(ring: Sequence[float]) -> RingCrossings:
    """The same of a single ring, of which one crossing says all."""
    *_, area = look_at(ring)
    if area:
        return RingCrossings()
    found = RingCrossings()
    length = len(_vertices(ring))
    touches = False
    for one, other in _neighbours(_edges([ring]), found):
        if not _are_adjacent(one, other, length):
            height = _meeting(one, other)
            if height is not None and not math.isnan(height):
                return RingCrossings({0})
            touches = touches or height is not None
    if touches and _winds_oddly(ring, []):
        found.own.add(0)
    return found


def _of_rings(rings: Sequence[Sequence[float]]) -> RingCrossings:
    found = RingCrossings()
    touched: set[int] = set()
    lengths = [len(_vertices(ring)) for ring in rings]
    for one, other in _neighbours(_edges(rings), found):
        if one.ring == other.ring and _are_adjacent(one, other, lengths[one.ring]):
            continue
        height = _meeting(one, other)
        if height is None:
            continue
        if not math.isnan(height):
            found.heights.append(height)
            if one.ring == other.ring:
                found.own.add(one.ring)
            else:
                found.others.add((min(one.ring, other.ring), max(one.ring, other.ring)))
        elif one.ring == other.ring:
            touched.add(one.ring)
    found.own |= {at for at in touched - found.own if _winds_oddly(rings[at], found.heights)}
    return found


def covered_area(rings: Sequence[Sequence[float]]) -> float:
    """What is inside one of several rings at least, by the even-odd rule, in pixels².

    Too many edges are taken for such as do not cross. What a single ring encloses is told by the
    shoelace formula, as COCO has it: also if it crosses itself.
    """
    if len(rings) > 1:
        crossings = crossings_of(rings)
        filled = _filled(rings, crossings.heights) if crossings.is_complete else None
        if filled is not None:
            return filled
    return sum(map(outline_area, rings), 0.0)


def _vertices(ring: Sequence[float]) -> list[Vertex]:
    """Without those that repeat the one before."""
    vertices = vertices_of(opened(ring))
    kept = [*vertices[:1], *(here for before, here in pairwise(vertices) if here != before)]
    return kept if len(kept) < 2 or kept[0] != kept[-1] else kept[:-1]


def _edges(rings: Sequence[Sequence[float]]) -> list[_Edge]:
    edges: list[_Edge] = []
    for at, ring in enumerate(rings):
        vertices = _vertices(ring)
        for number, (start, end) in enumerate(
            zip(vertices, [*vertices[1:], *vertices[:1]], strict=True)
        ):
            (x1, y1), (x2, y2) = start, end
            left, right = (x1, x2) if x1 <= x2 else (x2, x1)
            top, bottom = (y1, y2) if y1 <= y2 else (y2, y1)
            edges.append(_Edge(left, right, top, bottom, start, end, at, number))
    return edges


def _neighbours(edges: Iterable[_Edge], found: RingCrossings) -> Iterator[tuple[_Edge, _Edge]]:
    """Pairs of edges whose boxes meet, from left to right."""
    active: list[_Edge] = []
    steps = 0
    for edge in sorted(edges):
        left, top, bottom = edge.left, edge.top, edge.bottom
        active = [other for other in active if other.right >= left]
        steps += len(active)
        if steps > _MOST_STEPS:
            found.is_complete = False
            return
        for other in active:
            if other.top <= bottom and other.bottom >= top:
                yield other, edge
        active.append(edge)


def _are_adjacent(one: _Edge, other: _Edge, length: int) -> bool:
    return abs(one.number - other.number) in {1, length - 1}


def _meeting(one: _Edge, other: _Edge) -> float | None:
    """The height at which two edges cross; NaN where they only touch, None where they are apart."""
    a, b, c, d = one.start, one.end, other.start, other.end
    c_side, d_side = _side(a, b, c), _side(a, b, d)
    a_side, b_side = _side(c, d, a), _side(c, d, b)
    if (c_side > 0) == (d_side > 0) and c_side and d_side:
        return None
    if (a_side > 0) == (b_side > 0) and a_side and b_side:
        return None
    if not (a_side and b_side and c_side and d_side):
        return math.nan
    return a[1] + (b[1] - a[1]) * (a_side / (a_side - b_side))


def _side(start: Vertex, end: Vertex, point: Vertex) -> float:
    """Above 0 if a point is on the right of a way as seen on the screen, below on the left."""
    return (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])


def _winds_oddly(ring: Sequence[float], heights: Sequence[float]) -> bool:
    """Whether a ring that touches itself goes around anything twice, or the other way."""
    covered, enclosed = _filled([ring], heights), ring_area(ring)
    return covered is not None and not math.isclose(
        covered, enclosed, rel_tol=_ROUNDING, abs_tol=_ROUNDING
    )


def _filled(rings: Sequence[Sequence[float]], crossings: Sequence[float]) -> float | None:
    """The area between each two heights at which a vertex or a crossing is; None if too many."""
    edges = sorted(
        (edge for edge in _edges(rings) if edge.top < edge.bottom), key=lambda it: it.top
    )
    heights = sorted({*crossings, *(y for edge in edges for y in (edge.top, edge.bottom))})
    if len(heights) * len(edges) > _MOST_STEPS * 4:
        return None
    total, active, at = 0.0, list[_Edge](), 0
    for top, bottom in pairwise(heights):
        while at < len(edges) and edges[at].top <= top:
            active.append(edges[at])
            at += 1
        active = [edge for edge in active if edge.bottom > top]
        total += (bottom - top) * _width(active, (top + bottom) / 2)
    return total


def _width(edges: Iterable[_Edge], y: float) -> float:
    """How much of a row is covered."""
    by_ring: dict[int, list[float]] = {}
    for edge in edges:
        by_ring.setdefault(edge.ring, []).append(edge.x_at(y))
    spans: list[tuple[float, float]] = []
    for xs in by_ring.values():
        xs.sort()
        spans += zip(xs[::2], xs[1::2], strict=False)
    covered, reached = 0.0, -math.inf
    for left, right in sorted(spans):
        covered += max(right - max(left, reached), 0.0)
        reached = max(reached, right)
    return covered
