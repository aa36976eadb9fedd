"""Checked numbers and JSON values of files that are read, and lines of files that are written."""

from __future__ import annotations

import math
import re
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NoReturn, cast

from pydantic import JsonValue
from pydantic_core import from_json

from fastlabel.errors import ErrorPath, FastLabelInvalidException, invalid

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


def format_number(number: float) -> str:
    """Shortest text that is read back exactly, without a decimal point where possible."""
    return str(int(number)) if number.is_integer() else repr(number)


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write a text file."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)


def exact_pixels(number: float) -> float:
    """Number without the rounding of divisions and multiplications by sizes."""
    return round(number, _DECIMALS) + 0.0  # turns -0 into 0


@contextmanager
def in_file(location: str) -> Generator[None]:
    """Prefix the messages of errors with a file; their paths stay those in the file."""
    try:
        yield
    except FastLabelInvalidException as error:
        prefixed = FastLabelInvalidException(f"{location}: {error.message}", error.code)
        prefixed.path = error.path
        raise prefixed from None


def parse_json(data: bytes | str) -> JsonValue:
    """Value of a JSON document."""
    try:
        return cast("JsonValue", from_json(data, allow_inf_nan=False))
    except ValueError as error:
        invalid(f"not JSON ({error})")


def as_object(value: JsonValue, path: ErrorPath = ()) -> Mapping[str, JsonValue]:
    """The value as an object."""
    return value if isinstance(value, dict) else _unexpected("an object", value, path)


def as_list(value: JsonValue, path: ErrorPath = ()) -> Sequence[JsonValue]:
    """The value as a list."""
    return value if isinstance(value, list) else _unexpected("a list", value, path)


def as_text(value: JsonValue, path: ErrorPath = ()) -> str:
    """The value as text."""
    return value if isinstance(value, str) else _unexpected("text", value, path)


def as_integer(value: JsonValue, path: ErrorPath = ()) -> int:
    """The value as an integer."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return _unexpected("an integer", value, path)


def _unexpected(expected: str, value: JsonValue, path: ErrorPath) -> NoReturn:
    invalid(f"expected {expected}, got {str(value)[:40]}", path)
