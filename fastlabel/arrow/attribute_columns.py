"""Attributes as a map of key → typed value, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, repeat
from operator import attrgetter
from typing import Any, Final, TypeAlias, cast

import pyarrow as pa
from pydantic_core import from_json, to_json

from fastlabel.arrow.arrays import AnyArray, array_of, columns_of, map_of, offsets_of, struct_of
from fastlabel.arrow.rest import Rest, as_json
from fastlabel.arrow.schema import ATTRIBUTE
from fastlabel.models import Attribute
from fastlabel.models.slotted_form import unknown_fields

__all__ = ["attributes_array", "attributes_from", "repeated_keys"]

Owned: TypeAlias = Sequence[Attribute] | None
"""The attributes of one row; None where none were said."""

_PARTS: Final = attrgetter("key", "value", "name", "type")
# A float holds whole numbers exactly only up to here.
_EXACT: Final = range(-(2**53), 2**53 + 1)
_KINDS: Final[dict[type[object], str]] = {str: "text", bool: "flag", float: "number"}


def attributes_array(owned: Sequence[Owned]) -> AnyArray:
    """The map column. Of a key that a row has twice, the first is in it."""
    rows = [each if each is None or len(each) < 2 else _first_of_each(each) for each in owned]
    listed = list(chain.from_iterable(filter(None, rows)))
    keys, values, names, types = columns_of(list(map(_PARTS, listed)), 4)
    kinds = [_KINDS.get(value.__class__) or _kind(value) for value in values]
    columns: dict[str, Iterable[Any]] = {
        "kind": kinds,
        "text": _of_kind("text", kinds, values),
        "number": [
            value if kind == "number" else float(cast("int", value)) if kind == "integer" else None
            for kind, value in zip(kinds, values, strict=True)
        ],
        "flag": _of_kind("flag", kinds, values),
        "texts": _of_kind("texts", kinds, values),
        "json": [
            to_json(value) if kind == "json" else None
            for kind, value in zip(kinds, values, strict=True)
        ],
        "name": names,
        "type": types,
        "rest": [as_json(unknown_fields(each)) for each in listed],
    }
    items = struct_of((array_of(columns[field.name], field.type) for field in ATTRIBUTE), ATTRIBUTE)
    return map_of(offsets_of(rows), pa.array(keys, pa.string()), items)


def repeated_keys(attributes: Sequence[Attribute]) -> bool:
    """Whether a key stands there twice, which a map cannot hold."""
    return len(attributes) > 1 and len(_first_of_each(attributes)) < len(attributes)


def attributes_from(column: Iterable[tuple[str, Mapping[str, Any]]]) -> list[Rest]:
    """The JSON objects of a row's map."""
    return [_attribute_from(key, item) for key, item in column]


def _first_of_each(attributes: Sequence[Attribute]) -> Sequence[Attribute]:
    firsts: dict[str, Attribute] = {}
    for attribute in attributes:
        firsts.setdefault(attribute.key, attribute)
    return list(firsts.values())


def _kind(value: object) -> str:
    """Which column holds a value that is neither text nor a flag nor a float."""
    if isinstance(value, int) and value in _EXACT:
        return "integer"
    is_texts = isinstance(value, list) and all(
        isinstance(each, str) for each in cast("list[object]", value)
    )
    return "texts" if is_texts else "json"


def _of_kind(kind: str, kinds: Sequence[str], values: Sequence[object]) -> Iterable[object]:
    """The values of a kind, None in the places of others."""
    if kind not in set(kinds):
        return repeat(None, len(kinds))
    return [value if is_of == kind else None for is_of, value in zip(kinds, values, strict=True)]


def _attribute_from(key: str, item: Mapping[str, Any]) -> Rest:
    attribute: Rest = {"key": key, "value": _value_from(item)}
    said = {name: item[name] for name in ("name", "type") if item[name] is not None}
    return {**attribute, **said, **from_json(item["rest"] or "{}")}


def _value_from(item: Mapping[str, Any]) -> object:
    match item["kind"]:
        case "json":
            return from_json(item["json"])
        case "integer":
            return int(item["number"])
        case kind:
            return item[kind]
