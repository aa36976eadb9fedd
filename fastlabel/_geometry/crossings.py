"""Crossings of rings, and the area of their union."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from operator import gt, mul, sub
from typing import Final, NamedTuple

from fastlabel._geometry.rings import (
    Regions,
    Vertex,
    bounding_box,
    ring_area,
    vertices_from_flat,
    without_closing_vertex,
)

_MAX_STEPS: Final = 500_000
"""Pairs of edges to compare, or edges by height: about half a second."""
_MAX_RINGS: Final = 200
"""For comparing the bounds of all pairs."""
_MAX_COORDINATE: Final = 2.0**32
"""Products of larger coordinates are too inexact."""
_ROUNDING: Final = 1e-9


@dataclass(slots=True)
class RingCrossings:
    """Rings that cross."""

    self_crossing: set[int] = field(default_factory=set[int])
    mutual: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])
    """Pairs of rings that cross each other, the lower index first."""
    heights: list[float] = field(default_factory=list[float])
    """y of the crossings, in pixels."""
    is_complete: bool = True
    """False if there were too many edges to compare all."""


class Edge(NamedTuple):
    """An edge of a ring."""

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


def find_crossings(rings: Sequence[Sequence[float]]) -> RingCrossings:
    """Find the rings that cross. Touching at a vertex or along an edge is not a crossing."""
    found = RingCrossings()
    if len(rings) == 1 and is_star_shaped(rings[0]):
        return found
    touching: set[int] = set()
    lengths = [len(_vertices(ring)) for ring in rings]
    for one, other in _edge_pairs(_edges(rings), found):
        is_same = one.ring == other.ring
        if is_same and _are_adjacent(one, other, lengths[one.ring]):
            continue
        height = _crossing_height(one, other)
        if height is None:
            continue
        if math.isnan(height):
            touching.update({one.ring} if is_same else ())
            continue
        found.heights.append(height)
        if is_same:
            found.self_crossing.add(one.ring)
        else:
            found.mutual.add((min(one.ring, other.ring), max(one.ring, other.ring)))
    for index in touching - found.self_crossing:
        if _self_overlaps(rings[index], found.heights):
            found.self_crossing.add(index)
    return found


def is_star_shaped(ring: Sequence[float]) -> bool:
    """Whether a ring winds once around the centre of its bounds, always in the same direction."""
    ring = without_closing_vertex(ring)
    if len(ring) < 6:
        return False
    xs, ys = ring[::2], ring[1::2]
    left, top, right, bottom = bounding_box(xs, ys)
    if max(right, bottom, -left, -top) > _MAX_COORDINATE:
        return False
    x, y = (left + right) / 2, (top + bottom) / 2
    across, down = [it - x for it in xs], [it - y for it in ys]
    forward = map(mul, across, [*down[1:], down[0]])
    backward = map(mul, down, [*across[1:], across[0]])
    turns = list(map(sub, forward, backward))
    if min(turns) <= 0 <= max(turns):
        return False
    is_above = [it < 0 for it in down]
    crossings: int = sum(map(gt, is_above, [*is_above[1:], is_above[0]]))
    return crossings == 1


def union_area(rings: Sequence[Sequence[float]]) -> float:
    """Area of the union of rings, in pixels²."""
    if not _are_disjoint(rings):
        crossings = find_crossings(rings)
        area = _even_odd_area(rings, crossings.heights) if crossings.is_complete else None
        if area is not None:
            return area
    return sum(map(ring_area, rings), 0.0)


def _are_disjoint(rings: Sequence[Sequence[float]]) -> bool:
    if len(rings) > _MAX_RINGS:
        return False
    boxes = [bounding_box(ring[::2], ring[1::2]) for ring in rings]
    return all(
        one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        for one, other in combinations(boxes, 2)
    )


def _vertices(ring: Sequence[float]) -> list[Vertex]:
    """Vertices without consecutive duplicates."""
    vertices = vertices_from_flat(without_closing_vertex(ring))
    kept = [*vertices[:1], *(here for before, here in pairwise(vertices) if here != before)]
    return kept if len(kept) < 2 or kept[0] != kept[-1] else kept[:-1]


def region_edges(regions: Regions, start: int = 0) -> list[Edge]:
    """Edges that are not horizontal, each with the number of its region as `ring`."""
    return [
        edge._replace(ring=at)
        for at, rings in enumerate(regions, start)
        for edge in _edges(rings)
        if edge.top < edge.bottom
    ]


def _edges(rings: Sequence[Sequence[float]]) -> list[Edge]:
    edges: list[Edge] = []
    for at, ring in enumerate(rings):
        vertices = _vertices(ring)
        for number, (start, end) in enumerate(
            zip(vertices, [*vertices[1:], *vertices[:1]], strict=True)
        ):
            (x1, y1), (x2, y2) = start, end
            left, right = (x1, x2) if x1 <= x2 else (x2, x1)
            top, bottom = (y1, y2) if y1 <= y2 else (y2, y1)
            edges.append(Edge(left, right, top, bottom, start, end, at, number))
    return edges


def _edge_pairs(edges: Iterable[Edge], found: RingCrossings) -> Iterator[tuple[Edge, Edge]]:
    """Pairs of edges whose bounds touch, from left to right (sweep line)."""
    active: list[Edge] = []
    steps = 0
    for edge in sorted(edges):
        left, top, bottom = edge.left, edge.top, edge.bottom
        active = [other for other in active if other.right >= left]
        steps += len(active)
        if steps > _MAX_STEPS:
            found.is_complete = False
            return
        for other in active:
            if other.top <= bottom and other.bottom >= top:
                yield other, edge
        active.append(edge)


def _are_adjacent(one: Edge, other: Edge, length: int) -> bool:
    return abs(one.number - other.number) in {1, length - 1}


def _crossing_height(one: Edge, other: Edge) -> float | None:
    """Y at which two edges cross; NaN if they only touch, None if they are disjoint."""
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
    """Cross product: positive if the point is right of the edge on the screen, negative if left."""
    return (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])


def _self_overlaps(ring: Sequence[float], heights: Sequence[float]) -> bool:
    """Whether a ring that touches itself encloses an area twice, or in both directions."""
    covered, enclosed = _even_odd_area([ring], heights), ring_area(ring)
    return covered is not None and not math.isclose(
        covered, enclosed, rel_tol=_ROUNDING, abs_tol=_ROUNDING
    )


def _even_odd_area(rings: Sequence[Sequence[float]], crossings: Sequence[float]) -> float | None:
    """Area, summed between the heights of vertices and crossings; None if there are too many."""
    edges = sorted(
        (edge for edge in _edges(rings) if edge.top < edge.bottom), key=lambda it: it.top
    )
    heights = sorted({*crossings, *(y for edge in edges for y in (edge.top, edge.bottom))})
    if len(heights) * len(edges) > _MAX_STEPS * 4:
        return None
    total, active, at = 0.0, list[Edge](), 0
    for top, bottom in pairwise(heights):
        while at < len(edges) and edges[at].top <= top:
            active.append(edges[at])
            at += 1
        active = [edge for edge in active if edge.bottom > top]
        total += (bottom - top) * covered_width(active, (top + bottom) / 2)
    return total


def covered_width(edges: Iterable[Edge], y: float) -> float:
    """Length of a horizontal line that rings cover, each filled by the even-odd rule."""
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
