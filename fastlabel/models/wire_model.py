"""What every model has: strict when built in Python, lenient and lossless when read from JSON."""

from __future__ import annotations

from typing import Self, cast

from pydantic import (
    BaseModel,
    GetJsonSchemaHandler,
    JsonValue,
    SerializerFunctionWrapHandler,
    model_serializer,
)
from pydantic.alias_generators import to_camel
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from fastlabel.models.field_docs import described
from fastlabel.models.wire_form import WireForm

__all__ = ["WireModel"]


class WireModel(
    WireForm,
    BaseModel,
    alias_generator=to_camel,
    allow_inf_nan=False,
    defer_build=True,
    extra="forbid",
    frozen=True,
    ser_json_inf_nan="constants",
    validate_by_alias=True,
    validate_by_name=True,
):
    """A JSON object of the wire, typed: snake_case in Python, camelCase in JSON.

    Frozen and equal by value. Built in Python, an unknown field or a value of the wrong shape is a
    `pydantic.ValidationError`, a `ValueError` that names the place. Read with `from_wire` or
    `from_json`, unknown fields are kept, and `to_wire` gives them back.
    """

    # A class that forbids unknown fields when built does not write those it was read with.
    @model_serializer(mode="wrap")
    def _write(self, write: SerializerFunctionWrapHandler) -> dict[str, JsonValue]:
        return self._with_unknown(write(self))

    # Read without unknown fields is equal to built, whose unknown fields are None.
    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        twin = cast("Self", other)
        return self.__dict__ == twin.__dict__ and self._unknown == twin._unknown

    def __hash__(self) -> int:
        return hash((type(self), *self.__dict__.values()))

    def _with_unknown(self, written: dict[str, JsonValue]) -> dict[str, JsonValue]:
        fields = type(self).model_fields
        # Beside an unknown `created_at`, pydantic counts the field of that name as said.
        for name in self._unknown.keys() & fields.keys():
            if getattr(self, name) == fields[name].default:
                written.pop(fields[name].alias or name, None)
        return {**written, **self._unknown}

    @property
    def _unknown(self) -> dict[str, JsonValue]:
        """Fields that the model does not know, as they were read."""
        return self.__pydantic_extra__ or {}

    def to_wire(self) -> dict[str, JsonValue]:
        """The JSON object: camelCase keys, what was never said left out, what was read kept."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return described(cls, handler(schema), handler)
