"""What the builders of annotations take: numbers of any library, and an annotation's fields."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import chain
from operator import index
from typing import SupportsFloat, SupportsIndex, TypeAlias

from fastlabel.errors import invalid

__all__ = [
    "Number",
    "Numbers",
    "Pairs",
    "flat_points",
    "four_floats",
    "image_pixels",
    "image_size",
    "two_floats",
]

Number: TypeAlias = SupportsFloat
"""A number of Python or of another library, such as a numpy scalar."""

Numbers: TypeAlias = Iterable[SupportsFloat]
"""Such as a list, a tuple, or a row of an array."""

Pairs: TypeAlias = Iterable[Iterable[SupportsFloat]]
"""Vertices x, y: such as a list of pairs, or an array of shape (N, 2)."""


def four_floats(numbers: Numbers, place: str, meaning: str) -> tuple[float, float, float, float]:
    """The numbers of a box; refused where there are not four."""
    found = _floats(numbers, place)
    if len(found) != 4:
        invalid(f"{place}: {_counted(found)}, a box has 4: {meaning}")
    return found[0], found[1], found[2], found[3]


def two_floats(numbers: Numbers, place: str) -> tuple[float, float]:
    """A vertex; refused where there are not two numbers."""
    found = _floats(numbers, place)
    if len(found) != 2:
        invalid(f"{place}: {_counted(found)}, a vertex has 2: x, y")
    return found[0], found[1]


def flat_points(vertices: Pairs, place: str) -> list[float]:
    """Vertices as one list, x, y, x, y, … of floats."""
    try:
        pairs = enumerate(vertices)
    except TypeError:
        invalid(f"{place}: {vertices!r} where a sequence of pairs is due")
    return list(chain.from_iterable(two_floats(pair, f"{place}[{at}]") for at, pair in pairs))


def image_size(width: Number, height: Number) -> tuple[float, float]:
    """The size of an image, in pixels; refused where it is not positive."""
    return _extent(width, "width"), _extent(height, "height")


def image_pixels(width: SupportsIndex, height: SupportsIndex) -> tuple[int, int]:
    """The size of a mask; refused where it is not a positive count of pixels."""
    return _count(width, "width"), _count(height, "height")


def _floats(numbers: Numbers, place: str) -> list[float]:
    try:
        return [_float(number, place) for number in numbers]
    except TypeError:
        invalid(f"{place}: {numbers!r} where a sequence of numbers is due")


def _counted(numbers: Sequence[float]) -> str:
    return f"{len(numbers)} number{'' if len(numbers) == 1 else 's'}"


def _float(number: Number, place: str) -> float:
    # float() would read text too, and take a flag for 0 or 1; numpy's flag is bool or bool_.
    if not hasattr(number, "__float__") or type(number).__name__.startswith("bool"):
        invalid(f"{place}: {number!r} where a number is due")
    return float(number)


def _extent(size: Number, place: str) -> float:
    extent = _float(size, place)
    if not 0 < extent < math.inf:
        invalid(f"{place}: {extent:g}, an image has 1 pixel or more; give its size in pixels")
    return extent


def _count(size: SupportsIndex, place: str) -> int:
    try:
        count = index(size)
    except TypeError:
        invalid(f"{place}: {size!r} where a whole number of pixels is due")
    if count < 1:
        invalid(f"{place}: {count}, an image has 1 pixel or more; give its size in pixels")
    return count
