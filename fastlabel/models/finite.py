"""Numbers in JSON text that are none in JSON, or that no float holds."""

from __future__ import annotations

from typing import Final

from pydantic_core import SchemaValidator, core_schema, from_json

from fastlabel.models.json_copy import json_copy

__all__ = ["refuse_infinite"]

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


def refuse_infinite(text: bytes) -> None:
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
        json_copy(value)


def _has_long_number(text: bytes) -> bool:
    # Most texts are settled by every seventh byte.
    sampled = text[::7].translate(_ALL_ZERO)
    long = b"0" * (_MOST_DIGITS // 7) in sampled
    return long and b"0" * _MOST_DIGITS in text.translate(_ALL_ZERO)
