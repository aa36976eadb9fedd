"""Rules of valid shapes: what has no area, inverted corners, or too few vertices.

Validation before sending, checks of geometry and the JSON Schemas all follow these.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fastlabel._geometry.rings import Bounds, vertices_from_flat

MIN_LINE_VERTICES: Final = 2
MIN_RING_VERTICES: Final = 3


def box_problem(points: Bounds) -> str | None:
    """Why a box is invalid, or None. Its corners have to be top-left, then bottom-right."""
    left, top, right, bottom = points
    if left > right or top > bottom:
        return f"inverted corners: expected top-left, then bottom-right, got {points}"
    return f"{points} has no area" if has_no_area(points) else None


def has_no_area(points: Bounds) -> bool:
    """Whether a box has no area, even if its corners are inverted."""
    left, top, right, bottom = points
    return left == right or top == bottom


def ring_problem(ring: Sequence[float], noun: str) -> str | None:
    """Why a ring x, y, x, y, … is invalid, or None."""
    if len(set(vertices_from_flat(ring))) < MIN_RING_VERTICES:
        count = len(ring) // 2
        return f"expected {MIN_RING_VERTICES} or more different vertices for {noun}, got {count}"
    if is_degenerate(ring):
        return f"all vertices lie on one line, so {noun} has no area"
    return None


def is_degenerate(ring: Sequence[float]) -> bool:
    """Whether all vertices lie on one line, so that the ring has no area."""
    if not ring:
        return True
    x0, y0 = ring[:2]
    offsets = ((x - x0, y - y0) for x, y in zip(ring[::2], ring[1::2], strict=True))
    # The first vertex that differs gives the direction; mostly the next one decides.
    across, down = next((offset for offset in offsets if any(offset)), (0.0, 0.0))
    return all(across * y == down * x for x, y in offsets)


def line_problem(points: Sequence[float]) -> str | None:
    """Why a line x, y, x, y, … is invalid, or None."""
    count = len(points) // 2
    if count < MIN_LINE_VERTICES:
        return f"expected {MIN_LINE_VERTICES} or more vertices for a line, got {count}"
    return None
