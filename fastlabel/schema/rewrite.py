"""Rewriting of schemas: definitions, references and the order of keywords."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias, cast

from pydantic import JsonValue

JsonObject: TypeAlias = dict[str, JsonValue]
"""A JSON object."""


def as_object(value: JsonValue) -> JsonObject:
    """Cast a value that is known to be an object."""
    return cast("JsonObject", value)


def merge(base: JsonObject, more: JsonObject) -> JsonObject:
    """Merge two objects recursively; other values are replaced."""
    result = dict(base)
    for key, value in more.items():
        old = result.get(key)
        both = isinstance(old, dict) and isinstance(value, dict)
        result[key] = merge(as_object(old), as_object(value)) if both else value
    return result


def map_values(value: JsonObject, change: Callable[[JsonValue], JsonValue]) -> JsonObject:
    """Apply a function to all values of an object, from the inside out."""
    return as_object(_map_values(value, change))


def _map_values(value: JsonValue, change: Callable[[JsonValue], JsonValue]) -> JsonValue:
    match value:
        case dict():
            return change({key: _map_values(inner, change) for key, inner in value.items()})
        case list():
            return change([_map_values(inner, change) for inner in value])
        case _:
            return change(value)


_BASE: Final = "#/$defs/"
_ANYTHING: Final = "JsonValue"


def inline_any_json(schema: JsonObject) -> JsonObject:
    """Drop the definition of arbitrary JSON: a schema without constraints allows it."""

    def change(value: JsonValue) -> JsonValue:
        if isinstance(value, dict) and value.get("$ref") == f"{_BASE}{_ANYTHING}":
            return {key: inner for key, inner in value.items() if key != "$ref"}
        return value

    kept = {name: inner for name, inner in _definitions(schema).items() if name != _ANYTHING}
    rest = {key: inner for key, inner in schema.items() if key != "$defs"}
    return map_values({**rest, "$defs": kept} if kept else rest, change)


def rename_as_new(schema: JsonObject) -> JsonObject:
    """Rename definitions to `New…`, because those of responses have the same names."""
    names = {name: _as_new(name) for name in _definitions(schema)}
    references = {f"{_BASE}{old}": f"{_BASE}{new}" for old, new in names.items()}
    result = map_values(schema, lambda value: _replaced(value, references))
    defined = {
        names[old]: {**as_object(inner), "title": names[old]}
        for old, inner in _definitions(result).items()
    }
    return {**result, "$defs": dict(defined)} if defined else result


def rebase(schema: JsonObject, base: str) -> JsonObject:
    """Make references point to definitions below another base."""
    references = {f"{_BASE}{name}": f"{base}{name}" for name in _definitions(schema)}
    return map_values(schema, lambda value: _replaced(value, references))


def drop_discriminators(schema: JsonObject) -> JsonObject:
    """Drop `discriminator`, which only OpenAPI has; each branch requires its type anyway."""

    def change(value: JsonValue) -> JsonValue:
        if isinstance(value, dict) and "oneOf" in value:
            return {key: inner for key, inner in value.items() if key != "discriminator"}
        return value

    return map_values(schema, change)


def _definitions(schema: JsonObject) -> JsonObject:
    return as_object(schema.get("$defs", {}))


def _as_new(name: str) -> str:
    return name if name.startswith("New") else f"New{name}"


def _replaced(value: JsonValue, references: dict[str, str]) -> JsonValue:
    return references.get(value, value) if isinstance(value, str) else value


# Reading order of keywords; others follow by name.
_FIRST: Final = ("$schema", "$id", "$ref", "title", "description", "type", "const", "enum")
_LAST: Final = ("required", "properties", "additionalProperties", "examples", "$defs")
# Their keys are names of fields, in the order of the models.
_FIELD_NAMES: Final = frozenset({"properties", "mapping"})


def sort_keywords(schema: JsonObject) -> JsonObject:
    """Sort keywords into a fixed order; properties keep the order of the models."""
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
        case dict() if key in _FIELD_NAMES:
            return {name: _ordered_value(name, inner) for name, inner in value.items()}
        case dict():
            return sort_keywords(value)
        case list() if key != "examples":
            return [_ordered_value(key, inner) for inner in value]
        case _:
            return value
