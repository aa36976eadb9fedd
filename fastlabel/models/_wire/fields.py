"""Field types of the models: lists, numbers, points and timestamps.

The decoder passes `FROM_WIRE` as pydantic's validation context. Only fall-backs look at it (a null
list, an annotation that fits no type), so decoding well-formed JSON costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Final, SupportsIndex, TypeAlias

from pydantic import (
    AfterValidator,
    AwareDatetime,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    Strict,
    ValidationInfo,
    WithJsonSchema,
    WrapValidator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

FROM_WIRE: Final = object()


def is_from_wire(info: ValidationInfo[Any]) -> bool:
    """Whether the value comes from the wire, not from Python."""
    return info.context is FROM_WIRE


class _NullTuple(tuple[()]):
    """An empty tuple that was `null` on the wire, and is written as `null`."""

    __slots__ = ()


_NULL: Final = _NullTuple()


def was_null(items: Sequence[object]) -> bool:
    """Whether an empty sequence was null on the wire."""
    return isinstance(items, _NullTuple)


class TupleOf:
    """Marks a `Sequence[X]` field: stored as a tuple; null on the wire is an empty one."""

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
        # Null is accepted but not documented.
        choices: list[JsonSchemaValue] = handler(schema)["anyOf"]
        return next(choice for choice in choices if choice.get("type") == "array")


def _null_when_reading(_: None, info: ValidationInfo[Any]) -> _NullTuple:
    if is_from_wire(info):
        return _NULL
    raise PydanticCustomError("null_list", "Input should be a list, not None")


def _serialize(value: Sequence[Any], handler: Callable[[Sequence[Any]], Any]) -> Any:
    return None if isinstance(value, _NullTuple) else handler(value)


class _KeepIntOrFloat:
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


Quantity: TypeAlias = Annotated[float, _KeepIntOrFloat()]
"""A measure, such as frames per second or seconds."""

Count: TypeAlias = Annotated[int, Field(strict=True)]
"""An integer, such as a width in pixels."""


# Beyond 2⁵³ a float does not hold every integer, so a coordinate would change silently.
Coordinate: TypeAlias = Annotated[
    float, Field(strict=True, allow_inf_nan=False, gt=-(2**53), lt=2**53)
]
"""One finite number, in pixels."""

Point: TypeAlias = tuple[Coordinate, Coordinate]
"""x, y."""

BoxPoints: TypeAlias = tuple[Coordinate, Coordinate, Coordinate, Coordinate]
"""Top-left x and y, bottom-right x and y."""


def _even(points: Sequence[float]) -> Sequence[float]:
    if len(points) % 2:
        raise PydanticCustomError(
            "odd_points", "expected pairs of x and y, got {count} numbers", {"count": len(points)}
        )
    return points


VertexList: TypeAlias = Annotated[Sequence[Coordinate], TupleOf(), AfterValidator(_even)]
"""x, y, x, y, …: an even number of coordinates."""

Ring: TypeAlias = VertexList
"""A closed outline: the first vertex is repeated at the end."""


class _VerbatimDatetime(datetime):
    """A time that is written as the text it was read from."""

    text: str

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        return parse_timestamp, (self.text,)

    def __deepcopy__(self, memo: dict[int, Any]) -> _VerbatimDatetime:
        return self


def parse_timestamp(text: str) -> datetime:
    """Parse an ISO 8601 time, UTC if it has no offset; `timestamp_text` gives the text back."""
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        time = time.replace(tzinfo=UTC)
    if timestamp_text(time) == text:
        return time
    verbatim = _VerbatimDatetime.fromtimestamp(0, tz=UTC).combine(time.date(), time.timetz())
    verbatim.text = text
    return verbatim


def timestamp_text(time: datetime) -> str:
    """Format a time: verbatim if it was read, otherwise in the format of the service."""
    if isinstance(time, _VerbatimDatetime):
        return time.text
    precision = "microseconds" if time.microsecond % 1000 else "milliseconds"
    text = time.isoformat(timespec=precision)
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text


def _validate_timestamp(value: Any, handler: Any) -> Any:
    if not isinstance(value, str):
        return handler(value)
    try:
        return parse_timestamp(value)
    except ValueError:
        raise PydanticCustomError("timestamp", "Input should be an ISO 8601 time") from None


Timestamp = Annotated[
    AwareDatetime,
    Strict(),
    WrapValidator(_validate_timestamp),
    PlainSerializer(timestamp_text, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A time, such as `2021-02-22T11:25:27.158Z`; UTC if it has no offset."""
