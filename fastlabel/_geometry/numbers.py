"""Conversion of the arguments of builders: numbers of any library to floats."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import chain
from operator import index
from typing import SupportsFloat, SupportsIndex, TypeAlias

from fastlabel.errors import ErrorPath, invalid

Number: TypeAlias = SupportsFloat
"""A number of Python or of another library, such as a numpy scalar."""

Numbers: TypeAlias = Iterable[SupportsFloat]
"""Such as a list, a tuple, or a row of an array."""

Pairs: TypeAlias = Iterable[Iterable[SupportsFloat]]
"""Vertices x, y: such as a list of pairs, or an array of shape (N, 2)."""


def four_floats(
    numbers: Numbers, path: ErrorPath, meaning: str
) -> tuple[float, float, float, float]:
    """Convert the four numbers of a box."""
    floats = _floats(numbers, path)
    if len(floats) != 4:
        invalid(f"expected 4 numbers for a box ({meaning}), got {len(floats)}", path)
    return floats[0], floats[1], floats[2], floats[3]


def two_floats(numbers: Numbers, path: ErrorPath) -> tuple[float, float]:
    """Convert the two numbers of a vertex."""
    floats = _floats(numbers, path)
    if len(floats) != 2:
        invalid(f"expected 2 numbers for a vertex (x, y), got {len(floats)}", path)
    return floats[0], floats[1]


def flat_points(vertices: Pairs, path: ErrorPath) -> list[float]:
    """Convert vertices to one flat list x, y, x, y, … of floats."""
    try:
        pairs = enumerate(vertices)
    except TypeError:
        invalid(f"expected a sequence of pairs, got {vertices!r}", path)
    return list(chain.from_iterable(two_floats(pair, (*path, at)) for at, pair in pairs))


def image_size(width: Number, height: Number) -> tuple[float, float]:
    """Convert the size of an image in pixels, which has to be positive."""
    return _extent(width, "width"), _extent(height, "height")


def image_pixels(width: SupportsIndex, height: SupportsIndex) -> tuple[int, int]:
    """Convert the size of a mask in pixels, which has to be whole and positive."""
    return _count(width, "width"), _count(height, "height")


def _floats(numbers: Numbers, path: ErrorPath) -> list[float]:
    try:
        return [to_float(number, path) for number in numbers]
    except TypeError:
        invalid(f"expected a sequence of numbers, got {numbers!r}", path)


def to_float(number: Number, path: ErrorPath) -> float:
    """Convert a number; strings and booleans are rejected."""
    # float() accepts strings and booleans; numpy's boolean is bool or bool_.
    if not hasattr(number, "__float__") or type(number).__name__.startswith("bool"):
        invalid(f"expected a number, got {number!r}", path)
    return float(number)


def _extent(size: Number, name: str) -> float:
    extent = to_float(size, (name,))
    if not 0 < extent < math.inf:
        invalid(f"expected a positive number of pixels, got {extent:g}", (name,))
    return extent


def _count(size: SupportsIndex, name: str) -> int:
    try:
        count = index(size)
    except TypeError:
        invalid(f"expected a whole number of pixels, got {size!r}", (name,))
    if count < 1:
        invalid(f"expected a positive number of pixels, got {count}", (name,))
    return count
