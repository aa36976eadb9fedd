"""Attributes as a map of key → typed value, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any, Final, TypeAlias, cast

import pyarrow as pa
from pydantic_core import from_json, to_json

from fastlabel.arrow.arrays import AnyArray, array_of, map_of, nulls_of, offsets_of, struct_of
from fastlabel.arrow.extra_fields import Rest
from fastlabel.arrow.schema import ATTRIBUTE
from fastlabel.models import Attribute
from fastlabel.models._wire.slotted import unknown_fields

__all__ = ["attributes_array", "attributes_from", "repeated_keys"]

Owned: TypeAlias = Sequence[Attribute] | None
"""The attributes of one row; None where none were said."""

_PARTS: Final = tuple(map(attrgetter, ("key", "value", "name", "type")))
_TYPES: Final[dict[str, pa.DataType]] = {field.name: field.type for field in ATTRIBUTE}
# A float holds whole numbers exactly only up to here.
_EXACT: Final = range(-(2**53), 2**53 + 1)
_KINDS: Final[dict[type[object], str]] = {str: "text", bool: "flag", float: "number"}


def attributes_array(owned: Sequence[Owned]) -> AnyArray:
    """The map column. Of a key that a row has twice, the first is in it."""
    rows = [each if each is None or len(each) < 2 else _first_of_each(each) for each in owned]
    listed = list(chain.from_iterable(filter(None, rows)))
    keys, values, names, types = (list(map(part, listed)) for part in _PARTS)
    kinds = [_KINDS.get(value.__class__) or _kind(value) for value in values]
    valued = _Valued(kinds, values)
    columns: dict[str, AnyArray | Iterable[Any]] = {
        "kind": kinds,
        "text": valued.of("text"),
        "number": valued.numbers(),
        "flag": valued.of("flag"),
        "texts": valued.of("texts"),
        "json": valued.texts_of_json(),
        "name": names,
        "type": types,
        "rest": [to_json(rest) if rest else None for rest in map(unknown_fields, listed)],
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


class _Valued:
    """The values of many attributes, each of some kind."""

    def __init__(self, kinds: Sequence[str], values: Sequence[object]) -> None:
        self._kinds = kinds
        self._values = values
        self._found = set(kinds)

    def of(self, kind: str) -> AnyArray | Sequence[object]:
        """The values of a kind, None in the places of others."""
        if kind not in self._found:
            return nulls_of(len(self._kinds), _TYPES[kind])
        if len(self._found) == 1:
            return self._values
        return [value if of == kind else None for of, value in self._pairs()]

    def numbers(self) -> AnyArray | Sequence[object]:
        """Those that are numbers, as floats; None in the places of others."""
        if "integer" not in self._found:
            return self.of("number")
        return [
            float(cast("float", value)) if of in {"number", "integer"} else None
            for of, value in self._pairs()
        ]

    def texts_of_json(self) -> AnyArray | Sequence[object]:
        """Those that no other column holds, as JSON; None in the places of others."""
        if "json" not in self._found:
            return self.of("json")
        return [to_json(value) if of == "json" else None for of, value in self._pairs()]

    def _pairs(self) -> Iterable[tuple[str, object]]:
        return zip(self._kinds, self._values, strict=True)


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
