"""A key and value that describe an annotation, or a whole task of a classification project."""

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

__all__ = ["Attribute"]


def _null_unless_read(value: None, info: ValidationInfo[Any]) -> None:
    if is_from_wire(info):
        raise PydanticCustomError("null_read", "Input should be a string, not null")
    return value


class _OptionalText:
    """Text, or None when built. Null on the wire is left to `_with_nulls`, which keeps it."""

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
    """The rare attribute whose name or type is null: read without, and the null kept aside."""
    if is_from_wire(info) and isinstance(value, Mapping):
        said = cast("Mapping[str, object]", value)
        nulls = {name: None for name in ("name", "type") if said.get(name, "") is None}
        rest = {name: said[name] for name in said if name not in nulls}
        if nulls:
            with suppress(InvalidResponseError):
                attribute = Attribute.from_wire(rest)
                unknown_fields(attribute).update(nulls)
                return attribute
    raise PydanticCustomError("not_null", "Null is only for what is read")


@protect_methods
@dataclass(frozen=True, slots=True, eq=False, kw_only=True, config=SLOTTED)
class Attribute(SlottedModel):
    """One attribute: `key` and `value` are sent, `name` and `type` come back with them."""

    key: str
    """The attribute's key, as configured in the project."""
    value: JsonValue
    """A string, a number, a flag, or a list of strings or numbers."""
    name: OptionalText = None
    """The label people see, such as `Kind`. Told by the service."""
    type: OptionalText = None
    """The kind of input, such as `text`, `switch` or `checkbox`. Told by the service."""

    @model_serializer
    def _write(self) -> dict[str, JsonValue]:
        return self.to_wire()

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        with_nulls = core_schema.with_info_plain_validator_function(_read_with_nulls)
        plain = dict(handler.resolve_ref_schema(handler(source)))
        # The reference is the union's: under it JSON Schema knows the attribute by its name.
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
