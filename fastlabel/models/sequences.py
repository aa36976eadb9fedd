"""Lists of the wire as immutable tuples that accept any list when built."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from fastlabel.models.reading import is_reading

__all__ = ["AsTuple", "was_null"]


class _Null(tuple[()]):
    """An empty tuple that was `null` on the wire, and is again when written."""

    __slots__ = ()


_NULL: Final = _Null()


def was_null(items: Sequence[object]) -> bool:
    """Whether an empty sequence was null on the wire, and is again when written."""
    return isinstance(items, _Null)


class AsTuple:
    """Marks a `Sequence[X]` field: held as a tuple, and empty where the wire says null."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        (item,) = source.__args__
        items = core_schema.tuple_schema([handler.generate_schema(item)], variadic_item_index=0)
        null = core_schema.with_info_after_validator_function(
            _null_when_reading, core_schema.none_schema()
        )
        return core_schema.union_schema(
            [(items, "[items]"), (null, "[null]")],
            mode="left_to_right",
            serialization=core_schema.wrap_serializer_function_ser_schema(_serialize, schema=items),
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        # Null is the wire's slip, not a form to teach.
        choices: list[JsonSchemaValue] = handler(schema)["anyOf"]
        return next(choice for choice in choices if choice.get("type") == "array")


def _null_when_reading(_: None, info: ValidationInfo[Any]) -> _Null:
    if is_reading(info):
        return _NULL
    raise PydanticCustomError("null_list", "Input should be a list, not None")


def _serialize(value: Sequence[Any], handler: Callable[[Sequence[Any]], Any]) -> Any:
    return None if isinstance(value, _Null) else handler(value)
