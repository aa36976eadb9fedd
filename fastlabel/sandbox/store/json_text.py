"""JSON in and out: what arrives in bodies, and what the database keeps."""

from __future__ import annotations

import json
from typing import Final

from pydantic import JsonValue
from pydantic_core import from_json

from fastlabel.errors import FastLabelInvalidException, invalid
from fastlabel.sandbox.store.records import JsonObject

__all__ = ["encode", "read_object"]

_ENCODER: Final = json.JSONEncoder(allow_nan=False, ensure_ascii=False, separators=(",", ":"))


def read_object(body: bytes) -> JsonObject:
    """The JSON object that a request sent.

    Raises:
        FastLabelInvalidException: It is not one (code 400).
    """
    try:
        value: JsonValue = from_json(body, allow_inf_nan=False)
    except ValueError as error:
        raise FastLabelInvalidException(f"the body is not JSON: {error}", 400) from None
    if not isinstance(value, dict):
        raise FastLabelInvalidException("the body is JSON, but not an object", 400)
    return value


def encode(value: JsonValue, place: str) -> str:
    """Text for the database.

    Raises:
        FastLabelInvalidException: A number in it is beyond what a float holds, such as 1e999.
    """
    try:
        return _ENCODER.encode(value)
    except ValueError:
        invalid(f"{place}: has a number that is too large")
