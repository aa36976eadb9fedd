"""Attributes of annotations and of classification tasks."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Annotated, Any, TypeAlias, cast

from pydantic import (
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    JsonValue,
    ValidationInfo,
    model_serializer,
)
from pydantic.dataclasses import dataclass
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from fastlabel.errors import InvalidResponseError
from fastlabel.models._wire.docstrings import with_field_docs
from fastlabel.models._wire.fields import is_from_wire
from fastlabel.models._wire.slotted import SLOTTED, SlottedModel, protect_methods, unknown_fields


def _null_unless_read(value: None, info: ValidationInfo[Any]) -> None:
    if is_from_wire(info):
        raise PydanticCustomError("null_read", "Input should be a string, not null")
    return value


class _OptionalText:
    """A string, or None in Python. Null on the wire is kept by `_read_with_nulls`."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        none = core_schema.with_info_after_validator_function(
            _null_unless_read, core_schema.none_schema()
        )
        return core_schema.union_schema(
            [(core_schema.str_schema(), "[str]"), (none, "[null]")], mode="left_to_right"
        )


OptionalText: TypeAlias = Annotated[str | None, _OptionalText()]


def _read_with_nulls(value: Any, info: ValidationInfo[Any]) -> Attribute:
    """Read an attribute whose name or type is null, and keep the null as an unknown field."""
    if is_from_wire(info) and isinstance(value, Mapping):
        fields = cast("Mapping[str, object]", value)
        nulls = {name: None for name in ("name", "type") if fields.get(name, "") is None}
        others = {name: fields[name] for name in fields if name not in nulls}
        if nulls:
            with suppress(InvalidResponseError):
                attribute = Attribute.from_wire(others)
                unknown_fields(attribute).update(nulls)
                return attribute
    raise PydanticCustomError("not_null", "Input should not be null")


@protect_methods
@dataclass(frozen=True, slots=True, eq=False, kw_only=True, config=SLOTTED)
class Attribute(SlottedModel):
    """A key and its value; the service adds `name` and `type`."""

    key: str
    """Attribute key, as configured in the project."""
    value: JsonValue
    """A string, number or boolean, or a list of strings or numbers."""
    name: OptionalText = None
    """Display name, such as `Kind`. Set by the service."""
    type: OptionalText = None
    """Input type, such as `text`, `switch` or `checkbox`. Set by the service."""

    @model_serializer
    def _write(self) -> dict[str, JsonValue]:
        return self.to_wire()

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        with_nulls = core_schema.with_info_plain_validator_function(_read_with_nulls)
        plain = dict(handler.resolve_ref_schema(handler(source)))
        # JSON Schema names the attribute by this reference, which becomes that of the union.
        ref = cast("str | None", plain.pop("ref", None))
        return core_schema.union_schema(
            [(cast("CoreSchema", plain), "[attribute]"), (with_nulls, "[null]")],
            mode="left_to_right",
            ref=ref,
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        (plain, _), _ = cast("dict[str, list[tuple[CoreSchema, str]]]", schema)["choices"]
        return with_field_docs(cls, handler(plain), handler)
