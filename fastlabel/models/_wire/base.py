"""Base classes of the models: strict in Python, lenient and lossless when read from JSON."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from io import BytesIO
from typing import Any, Final, Self, TypeVar, cast

from pydantic import (
    BaseModel,
    GetJsonSchemaHandler,
    JsonValue,
    SerializerFunctionWrapHandler,
    TypeAdapter,
    ValidationError,
    model_serializer,
)
from pydantic.alias_generators import to_camel
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, to_json

from fastlabel._facade import publish
from fastlabel.errors import InvalidResponseError, invalid
from fastlabel.models._wire.docstrings import with_field_docs
from fastlabel.models._wire.error_text import format_validation_error
from fastlabel.models._wire.fields import FROM_WIRE
from fastlabel.models._wire.gc_pause import gc_paused
from fastlabel.models._wire.json_values import reject_non_finite, validated_json

T = TypeVar("T")
CodecT = TypeVar("CodecT", bound="JsonCodec")

# Building one takes a thousand times as long as decoding a task.
_ADAPTERS: Final[dict[type, TypeAdapter[Any]]] = {}
_LIST_ADAPTERS: Final[dict[type, TypeAdapter[Any]]] = {}


class JsonCodec:
    """Reads JSON leniently and without loss, and writes it back as it was read."""

    __slots__ = ()

    @classmethod
    def from_wire(cls, obj: Mapping[str, object]) -> Self:
        """Read one parsed JSON object."""
        adapter, value = _adapter(cls), validated_json(obj)
        with gc_paused(0):
            return _read(
                lambda: adapter.validate_python(
                    value, extra="allow", by_alias=True, by_name=False, context=FROM_WIRE
                ),
                cls.__name__,
            )

    @classmethod
    def from_json(cls, text: bytes | str) -> Self:
        """Read one JSON object."""
        return _from_text(_adapter(cls), text, cls.__name__)

    @classmethod
    def list_from_json(cls, text: bytes | str) -> list[Self]:
        """Read a JSON array of objects, such as a page of tasks."""
        return _from_text(_list_adapter(cls), text, f"list of {cls.__name__}")

    @classmethod
    def list_from_json_lines(cls, text: bytes | str) -> list[Self]:
        """Read JSON Lines, such as the content of a `tasks.jsonl`."""
        with gc_paused(len(text)):
            return list(_from_lines(cls, _lines(text)))

    @classmethod
    def iter_from_json_lines(cls, lines: Iterable[bytes | str]) -> Iterator[Self]:
        """Read JSON Lines lazily, in constant memory."""
        if isinstance(lines, bytes | str):
            invalid("expected lines, got one text; use list_from_json_lines for it", "lines")
        return _from_lines(cls, lines)

    def to_wire(self) -> dict[str, JsonValue]:
        """JSON object with camelCase keys: unset fields omitted, unknown fields kept."""
        raise NotImplementedError

    def to_json(self) -> bytes:
        """JSON object as compact UTF-8 text."""
        return to_json(self.to_wire())


def _lines(text: bytes | str) -> Iterator[bytes]:
    # `str.splitlines` would split inside of strings too.
    return iter(BytesIO(text.encode(errors="surrogatepass") if isinstance(text, str) else text))


def _from_lines(cls: type[CodecT], lines: Iterable[bytes | str]) -> Iterator[CodecT]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield cls.from_json(line)
            except InvalidResponseError as error:
                raise InvalidResponseError(f"line {number}: {error.message}") from None


def _adapter(cls: type[T]) -> TypeAdapter[T]:
    if cls not in _ADAPTERS:
        _ADAPTERS[cls] = TypeAdapter(cls)
    return _ADAPTERS[cls]


def _list_adapter(cls: type[T]) -> TypeAdapter[list[T]]:
    if cls not in _LIST_ADAPTERS:
        _LIST_ADAPTERS[cls] = TypeAdapter(list[cls])  # type: ignore[valid-type]  # a variable
    return _LIST_ADAPTERS[cls]


def _from_text(adapter: TypeAdapter[T], text: bytes | str, expected: str) -> T:
    data = text.encode(errors="surrogatepass") if isinstance(text, str) else text
    reject_non_finite(data)
    with gc_paused(len(data)):
        return _read(
            lambda: adapter.validate_json(
                data, extra="allow", by_alias=True, by_name=False, context=FROM_WIRE
            ),
            expected,
        )


def _read(decode: Callable[[], T], expected: str) -> T:
    try:
        return decode()
    except ValidationError as error:
        message = f"not a valid {expected}: {format_validation_error(error)}"
        raise InvalidResponseError(message) from None


class WireModel(
    JsonCodec,
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
    """A typed JSON object of the API: snake_case in Python, camelCase in JSON."""

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        publish_model(cls, cls.__pydantic_fields__)

    # Pydantic does not write extra fields of a class that forbids them.
    @model_serializer(mode="wrap")
    def _write(self, write: SerializerFunctionWrapHandler) -> dict[str, JsonValue]:
        return self._with_unknown(write(self))

    # Pydantic tells extra fields that are {} (read) from None (built).
    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        same = cast("Self", other)
        return self.__dict__ == same.__dict__ and self._unknown == same._unknown

    def __hash__(self) -> int:
        return hash((type(self), *self.__dict__.values()))

    def _with_unknown(self, written: dict[str, JsonValue]) -> dict[str, JsonValue]:
        fields = type(self).model_fields
        # An unknown `created_at` makes pydantic count the field of that name as set.
        for name in self._unknown.keys() & fields.keys():
            if getattr(self, name) == fields[name].default:
                written.pop(fields[name].alias or name, None)
        return {**written, **self._unknown}

    @property
    def _unknown(self) -> dict[str, JsonValue]:
        """Unknown fields, as they were read."""
        return self.__pydantic_extra__ or {}

    def to_wire(self) -> dict[str, JsonValue]:
        """JSON object with camelCase keys: unset fields omitted, unknown fields kept."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return with_field_docs(cls, handler(schema), handler)


def publish_model(cls: type, fields: Mapping[str, FieldInfo]) -> None:
    """Set `__module__` of a public model to `fastlabel.models`."""
    package = "fastlabel.models"
    if cls.__module__.startswith(package) and cls.__name__ in import_module(package).__all__:
        # Already evaluated by pydantic.
        cls.__annotations__ = {
            name: fields[name].rebuild_annotation() for name in inspect.get_annotations(cls)
        }
        publish(cls, package)


class HtmlRepr:
    """Shows itself as HTML in a notebook."""

    __slots__ = ()

    # Imported by name, on first use: the module lies above the models, and is for notebooks only.
    def _repr_html_(self) -> str:
        html: str = import_module("fastlabel.html").to_html(self)
        return html

    @property
    def _ipython_canary_method_should_not_exist_(self) -> None:
        """Not an unknown field: IPython shows no HTML of an object with this attribute."""
