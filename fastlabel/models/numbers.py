"""Numbers of the wire that keep their kind: 30 stays 30, and 30.0 stays 30.0."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

__all__ = ["Count", "Quantity"]


class _KeepsKind:
    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.union_schema(
            [
                (core_schema.int_schema(strict=True), "[int]"),
                (core_schema.float_schema(strict=True, allow_inf_nan=False), "[float]"),
            ],
            mode="left_to_right",
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "number"}


Quantity: TypeAlias = Annotated[float, _KeepsKind()]
"""A measure, such as frames per second or seconds."""

Count: TypeAlias = Annotated[int, Field(strict=True)]
"""A whole number, such as a width in pixels."""
