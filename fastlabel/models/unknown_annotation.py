"""An annotation that this version does not know, kept whole."""

from __future__ import annotations

from pydantic import JsonValue

from fastlabel.models.notebook_form import NotebookForm
from fastlabel.models.wire_model import WireModel

__all__ = ["UnknownAnnotation"]


class UnknownAnnotation(NotebookForm, WireModel, extra="allow", frozen=True):
    """An annotation of a type not known here, or one that does not fit its type.

    Only reading makes one; all of its fields are kept as they came, and `to_wire` gives them back.
    """

    type: JsonValue = None
    value: JsonValue = None
    points: JsonValue = None
    """Whatever shape they came in."""
