"""What every annotation type has beside its points."""

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

__all__ = [
    "AnnotationBase",
    "AnnotationFields",
    "ReadFallback",
    "UnknownAnnotation",
]


class AnnotationBase(HtmlRepr, WireModel, frozen=True):
    """The fields that all annotation types share. Each type adds `type` and `points`."""

    type: str
    value: str
    """The class, by its value as configured in the project, such as `cat`."""
    title: str | None = None
    """The class's label, such as `Cat`. Told by the service."""
    color: str | None = None
    """The class's colour as `#rrggbb`. Told by the service."""
    attributes: Annotated[Sequence[Attribute], TupleOf()] = ()
    """What is said of this one, by the attributes that its class has."""
    content: str | None = None
    """In a multi-image task, the name of the image that the annotation is on."""

    # `type` has a default, so it counts as unset in a model built in Python, yet must be written.
    @model_serializer(mode="wrap")
    def _write(self, write: SerializerFunctionWrapHandler) -> dict[str, JsonValue]:
        return {"type": self.type, **self._with_unknown(write(self))}


class UnknownAnnotation(HtmlRepr, WireModel, extra="allow", frozen=True):
    """An annotation of a type not known here, or one that does not fit its type.

    Only reading makes one; all of its fields are kept as they came, and `to_wire` gives them back.
    """

    type: JsonValue = None
    value: JsonValue = None
    points: JsonValue = None
    """Whatever shape they came in."""


def _only_when_reading(
    value: Any, validate: Callable[[Any], UnknownAnnotation], info: ValidationInfo[Any]
) -> UnknownAnnotation:
    if is_from_wire(info) or isinstance(value, UnknownAnnotation):
        return validate(value)
    raise PydanticCustomError("not_reading", "Input should be one of the known annotations")


ReadFallback: TypeAlias = Annotated[UnknownAnnotation, WrapValidator(_only_when_reading)]
"""What a union of annotations ends with: it takes what fits no known type, when reading."""


class AnnotationFields(TypedDict, total=False):
    """The fields of an annotation beside its class and points."""

    title: str | None
    color: str | None
    attributes: Sequence[Attribute]
    content: str | None
