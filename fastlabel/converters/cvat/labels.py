"""Labels of CVAT files, and their attributes: text, whose meaning the label declares."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Final, Literal, TypeAlias

from pydantic import JsonValue

from fastlabel._protocol.class_color import class_color
from fastlabel.converters._shared.class_index import ClassIndex
from fastlabel.converters._shared.xml import XmlElement, text_elements, xml_text
from fastlabel.converters.losses import REPEATED_KEY
from fastlabel.errors import ErrorPath
from fastlabel.models import Attribute

_InputType: TypeAlias = Literal["checkbox", "number", "text"]

InputTypes: TypeAlias = Mapping[tuple[str, str], str]
"""Label and attribute → input type, as declared in the file."""

WHOLE_IMAGE: Final = "image"
"""Label of the tag with the attributes of an image classification task."""

_AS_TEXT: Final = "with an attribute that is not text, a flag or an integer, written as text"
_MIXED: Final = "with an attribute of several types, written as text"
_MAX_DIGITS: Final = 15
"""Exact in a float, as which some readers parse numbers."""


class CvatLabels:
    """Labels written so far, with their attributes."""

    def __init__(self, order: ClassIndex) -> None:
        self._order = order
        self._types: dict[str, dict[str, _InputType]] = {}
        self._ranges: dict[tuple[str, str], tuple[int, int]] = {}

    def label_for(self, value: str, path: ErrorPath) -> str:
        """Label of a class."""
        self._order.index_of(value, path)
        return xml_text(value, path)

    def attributes(
        self, label: str, attributes: Iterable[Attribute], path: ErrorPath
    ) -> tuple[list[XmlElement], list[str]]:
        """Elements of attributes, and reasons why they are approximated."""
        changes: list[str] = []
        values: dict[str, JsonValue] = {}
        for attribute in attributes:
            if attribute.key in values:
                changes.append(REPEATED_KEY)
            values[attribute.key] = attribute.value
        elements = [
            XmlElement(
                "attribute",
                {"name": xml_text(key, path)},
                xml_text(self._format(label, key, value, changes), path),
            )
            for key, value in values.items()
        ]
        return elements, changes

    def element(self) -> XmlElement:
        """The `labels` element of a file."""
        names = self._order.names()
        # Labels of whole images, where no annotation has a class of that name.
        others = [name for name in self._types if name not in names]
        return XmlElement("labels", children=[self._label(name) for name in [*names, *others]])

    def _format(self, label: str, key: str, value: JsonValue, changes: list[str]) -> str:
        type_ = _input_type(value)
        declared = self._types.setdefault(label, {}).setdefault(key, type_)
        if declared != type_:
            changes.append(_MIXED)
        if isinstance(value, str):
            return value
        if isinstance(value, int) and type_ == declared == "number":
            low, high = self._ranges.get((label, key), (value, value))
            self._ranges[label, key] = min(low, value), max(high, value)
        elif type_ == declared == "text":
            changes.append(_AS_TEXT)
        return json.dumps(value)

    def _label(self, name: str) -> XmlElement:
        attributes = [self._declaration(name, *item) for item in self._types.get(name, {}).items()]
        texts = {"name": name, "color": class_color(name), "type": "any"}
        children = [*text_elements(texts), XmlElement("attributes", children=attributes)]
        return XmlElement("label", children=children)

    def _declaration(self, label: str, key: str, type_: _InputType) -> XmlElement:
        low, high = self._ranges.get((label, key), (0, 0))
        default, values = {
            "checkbox": ("false", "false"),
            "number": (str(low), f"{low}\n{high}\n1"),
            "text": ("", ""),
        }[type_]
        texts = {
            "name": key,
            "mutable": "False",
            "input_type": type_,
            "default_value": default,
            "values": values,
        }
        return XmlElement("attribute", children=text_elements(texts))


def attribute_value(text: str, input_type: str | None) -> JsonValue:
    """Value of an attribute by its declared type; text that does not fit it stays text."""
    if input_type == "checkbox" and text in {"true", "false"}:
        return text == "true"
    digits = text.removeprefix("-")
    is_integer = digits.isascii() and digits.isdigit() and len(digits) <= _MAX_DIGITS
    return int(text) if input_type == "number" and is_integer else text


def _input_type(value: JsonValue) -> _InputType:
    if isinstance(value, bool):
        return "checkbox"
    if isinstance(value, int) and len(str(abs(value))) <= _MAX_DIGITS:
        return "number"
    return "text"
