"""A key and value that describe an annotation, or a whole task of a classification project."""

from __future__ import annotations

from pydantic import JsonValue

from fastlabel.models.wire_model import WireModel

__all__ = ["Attribute"]


class Attribute(WireModel, frozen=True):
    """One attribute: `key` and `value` are sent, `name` and `type` come back with them."""

    key: str
    """The attribute's key, as configured in the project."""
    value: JsonValue
    """A string, a number, a flag, or a list of strings or numbers."""
    name: str | None = None
    """The label people see, such as `Kind`. Told by the service."""
    type: str | None = None
    """The kind of input, such as `text`, `switch` or `checkbox`. Told by the service."""
