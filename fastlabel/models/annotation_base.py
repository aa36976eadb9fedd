"""What every annotation type has beside its points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import JsonValue, SerializerFunctionWrapHandler, model_serializer

from fastlabel.models.attribute import Attribute
from fastlabel.models.notebook_form import NotebookForm
from fastlabel.models.sequences import AsTuple
from fastlabel.models.wire_model import WireModel

__all__ = ["AnnotationBase"]


class AnnotationBase(NotebookForm, WireModel, frozen=True):
    """The fields that all annotation types share. Each type adds `type` and `points`."""

    type: str
    value: str
    """The class, by its value as configured in the project, such as `cat`."""
    title: str | None = None
    """The class's label, such as `Cat`. Told by the service."""
    color: str | None = None
    """The class's colour as `#rrggbb`. Told by the service."""
    attributes: Annotated[Sequence[Attribute], AsTuple()] = ()
    """What is said of this one, by the attributes that its class has."""
    content: str | None = None
    """In a multi-image task, the name of the image that the annotation is on."""

    # `type` has a default, so it counts as unset in a model built in Python, yet must be written.
    @model_serializer(mode="wrap")
    def _write(self, write: SerializerFunctionWrapHandler) -> dict[str, JsonValue]:
        return {"type": self.type, **self._with_unknown(write(self))}
