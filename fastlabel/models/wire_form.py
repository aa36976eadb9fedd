"""The way to JSON and back that models and slotted dataclasses share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any, Final, Self, TypeVar

from pydantic import JsonValue, TypeAdapter, ValidationError
from pydantic_core import to_json

from fastlabel.errors import FastLabelInvalidException, InvalidResponseError
from fastlabel.models.collector import collector_paused
from fastlabel.models.finite import refuse_infinite
from fastlabel.models.json_copy import json_copy
from fastlabel.models.problems import describe
from fastlabel.models.reading import READING

__all__ = ["WireForm"]

T = TypeVar("T")
Form = TypeVar("Form", bound="WireForm")

# Building one takes a thousand times as long as reading a task.
_ADAPTERS: Final[dict[type, TypeAdapter[Any]]] = {}
_LIST_ADAPTERS: Final[dict[type, TypeAdapter[Any]]] = {}


class WireForm:
    """What can be read from JSON, leniently and without loss, and written as it was read."""

    __slots__ = ()

    @classmethod
    def from_wire(cls, obj: Mapping[str, object]) -> Self:
        """Read one JSON object that is already parsed.

        Raises:
            InvalidResponseError: It is not JSON, or not of this shape; the message names the place.
        """
        adapter, copy = _adapter(cls), json_copy(obj)
        with collector_paused(0):
            return _read(
                lambda: adapter.validate_python(
                    copy, extra="allow", by_alias=True, by_name=False, context=READING
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
        with collector_paused(len(text)):
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
    refuse_infinite(data)
    with collector_paused(len(data)):
        return _read(
            lambda: adapter.validate_json(
                data, extra="allow", by_alias=True, by_name=False, context=READING
            ),
            expected,
        )


def _read(decode: Callable[[], T], expected: str) -> T:
    try:
        return decode()
    except ValidationError as error:
        raise InvalidResponseError(f"not a valid {expected}: {describe(error)}") from None
