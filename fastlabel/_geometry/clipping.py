"""Clipping of shapes to their image: the rectangle 0, 0 to width, height in pixels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise

from fastlabel._geometry.numbers import Number, image_size
from fastlabel._geometry.rings import (
    Bounds,
    Vertex,
    bounding_box,
    vertices_from_flat,
    without_closing_vertex,
)
from fastlabel._geometry.validity import is_degenerate


def is_within(points: Sequence[float], width: Number, height: Number) -> bool:
    """Whether all vertices, one or more, are inside the image."""
    wide, high = image_size(width, height)
    left, top, right, bottom = bounding_box(points[::2], points[1::2])
    return left >= 0 and top >= 0 and right <= wide and bottom <= high


def clip_box(bounds: Bounds, width: Number, height: Number) -> Bounds | None:
    """Clip a box; None if no area is left."""
    wide, high = image_size(width, height)
    left, top, right, bottom = bounds
    left, top, right, bottom = max(left, 0.0), max(top, 0.0), min(right, wide), min(bottom, high)
    return (left, top, right, bottom) if left < right and top < bottom else None


def clip_ring(ring: Sequence[float], width: Number, height: Number) -> Sequence[float] | None:
    """Clip a ring (Sutherland-Hodgman); None if no area is left."""
    wide, high = image_size(width, height)
    if is_degenerate(ring):
        return None
    if is_within(ring, wide, high):
        return ring
    vertices: Iterable[Vertex] = vertices_from_flat(without_closing_vertex(ring))
    for axis, sign, edge in _half_planes((0.0, 0.0, wide, high)):
        vertices = _clip_to_half_plane(list(vertices), axis, sign, edge)
    clipped = tuple(chain.from_iterable(_without_spurs(list(vertices), wide, high)))
    return None if is_degenerate(clipped) else clipped


def clip_path(points: Sequence[float], width: Number, height: Number) -> list[tuple[float, ...]]:
    """Clip an open path to its parts of some length, in order."""
    wide, high = image_size(width, height)
    parts: list[list[Vertex]] = []
    for start, end in pairwise(vertices_from_flat(points)):
        inside = clip_segment(start, end, (0.0, 0.0, wide, high))
        if inside is None or (inside[0] == inside[1] and start != end):
            continue
        if parts and parts[-1][-1] == inside[0] == start:
            parts[-1].append(inside[1])
        else:
            parts.append([*inside])
    return [tuple(chain.from_iterable(part)) for part in parts if len(set(part)) > 1]


def clip_segment(start: Vertex, end: Vertex, bounds: Bounds) -> tuple[Vertex, Vertex] | None:
    """Clip a segment to a rectangle, edges included; None if it is outside."""
    for axis, sign, edge in _half_planes(bounds):
        starts_inside = sign * (start[axis] - edge) >= 0
        ends_inside = sign * (end[axis] - edge) >= 0
        if not starts_inside and not ends_inside:
            return None
        if not starts_inside:
            start = _crossing(start, end, axis, edge)
        elif not ends_inside:
            end = _crossing(start, end, axis, edge)
    return start, end


def _half_planes(bounds: Bounds) -> tuple[tuple[int, int, float], ...]:
    """Axis, sign and edge of the half-planes of a rectangle: `sign * (x - edge) >= 0` is inside."""
    left, top, right, bottom = bounds
    return (0, 1, left), (0, -1, right), (1, 1, top), (1, -1, bottom)


def _clip_to_half_plane(
    ring: Sequence[Vertex], axis: int, sign: int, edge: float
) -> Iterator[Vertex]:
    for start, end in zip([*ring[-1:], *ring[:-1]], ring, strict=True):
        if (sign * (start[axis] - edge) >= 0) != (sign * (end[axis] - edge) >= 0):
            yield _crossing(start, end, axis, edge)
        if sign * (end[axis] - edge) >= 0:
            yield end


def _crossing(start: Vertex, end: Vertex, axis: int, edge: float) -> Vertex:
    """Point where a segment crosses the edge, never beyond its ends."""
    other = 1 - axis
    part = (edge - start[axis]) / (end[axis] - start[axis])
    low, high = sorted((start[other], end[other]))
    at = min(max(start[other] + (end[other] - start[other]) * part, low), high)
    return (edge, at) if axis == 0 else (at, edge)


def _without_spurs(ring: list[Vertex], width: float, height: float) -> list[Vertex]:
    """Drop repeated vertices, and those inside a straight stretch of the edge of the image."""
    edges = ((0, 0.0), (0, width), (1, 0.0), (1, height))
    while True:
        ring = [
            here for before, here in zip(ring[-1:] + ring, ring, strict=False) if before != here
        ]
        kept = [
            here
            for before, here, after in zip(
                ring[-1:] + ring, ring, ring[1:] + ring[:1], strict=False
            )
            if not any(before[a] == here[a] == after[a] == edge for a, edge in edges)
        ]
        if len(kept) == len(ring):
            return ring
        ring = kept
