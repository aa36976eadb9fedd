"""Numbers in text files that are read."""

from __future__ import annotations

import math
import re
from typing import Final

from fastlabel.errors import invalid

MAX_COORDINATE: Final = 2.0**53
_MAX_DIGITS: Final = 9
_DECIMALS: Final = 9
_NUMBER: Final = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?\s*").fullmatch


def parse_number(
    text: str, location: str, expected: str = "a number of pixels", maximum: float = MAX_COORDINATE
) -> float:
    """Number in decimal notation."""
    number = float(text) if _NUMBER(text) else math.nan
    if not abs(number) < maximum:
        invalid(f"{location}: expected {expected}, got {text[:20]!r}")
    return number


def parse_integer(text: str, location: str, max_digits: int = _MAX_DIGITS) -> int:
    """Non-negative integer in digits."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= max_digits):
        invalid(f"{location}: expected an integer, got {text[:20]!r}")
    return int(digits)


def exact_pixels(number: float) -> float:
    """Number without the rounding of divisions and multiplications by sizes."""
    return round(number, _DECIMALS) + 0.0  # turns -0 into 0
