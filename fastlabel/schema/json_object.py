"""What is done to JSON, whatever it describes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, cast

from pydantic import JsonValue

__all__ = ["JsonObject", "as_object", "changed", "merged"]

JsonObject: TypeAlias = dict[str, JsonValue]
"""A JSON object."""


def as_object(value: JsonValue) -> JsonObject:
    """The value, which its place says is an object."""
    return cast("JsonObject", value)


def merged(base: JsonObject, more: JsonObject) -> JsonObject:
    """The base with more said: objects are merged, anything else is replaced."""
    result = dict(base)
    for key, value in more.items():
        old = result.get(key)
        both = isinstance(old, dict) and isinstance(value, dict)
        result[key] = merged(as_object(old), as_object(value)) if both else value
    return result


def changed(value: JsonObject, change: Callable[[JsonValue], JsonValue]) -> JsonObject:
    """The object with everything in it changed, from the inside out."""
    return as_object(_changed(value, change))


def _changed(value: JsonValue, change: Callable[[JsonValue], JsonValue]) -> JsonValue:
    match value:
        case dict():
            return change({key: _changed(inner, change) for key, inner in value.items()})
        case list():
            return change([_changed(inner, change) for inner in value])
        case _:
            return change(value)
