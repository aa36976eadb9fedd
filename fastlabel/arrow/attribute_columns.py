"""Attributes as a map of key → typed value, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any, Final, cast

import pyarrow as pa
from pydantic_core import from_json, to_json

from fastlabel.arrow.arrays import (
    AnyArray,
    list_offsets,
    map_array,
    null_array,
    struct_array,
    to_array,
)
from fastlabel.arrow.extra_fields import JsonFields, as_json
from fastlabel.arrow.schema import ATTRIBUTE
from fastlabel.models import Attribute
from fastlabel.models._wire.slotted import unknown_fields

_FIELDS: Final = tuple(map(attrgetter, ("key", "value", "name", "type")))
# A float represents integers exactly up to this.
_EXACT: Final = range(-(2**53), 2**53 + 1)
_COLUMNS: Final[dict[type[object], str]] = {str: "text", bool: "flag", float: "number"}


def _unchanged(value: object) -> object:
    return value


# Which columns have values of which kinds, and how they are converted.
_CONVERT: Final[dict[str, dict[str, Callable[[Any], object]]]] = {
    "text": {"text": _unchanged},
    "number": {"number": _unchanged, "integer": float},
    "flag": {"flag": _unchanged},
    "texts": {"texts": _unchanged},
    "json": {"json": to_json},
}


def attributes_array(rows: Sequence[Sequence[Attribute] | None]) -> AnyArray:
    """Map column of the attributes of each row; of a repeated key it has the first."""
    rows = [row if row is None or len(row) < 2 else _first_by_key(row) for row in rows]
    attributes = list(chain.from_iterable(filter(None, rows)))
    keys, values, names, types = (list(map(field, attributes)) for field in _FIELDS)
    kinds = [_COLUMNS.get(value.__class__) or _kind(value) for value in values]
    columns: dict[str, AnyArray | Iterable[Any]] = {
        "kind": kinds,
        "name": names,
        "type": types,
        "rest": list(map(as_json, map(unknown_fields, attributes))),
    }
    found = set(kinds)
    for field in ATTRIBUTE[1:6]:
        columns[field.name] = (
            null_array(len(kinds), field.type)
            if found.isdisjoint(_CONVERT[field.name])
            else _values_of(field.name, kinds, values, is_only=len(found) == 1)
        )
    items = struct_array(
        (to_array(columns[field.name], field.type) for field in ATTRIBUTE), ATTRIBUTE
    )
    return map_array(list_offsets(rows), pa.array(keys, pa.string()), items)


def _values_of(
    column: str, kinds: Sequence[str], values: Sequence[object], *, is_only: bool
) -> Sequence[object]:
    """Values of a column, None for those of other kinds."""
    convert = _CONVERT[column]
    if is_only and convert.get(kinds[0]) is _unchanged:
        return values
    return [
        convert[kind](value) if kind in convert else None
        for kind, value in zip(kinds, values, strict=True)
    ]


def has_repeated_keys(attributes: Sequence[Attribute]) -> bool:
    """Whether a key is repeated, which a map cannot hold."""
    return len(attributes) > 1 and len(_first_by_key(attributes)) < len(attributes)


def _first_by_key(attributes: Sequence[Attribute]) -> Sequence[Attribute]:
    by_key: dict[str, Attribute] = {}
    for attribute in attributes:
        by_key.setdefault(attribute.key, attribute)
    return list(by_key.values())


def _kind(value: object) -> str:
    """Kind of a value that is not a string, flag or float."""
    if isinstance(value, int) and value in _EXACT:
        return "integer"
    is_texts = isinstance(value, list) and all(
        isinstance(item, str) for item in cast("list[object]", value)
    )
    return "texts" if is_texts else "json"


def attributes_from(column: Iterable[tuple[str, Mapping[str, Any]]]) -> list[JsonFields]:
    """JSON objects of the map of a row."""
    return [_attribute_from(key, item) for key, item in column]


def _attribute_from(key: str, item: Mapping[str, Any]) -> JsonFields:
    attribute: JsonFields = {"key": key, "value": _value_from(item)}
    optional = {name: item[name] for name in ("name", "type") if item[name] is not None}
    return {**attribute, **optional, **from_json(item["rest"] or "{}")}


def _value_from(item: Mapping[str, Any]) -> object:
    match item["kind"]:
        case "json":
            return from_json(item["json"])
        case "integer":
            return int(item["number"])
        case kind:
            return item[kind]
