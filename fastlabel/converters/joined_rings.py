"""Several rings as one, for formats that hold one ring only."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import chain

from fastlabel.converters.pixel_iou import Regions
from fastlabel.models.outlines import Vertex, opened, signed_area, vertices_of

__all__ = ["joined_ring"]


def joined_ring(regions: Regions) -> list[float]:
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
    vertices = list(vertices_of(opened(ring)))
    return vertices[::-1] if (signed_area(ring) < 0) != is_hole else vertices


def _join(ring: list[Vertex], other: list[Vertex]) -> None:
    """Put another ring into a ring, at the vertex nearest to the leftmost of the other."""
    start = min(range(len(other)), key=other.__getitem__)
    at = min(range(len(ring)), key=lambda index: math.dist(ring[index], other[start]))
    ring[at + 1 : at + 1] = [*other[start:], *other[: start + 1], ring[at]]
