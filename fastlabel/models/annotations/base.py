"""Base class of annotations, and the fall-back for unknown ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeAlias, TypedDict

from pydantic import (
    JsonValue,
    SerializerFunctionWrapHandler,
    ValidationInfo,
    WrapValidator,
    model_serializer,
)
from pydantic_core import PydanticCustomError

from fastlabel.models._wire.base import HtmlRepr, WireModel
from fastlabel.models._wire.fields import TupleOf, is_from_wire
from fastlabel.models.annotations.attribute import Attribute


class AnnotationBase(HtmlRepr, WireModel, frozen=True):
    """Fields of all annotation types. Each type adds `type` and `points`."""

    type: str
    value: str
    """Class value, as configured in the project, such as `cat`."""
    title: str | None = None
    """Display name of the class, such as `Cat`. Set by the service."""
    color: str | None = None
    """Colour of the class as `#rrggbb`. Set by the service."""
    attributes: Annotated[Sequence[Attribute], TupleOf()] = ()
    """Values of the attributes of the class."""
    content: str | None = None
    """Name of the annotated image in a multi-image task."""

    # `type` counts as unset in Python, because it has a default, but has to be written.
    @model_serializer(mode="wrap")
    def _write(self, write: SerializerFunctionWrapHandler) -> dict[str, JsonValue]:
        return {"type": self.type, **self._with_unknown(write(self))}


class UnknownAnnotation(HtmlRepr, WireModel, extra="allow", frozen=True):
    """An annotation of an unknown type, or one that does not match its type.

    Only created when reading; all fields are kept, and `to_wire` writes them back.
    """

    type: JsonValue = None
    value: JsonValue = None
    points: JsonValue = None
    """Of any shape."""


def _only_when_reading(
    value: Any, validate: Callable[[Any], UnknownAnnotation], info: ValidationInfo[Any]
) -> UnknownAnnotation:
    if is_from_wire(info) or isinstance(value, UnknownAnnotation):
        return validate(value)
    raise PydanticCustomError("not_reading", "Input should be one of the known annotations")


ReadFallback: TypeAlias = Annotated[UnknownAnnotation, WrapValidator(_only_when_reading)]
"""Last branch of a union of annotations: when reading, takes what matches no known type."""


class AnnotationFields(TypedDict, total=False):
    """Fields of an annotation other than its class and points."""

    title: str | None
    color: str | None
    attributes: Sequence[Attribute]
    content: str | None
