"""What every model has: strict when built in Python, lenient and lossless when read from JSON."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Self, TypeVar, cast

from pydantic import (
    BaseModel,
    JsonValue,
    SerializerFunctionWrapHandler,
    TypeAdapter,
    ValidationError,
    model_serializer,
)
from pydantic.alias_generators import to_camel

from fastlabel.errors import InvalidResponseError
from fastlabel.models.problems import describe
from fastlabel.models.reading import READING

__all__ = ["WireModel"]

T = TypeVar("T")
Model = TypeVar("Model", bound="WireModel")


class _PausedCollector:
    """Pauses the cyclic collector while pages are decoded.

    Objects fresh from the decoder cannot be garbage yet, and walking them is most of the time of a
    large page. Decodes overlap in threads: the first to enter pauses, the last to leave resumes.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._inside = 0
        self._was_enabled = False

    @contextmanager
    def __call__(self) -> Generator[None]:
        with self._lock:
            if self._inside == 0:
                self._was_enabled = gc.isenabled()
                gc.disable()
            self._inside += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside -= 1
                if self._inside == 0 and self._was_enabled:
                    gc.enable()


_collector_paused = _PausedCollector()


class WireModel(
    BaseModel,
    alias_generator=to_camel,
    allow_inf_nan=False,
    defer_build=True,
    extra="forbid",
    frozen=True,
    use_attribute_docstrings=True,
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
        return {**write(self), **self._unknown}

    @classmethod
    def from_wire(cls, obj: Mapping[str, object]) -> Self:
        """Read one JSON object that is already parsed.

        Raises:
            InvalidResponseError: It is not of this shape; the message names the place.
        """
        return _read(
            lambda: cls.model_validate(
                obj, extra="allow", by_alias=True, by_name=False, context=READING
            ),
            cls.__name__,
        )

    @classmethod
    def from_json(cls, text: bytes | str) -> Self:
        """Read one JSON object.

        Raises:
            InvalidResponseError: It is not JSON, or not of this shape; the message names the place.
        """
        return _read(
            lambda: cls.model_validate_json(
                text, extra="allow", by_alias=True, by_name=False, context=READING
            ),
            cls.__name__,
        )

    @classmethod
    def list_from_json(cls, text: bytes | str) -> list[Self]:
        """Read a JSON array of objects, such as a page of tasks.

        Raises:
            InvalidResponseError: It is not JSON, or not of this shape; the message names the place.
        """
        adapter = _list_adapter(cls)
        return _read(
            lambda: adapter.validate_json(
                text, extra="allow", by_alias=True, by_name=False, context=READING
            ),
            f"list of {cls.__name__}",
        )

    # Read without unknown fields is equal to built, whose unknown fields are None.
    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        twin = cast("Self", other)
        return self.__dict__ == twin.__dict__ and self._unknown == twin._unknown

    def __hash__(self) -> int:
        return hash((type(self), *self.__dict__.values()))

    @property
    def _unknown(self) -> dict[str, JsonValue]:
        """Fields that the model does not know, as they were read."""
        return self.__pydantic_extra__ or {}

    def to_wire(self) -> dict[str, JsonValue]:
        """The JSON object: camelCase keys, what was never said left out, what was read kept."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)

    def to_json(self) -> bytes:
        """The JSON object as compact UTF-8 text."""
        return self.model_dump_json(by_alias=True, exclude_unset=True).encode()


@cache
def _list_adapter(model: type[Model]) -> TypeAdapter[list[Model]]:
    return TypeAdapter(list[model])  # type: ignore[valid-type]  # a class held in a variable


def _read(decode: Callable[[], T], expected: str) -> T:
    try:
        with _collector_paused():
            return decode()
    except ValidationError as error:
        raise InvalidResponseError(f"not a valid {expected}: {describe(error)}") from None
