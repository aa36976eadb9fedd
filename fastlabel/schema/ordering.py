"""One order of the keys, so that the files change only when the models do."""

from __future__ import annotations

from typing import Final

from pydantic import JsonValue

from fastlabel.schema.json_object import JsonObject

__all__ = ["ordered"]

# How a person reads a schema. Keys that are not listed follow by name.
_FIRST: Final = ("$schema", "$id", "$ref", "title", "description", "type", "const", "enum")
_LAST: Final = ("required", "properties", "additionalProperties", "examples", "$defs")
# Their keys are names of the wire, in the order of the models.
_OF_THE_WIRE: Final = frozenset({"properties", "mapping"})


def ordered(schema: JsonObject) -> JsonObject:
    """The schema with its keywords in a fixed order, and its properties in that of the models."""
    keys = sorted(schema, key=_rank)
    return {key: _ordered_value(key, schema[key]) for key in keys}


def _rank(key: str) -> tuple[int, int, str]:
    if key in _FIRST:
        return 0, _FIRST.index(key), key
    if key in _LAST:
        return 2, _LAST.index(key), key
    return 1, 0, key


def _ordered_value(key: str, value: JsonValue) -> JsonValue:
    match value:
        case dict() if key in _OF_THE_WIRE:
            return {name: _ordered_value(name, inner) for name, inner in value.items()}
        case dict():
            return ordered(value)
        case list() if key != "examples":
            return [_ordered_value(key, inner) for inner in value]
        case _:
            return value
