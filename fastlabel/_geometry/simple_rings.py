"""A look at rings: their box and area, and which of them surely cross nowhere.

Most outlines that people draw do not cross themselves. To be sure of that takes much longer than to
measure them, so it is made cheap for as many as possible, and many are looked at together.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import add, mul, sub
from typing import Any, Final, TypeAlias, TypeVar

from fastlabel._geometry.rings import opened

__all__ = [
    "FARTHEST",
    "FEWEST_NUMBERS",
    "Ring",
    "RingLook",
    "added_in_order",
    "look_at",
    "look_at_each",
    "outline_area",
]

T = TypeVar("T")

Ring: TypeAlias = Sequence[float]
"""x, y, x, y, … in pixels, open or closed."""

RingLook: TypeAlias = tuple[float, float, float, float, float]
"""Left, top, right and bottom; the area if it surely crosses nowhere, else 0. Many are made."""

FEWEST_NUMBERS: Final = 6
"""Of a ring that encloses anything: three vertices."""
FARTHEST: Final = 2.0**32
"""Pixels from an image's corner: products of these can be added up without end."""

_NO_LOOK: Final[RingLook] = (0.0, 0.0, 0.0, 0.0, 0.0)
_FEW: Final = 32
# It is told for numbers only, and adds rows as well.
_ADD: Final[Any] = add


def look_at_each(rings: Sequence[Ring]) -> list[RingLook]:
    """What is seen of each; by numpy if there are many, and something else has loaded that.

    To load it takes longer than most conversions do, and more memory.
    """
    if len(rings) < _FEW or sys.modules.get("numpy") is None:
        return [look_at(ring) for ring in rings]
    from fastlabel._geometry.simple_rings_numpy import look_at_all  # noqa: PLC0415  # optional

    return look_at_all(rings)


def look_at(ring: Ring) -> RingLook:
    """The box of one ring, and its area if it surely crosses nowhere.

    That is so if, seen from the centre of its box, it runs around once and always the same way. It
    is not if it has fewer than 3 vertices, or is far from any image.
    """
    if len(ring) < FEWEST_NUMBERS:
        return _NO_LOOK
    ring = opened(ring)
    xs, ys = ring[::2], ring[1::2]
    # Of so few numbers, sorting finds both ends faster than `min` and `max` do.
    sorted_xs, sorted_ys = sorted(xs), sorted(ys)
    left, top, right, bottom = sorted_xs[0], sorted_ys[0], sorted_xs[-1], sorted_ys[-1]
    y = (top + bottom) / 2
    turns = _turns(xs, ys, (left + right) / 2, y)
    sorted_turns = sorted(turns)
    runs_one_way = sorted_turns[0] > 0.0 or sorted_turns[-1] < 0.0
    is_near = max(right, bottom, -left, -top) < FARTHEST
    above = bytes(map(y.__gt__, ys)) if runs_one_way and is_near else b""
    runs_once = (above + above[:1]).count(b"\0\1") == 1
    return left, top, right, bottom, abs(added_in_order(turns)) / 2 if runs_once else 0.0


def outline_area(ring: Ring) -> float:
    """The area by the shoelace formula, in pixels², to the last bit as `look_at` gives it."""
    ring = opened(ring)
    xs, ys = ring[::2], ring[1::2]
    if not xs:
        return 0.0
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return abs(added_in_order(_turns(xs, ys, x, y))) / 2


def _turns(xs: Sequence[float], ys: Sequence[float], x: float, y: float) -> list[float]:
    """Twice the area of the triangle of each edge and a point, below 0 if it runs the other way."""
    across, down = [each - x for each in xs], [each - y for each in ys]
    forward = map(mul, across, down[1:] + down[:1])
    return list(map(sub, forward, map(mul, down, across[1:] + across[:1])))


def added_in_order(values: Iterable[T]) -> T:
    """The sum of numbers or of rows of them, rounded at each step.

    `sum` rounds otherwise from Python 3.12 on, and that of numpy in an order by their number.
    """
    return reduce(_ADD, values)
