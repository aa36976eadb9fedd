"""Attributes as a map of key → typed value, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, Final, NamedTuple, TypeAlias, cast

import pyarrow as pa
from pydantic_core import from_json, to_json

from fastlabel.arrow.arrays import array_of, columns_of, map_of, offsets_of
from fastlabel.arrow.rest import Rest, as_json
from fastlabel.arrow.schema import ATTRIBUTE
from fastlabel.models import Attribute
from fastlabel.models.slotted_form import unknown_fields

__all__ = ["attributes_array", "attributes_from", "repeated_keys"]

Owned: TypeAlias = Sequence[Attribute] | None
"""The attributes of one row; None where none were said."""

# A float holds whole numbers exactly only up to here.
_EXACT: Final = range(-(2**53), 2**53 + 1)


class _Value(NamedTuple):
    kind: str
    text: str | None = None
    number: float | None = None
    flag: bool | None = None
    texts: Sequence[str] | None = None
    json: bytes | None = None


def attributes_array(owned: Sequence[Owned]) -> pa.Array[Any]:
    """The map column. Of a key that a row has twice, the first is in it."""
    rows = [each if each is None or len(each) < 2 else _first_of_each(each) for each in owned]
    listed = list(chain.from_iterable(filter(None, rows)))
    values = columns_of([_typed(attribute.value) for attribute in listed], len(_Value._fields))
    names = [attribute.name for attribute in listed]
    types = [attribute.type for attribute in listed]
    rests = [as_json(unknown_fields(attribute)) for attribute in listed]
    items = pa.StructArray.from_arrays(
        [
            array_of(column, field.type)
            for column, field in zip([*values, names, types, rests], ATTRIBUTE, strict=True)
        ],
        fields=ATTRIBUTE,
    )
    keys = pa.array([attribute.key for attribute in listed], pa.string())
    return map_of(offsets_of(rows), keys, items)


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


def _typed(value: object) -> _Value:
    match value:
        case str():
            return _Value("text", text=value)
        case bool():
            return _Value("flag", flag=value)
        case int() if value in _EXACT:
            return _Value("integer", number=float(value))
        case float():
            return _Value("number", number=value)
        case list() if all(isinstance(each, str) for each in cast("list[object]", value)):
            return _Value("texts", texts=cast("list[str]", value))
        case _:
            return _Value("json", json=to_json(value))


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
