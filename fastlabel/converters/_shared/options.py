"""Options that several formats have, and their checks."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from fastlabel.errors import ErrorPath, invalid

PixelOrigin: TypeAlias = Literal[0, 1]
"""Coordinate of the left edge of the first pixel of an image."""


def check_choice(value: object, choices: object, path: ErrorPath | str) -> None:
    """Check that a value is one of a `Literal`."""
    if value not in get_args(choices):
        invalid(f"expected one of {', '.join(map(str, get_args(choices)))}, got {value!r}", path)


def check_pixel_origin(pixel_origin: int) -> None:
    """Check the coordinate of the first pixel."""
    check_choice(pixel_origin, PixelOrigin, "pixel_origin")
