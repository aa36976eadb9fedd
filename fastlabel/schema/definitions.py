"""What a schema refers to: the objects in its `$defs`."""

from __future__ import annotations

from typing import Final

from pydantic import JsonValue

from fastlabel.schema.json_object import JsonObject, as_object, changed

__all__ = ["anything_inlined", "named_as_new", "rebased", "without_discriminators"]

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
