"""Checked access to JSON values of files that are read. Errors have the path in the file."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import cast

from pydantic import JsonValue
from pydantic_core import from_json

from fastlabel.errors import ErrorPath, FastLabelInvalidException, invalid


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
    if not isinstance(value, dict):
        invalid(f"expected an object, got {str(value)[:40]}", path)
    return value


def as_list(value: JsonValue, path: ErrorPath = ()) -> Sequence[JsonValue]:
    """The value as a list."""
    if not isinstance(value, list):
        invalid(f"expected a list, got {str(value)[:40]}", path)
    return value


def as_text(value: JsonValue, path: ErrorPath = ()) -> str:
    """The value as text."""
    if not isinstance(value, str):
        invalid(f"expected text, got {str(value)[:40]}", path)
    return value


def as_integer(value: JsonValue, path: ErrorPath = ()) -> int:
    """The value as an integer."""
    if isinstance(value, bool) or not isinstance(value, int):
        invalid(f"expected an integer, got {str(value)[:40]}", path)
    return value
