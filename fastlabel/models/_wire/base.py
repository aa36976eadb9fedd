"""What every model has: strict when built in Python, lenient and lossless when read from JSON."""

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
from fastlabel.errors import FastLabelInvalidException, InvalidResponseError
from fastlabel.models._wire.docstrings import with_field_docs
from fastlabel.models._wire.error_text import format_validation_error
from fastlabel.models._wire.fields import FROM_WIRE
from fastlabel.models._wire.gc_pause import gc_paused
from fastlabel.models._wire.json_values import reject_non_finite, validated_json

__all__ = [
    "HtmlRepr",
    "JsonCodec",
    "WireModel",
    "publish_model",
]


T = TypeVar("T")
Form = TypeVar("Form", bound="JsonCodec")

# Building one takes a thousand times as long as reading a task.
_ADAPTERS: Final[dict[type, TypeAdapter[Any]]] = {}
_LIST_ADAPTERS: Final[dict[type, TypeAdapter[Any]]] = {}


class JsonCodec:
    """What can be read from JSON, leniently and without loss, and written as it was read."""

    __slots__ = ()

    @classmethod
    def from_wire(cls, obj: Mapping[str, object]) -> Self:
        """Read one JSON object that is already parsed.

        Raises:
            InvalidResponseError: It is not JSON, or not of this shape; the message names the place.
        """
        adapter, copy = _adapter(cls), validated_json(obj)
        with gc_paused(0):
            return _read(
                lambda: adapter.validate_python(
                    copy, extra="allow", by_alias=True, by_name=False, context=FROM_WIRE
                ),
                cls.__name__,
            )

    @classmethod
    def from_json(cls, text: bytes | str) -> Self:
        """Read one JSON object.

        Raises:
            InvalidResponseError: It is not JSON, or not of this shape; the message names the place.
        """
        return _from_text(_adapter(cls), text, cls.__name__)

    @classmethod
    def list_from_json(cls, text: bytes | str) -> list[Self]:
        """Read a JSON array of objects, such as a page of tasks.

        Raises:
            InvalidResponseError: It is not JSON, or not of this shape; the message names the place.
        """
        return _from_text(_list_adapter(cls), text, f"list of {cls.__name__}")

    @classmethod
    def list_from_json_lines(cls, text: bytes | str) -> list[Self]:
        """Read JSON objects, one a line, such as the content of a `tasks.jsonl`.

        Raises:
            InvalidResponseError: A line is not JSON, or not of this shape; the message names it.
        """
        with gc_paused(len(text)):
            return list(_from_lines(cls, _lines(text)))

    @classmethod
    def iter_from_json_lines(cls, lines: Iterable[bytes | str]) -> Iterator[Self]:
        """Read JSON objects, one a line, as they are asked for; one is held at a time.

        Args:
            lines: With or without their line ends, such as an open file. Empty ones are passed
                over.

        Raises:
            FastLabelInvalidException: `lines` is one text; that is for `list_from_json_lines`.
            InvalidResponseError: A line is not JSON, or not of this shape; the message names it.
        """
        if isinstance(lines, bytes | str):
            message = "lines: is one text; give an open file, or use list_from_json_lines"
            raise FastLabelInvalidException(message, 422)
        return _from_lines(cls, lines)

    def to_wire(self) -> dict[str, JsonValue]:
        """The JSON object: camelCase keys, what was never said left out, what was read kept."""
        raise NotImplementedError

    def to_json(self) -> bytes:
        """The JSON object as compact UTF-8 text."""
        return to_json(self.to_wire())


def _lines(text: bytes | str) -> Iterator[bytes]:
    # Not `str.splitlines`, which ends lines inside of strings too.
    return iter(BytesIO(text.encode(errors="surrogatepass") if isinstance(text, str) else text))


def _from_lines(form: type[Form], lines: Iterable[bytes | str]) -> Iterator[Form]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield form.from_json(line)
            except InvalidResponseError as error:
                raise InvalidResponseError(f"line {number}: {error.message}") from None


def _adapter(form: type[T]) -> TypeAdapter[T]:
    if form not in _ADAPTERS:
        _ADAPTERS[form] = TypeAdapter(form)
    return _ADAPTERS[form]


def _list_adapter(form: type[T]) -> TypeAdapter[list[T]]:
    if form not in _LIST_ADAPTERS:
        _LIST_ADAPTERS[form] = TypeAdapter(list[form])  # type: ignore[valid-type]  # a variable
    return _LIST_ADAPTERS[form]


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
        raise InvalidResponseError(
            f"not a valid {expected}: {format_validation_error(error)}"
        ) from None


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
    """A JSON object of the wire, typed: snake_case in Python, camelCase in JSON.

    Frozen and equal by value. Built in Python, an unknown field or a value of the wrong shape is a
    `pydantic.ValidationError`, a `ValueError` that names the place. Read with `from_wire` or
    `from_json`, unknown fields are kept, and `to_wire` gives them back.
    """

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        publish_model(cls, cls.__pydantic_fields__)

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
        return with_field_docs(cls, handler(schema), handler)


def publish_model(cls: type, fields: Mapping[str, FieldInfo]) -> None:
    """Let a model that is public name `fastlabel.models` as its module."""
    package = "fastlabel.models"
    if cls.__module__.startswith(package) and cls.__name__ in import_module(package).__all__:
        # Pydantic has evaluated them already.
        cls.__annotations__ = {
            name: fields[name].rebuild_annotation() for name in inspect.get_annotations(cls)
        }
        publish(cls, package)


class HtmlRepr:
    """What a notebook shows as HTML when it is the last line of a cell."""

    __slots__ = ()

    # Found by name when first shown: what makes the HTML stands above the models, and nobody but a
    # notebook has to load it.
    def _repr_html_(self) -> str:
        html: str = import_module("fastlabel.html").html_of(self)
        return html

    @property
    def _ipython_canary_method_should_not_exist_(self) -> None:
        """Never a field. IPython shows no HTML of what has this: it would have any attribute."""
