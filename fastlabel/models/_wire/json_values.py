"""A copy of parsed JSON, which proves that it is JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from pydantic_core import SchemaValidator, core_schema, from_json

from fastlabel.errors import InvalidResponseError
from fastlabel.models._wire.error_text import place, short_repr

__all__ = [
    "reject_non_finite",
    "validated_json",
]


# As deep as the reader of JSON text goes.
_DEEPEST: Final = 200

Path = tuple[str | int, ...]


def validated_json(value: object, path: Path = ()) -> Any:
    """Copy a JSON value; tuples and other mappings become lists and dicts.

    Raises:
        InvalidResponseError: Something in it has no form in JSON; the message names the place.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, str) and _has_utf8(value):
        return value
    if len(path) < _DEEPEST:
        if isinstance(value, Mapping):
            return _dict_copy(cast("Mapping[object, object]", value), path)
        if isinstance(value, list | tuple):
            items = cast("Sequence[object]", value)
            return [validated_json(item, (*path, index)) for index, item in enumerate(items)]
    raise InvalidResponseError(_problem(value, path))


def _dict_copy(value: Mapping[object, object], path: Path) -> dict[str, Any]:
    return {_key(key, path): validated_json(value[key], (*path, str(key))) for key in value}


def _key(key: object, path: Path) -> str:
    if isinstance(key, str) and _has_utf8(key):
        return key
    raise InvalidResponseError(_problem(key, path))


def _has_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _problem(value: object, path: Path) -> str:
    where = place(path[:8])
    return (
        f"{where}: {short_repr(value)} has no form in JSON"
        if where
        else f"{short_repr(value)} is no JSON"
    )


# The decoder reads NaN, and 1e999 as infinity, where a field may hold any JSON. Looking at each
# value afterwards costs as much as decoding; pydantic's regex engine skips from literal to literal.
_LARGE_EXPONENT: Final = r"[0-9][eE]\+?[0-9]{3}[0-9]*([\s,\]}]|$)"
_CONSTANT: Final = r"NaN([\s,\]}]|$)|Infinity([\s,\]}]|$)"
_SUSPECT: Final = SchemaValidator(
    core_schema.str_schema(pattern=f"{_LARGE_EXPONENT}|{_CONSTANT}"), {"hide_input_in_errors": True}
)
# With an exponent of two digits a number has so many before its point to be beyond all floats.
_MOST_DIGITS: Final = 309 - 99
_ALL_ZERO: Final = bytes.maketrans(b"123456789", b"000000000")


def reject_non_finite(text: bytes) -> None:
    """Refuse JSON text with NaN, Infinity or a number such as 1e999.

    Text that is no JSON is left to the decoder.

    Raises:
        InvalidResponseError: There is such a number; the message names its place.
    """
    if _SUSPECT.isinstance_python(text) or _has_long_number(text):
        try:
            value = from_json(text)
        except ValueError:
            return
        validated_json(value)


def _has_long_number(text: bytes) -> bool:
    # Most texts are settled by every seventh byte.
    sampled = text[::7].translate(_ALL_ZERO)
    long = b"0" * (_MOST_DIGITS // 7) in sampled
    return long and b"0" * _MOST_DIGITS in text.translate(_ALL_ZERO)
