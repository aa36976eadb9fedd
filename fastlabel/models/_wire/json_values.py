"""Checks that a parsed value, or a JSON text, holds JSON and nothing else."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from pydantic_core import SchemaValidator, core_schema, from_json

from fastlabel.errors import ErrorPath, InvalidResponseError
from fastlabel.models._wire.error_text import short_repr

_MAX_DEPTH: Final = 200
"""As of the parser of JSON text."""
_MAX_PATH: Final = 8


def validated_json(value: object, path: ErrorPath = ()) -> Any:
    """Copy a JSON value; tuples and other mappings become lists and dicts."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, str) and _has_utf8(value):
        return value
    if len(path) < _MAX_DEPTH:
        if isinstance(value, Mapping):
            items = cast("Mapping[object, object]", value)
            return {_key(key, path): validated_json(items[key], (*path, str(key))) for key in items}
        if isinstance(value, list | tuple):
            values = cast("Sequence[object]", value)
            return [validated_json(item, (*path, index)) for index, item in enumerate(values)]
    raise _not_json(value, path)


def _key(key: object, path: ErrorPath) -> str:
    if isinstance(key, str) and _has_utf8(key):
        return key
    raise _not_json(key, path)


def _has_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _not_json(value: object, path: ErrorPath) -> InvalidResponseError:
    return InvalidResponseError(f"expected JSON, got {short_repr(value)}").at(path[:_MAX_PATH])


# The decoder reads NaN, and 1e999 as infinity, where a field may hold any JSON. Checking each value
# afterwards costs as much as decoding; pydantic's regex engine skips from literal to literal.
_LARGE_EXPONENT: Final = r"[0-9][eE]\+?[0-9]{3}[0-9]*([\s,\]}]|$)"
_CONSTANT: Final = r"NaN([\s,\]}]|$)|Infinity([\s,\]}]|$)"
_SUSPECT: Final = SchemaValidator(
    core_schema.str_schema(pattern=f"{_LARGE_EXPONENT}|{_CONSTANT}"), {"hide_input_in_errors": True}
)
# With an exponent of two digits, a number exceeds all floats from this many digits on.
_MAX_DIGITS: Final = 309 - 99
_ALL_ZERO: Final = bytes.maketrans(b"123456789", b"000000000")


def reject_non_finite(text: bytes) -> None:
    """Reject JSON text with NaN, Infinity or a number such as 1e999."""
    if _SUSPECT.isinstance_python(text) or _has_long_number(text):
        try:
            value = from_json(text)
        except ValueError:
            return
        validated_json(value)


def _has_long_number(text: bytes) -> bool:
    # Every seventh byte rules out most texts.
    sampled = text[::7].translate(_ALL_ZERO)
    is_suspect = b"0" * (_MAX_DIGITS // 7) in sampled
    return is_suspect and b"0" * _MAX_DIGITS in text.translate(_ALL_ZERO)
