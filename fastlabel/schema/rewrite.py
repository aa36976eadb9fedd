"""What a schema refers to: the objects in its `$defs`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias, cast

from pydantic import JsonValue

__all__ = [
    "JsonObject",
    "anything_inlined",
    "as_object",
    "changed",
    "merged",
    "named_as_new",
    "ordered",
    "rebased",
    "without_discriminators",
]


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


_BASE: Final = "#/$defs/"
_ANYTHING: Final = "JsonValue"


def anything_inlined(schema: JsonObject) -> JsonObject:
    """The schema without a definition of any JSON at all: what is not limited allows it."""

    def change(value: JsonValue) -> JsonValue:
        if isinstance(value, dict) and value.get("$ref") == f"{_BASE}{_ANYTHING}":
            return {key: inner for key, inner in value.items() if key != "$ref"}
        return value

    kept = {name: inner for name, inner in _definitions(schema).items() if name != _ANYTHING}
    rest = {key: inner for key, inner in schema.items() if key != "$defs"}
    return changed({**rest, "$defs": kept} if kept else rest, change)


def named_as_new(schema: JsonObject) -> JsonObject:
    """The schema with what it refers to named `New…`: in what is read, the same names say more."""
    names = {name: _as_new(name) for name in _definitions(schema)}
    references = {f"{_BASE}{old}": f"{_BASE}{new}" for old, new in names.items()}
    result = changed(schema, lambda value: _replaced(value, references))
    defined = {
        names[old]: {**as_object(inner), "title": names[old]}
        for old, inner in _definitions(result).items()
    }
    return {**result, "$defs": dict(defined)} if defined else result


def rebased(schema: JsonObject, base: str) -> JsonObject:
    """The schema with its references pointing to where its definitions are kept: below the base."""
    references = {f"{_BASE}{name}": f"{base}{name}" for name in _definitions(schema)}
    return changed(schema, lambda value: _replaced(value, references))


def without_discriminators(schema: JsonObject) -> JsonObject:
    """The schema without the one keyword that is OpenAPI's; each choice names its type anyway."""

    def change(value: JsonValue) -> JsonValue:
        if isinstance(value, dict) and "oneOf" in value:
            return {key: inner for key, inner in value.items() if key != "discriminator"}
        return value

    return changed(schema, change)


def _definitions(schema: JsonObject) -> JsonObject:
    return as_object(schema.get("$defs", {}))


def _as_new(name: str) -> str:
    return name if name.startswith("New") else f"New{name}"


def _replaced(value: JsonValue, references: dict[str, str]) -> JsonValue:
    return references.get(value, value) if isinstance(value, str) else value


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
