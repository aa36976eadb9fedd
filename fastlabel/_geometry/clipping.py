"""Shapes cut off at the edges of their image.

The image is the rectangle from 0, 0 to its width and height in pixels, its edges included.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise

from fastlabel._geometry.numbers import Number, image_size
from fastlabel._geometry.rings import (
    Bounds,
    Vertex,
    bounding_box,
    is_degenerate,
    vertices_from_flat,
    without_closing_vertex,
)

__all__ = ["clip_box", "clip_path", "clip_ring", "clip_segment", "is_within"]


def is_within(points: Sequence[float], width: Number, height: Number) -> bool:
    """Whether all of one vertex or more lie in the image."""
    wide, high = image_size(width, height)
    left, top, right, bottom = bounding_box(points[::2], points[1::2])
    return left >= 0 and top >= 0 and right <= wide and bottom <= high


def clip_box(bounds: Bounds, width: Number, height: Number) -> Bounds | None:
    """The part of a box in the image; None if it has no area."""
    wide, high = image_size(width, height)
    left, top, right, bottom = bounds
    left, top, right, bottom = max(left, 0.0), max(top, 0.0), min(right, wide), min(bottom, high)
    return (left, top, right, bottom) if left < right and top < bottom else None


def clip_ring(ring: Sequence[float], width: Number, height: Number) -> Sequence[float] | None:
    """The part of a ring in the image, by Sutherland and Hodgman; None if it encloses nothing.

    A ring that is all inside comes back as it is, any other without a repeated first vertex.
    Where a ring leaves and enters again, its parts stay one ring, joined along the edge.
    """
    wide, high = image_size(width, height)
    if is_degenerate(ring):
        return None
    if is_within(ring, wide, high):
        return ring
    vertices: Iterable[Vertex] = vertices_from_flat(without_closing_vertex(ring))
    # One half-plane after the other: x ≥ 0, -x ≥ -width, then the same for y.
    for axis, sign, edge in ((0, 1, 0.0), (0, -1, wide), (1, 1, 0.0), (1, -1, high)):
        vertices = _half(list(vertices), axis, sign, edge)
    clipped = tuple(chain.from_iterable(_without_spurs(list(vertices), wide, high)))
    return None if is_degenerate(clipped) else clipped


def clip_path(points: Sequence[float], width: Number, height: Number) -> list[tuple[float, ...]]:
    """The parts of an open path in the image, in order, each of some length."""
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


def _half(ring: Sequence[Vertex], axis: int, sign: int, edge: float) -> Iterator[Vertex]:
    """The part of a ring on one side of a line across an axis."""
    for start, end in zip([*ring[-1:], *ring[:-1]], ring, strict=True):
        if (sign * (start[axis] - edge) >= 0) != (sign * (end[axis] - edge) >= 0):
            yield _crossing(start, end, axis, edge)
        if sign * (end[axis] - edge) >= 0:
            yield end


def _crossing(start: Vertex, end: Vertex, axis: int, edge: float) -> Vertex:
    """Where a segment crosses a line across an axis, never beyond its ends."""
    other = 1 - axis
    part = (edge - start[axis]) / (end[axis] - start[axis])
    low, high = sorted((start[other], end[other]))
    at = min(max(start[other] + (end[other] - start[other]) * part, low), high)
    return (edge, at) if axis == 0 else (at, edge)


def _without_spurs(ring: list[Vertex], width: float, height: float) -> list[Vertex]:
    """The ring without repeated vertices, and without those amid a stretch of the image's edge."""
    lines = ((0, 0.0), (0, width), (1, 0.0), (1, height))
    while True:
        ring = [
            here for before, here in zip(ring[-1:] + ring, ring, strict=False) if before != here
        ]
        kept = [
            here
            for before, here, after in zip(
                ring[-1:] + ring, ring, ring[1:] + ring[:1], strict=False
            )
            if not any(before[a] == here[a] == after[a] == edge for a, edge in lines)
        ]
        if len(kept) == len(ring):
            return ring
        ring = kept


def clip_segment(start: Vertex, end: Vertex, bounds: Bounds) -> tuple[Vertex, Vertex] | None:
    """The part of a segment in a rectangle, edges included; None if no part is."""
    left, top, right, bottom = bounds
    for axis, sign, edge in ((0, 1, left), (0, -1, right), (1, 1, top), (1, -1, bottom)):
        starts_in = sign * (start[axis] - edge) >= 0
        ends_in = sign * (end[axis] - edge) >= 0
        if not starts_in and not ends_in:
            return None
        if not starts_in:
            start = _crossing(start, end, axis, edge)
        elif not ends_in:
            end = _crossing(start, end, axis, edge)
    return start, end
