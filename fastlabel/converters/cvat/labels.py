"""Attributes in CVAT's files: all of them are text, and the label says what the text means."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Final, Literal, TypeAlias

from pydantic import JsonValue

from fastlabel._protocol.class_color import class_color
from fastlabel.converters._shared.class_index import ClassOrder
from fastlabel.converters._shared.xml import XmlElement, xml_text
from fastlabel.models import Attribute

__all__ = ["WHOLE_IMAGE", "AttributeKinds", "CvatLabels", "attribute_value"]

Kind: TypeAlias = Literal["checkbox", "number", "text"]

AttributeKinds: TypeAlias = Mapping[tuple[str, str], str]
"""Label and attribute → its input type, as the file declares it."""

WHOLE_IMAGE: Final = "image"
"""The label of the tag that has the attributes of an image classification task."""

_NO_TEXT: Final = "with an attribute that is no text, flag or whole number, written as text"
_MIXED: Final = "with an attribute of more than one kind, written as text"
_TWICE: Final = "with several attributes of one key, the last of them kept"
_MOST_DIGITS: Final = 15
"""What a float holds exactly, for readers that take numbers for such."""


class CvatLabels:
    """The labels met so far, with the attributes of each."""

    def __init__(self, order: ClassOrder) -> None:
        self._order = order
        self._kinds: dict[str, dict[str, Kind]] = {}
        self._numbers: dict[tuple[str, str], list[int]] = {}

    def meet(self, value: str, place: str) -> str:
        """A class as a label.

        Raises:
            FastLabelInvalidException: It is not among the classes given, or XML cannot hold it.
        """
        self._order.number_of(value, place)
        return xml_text(value, place)

    def attributes(
        self, label: str, given: Iterable[Attribute], place: str
    ) -> tuple[list[XmlElement], list[str]]:
        """The elements of attributes, and what was changed to get them.

        Raises:
            FastLabelInvalidException: XML cannot hold one of them.
        """
        changes: list[str] = []
        values: dict[str, JsonValue] = {}
        for attribute in given:
            if attribute.key in values:
                changes.append(_TWICE)
            values[attribute.key] = attribute.value
        elements = [
            XmlElement(
                "attribute",
                {"name": xml_text(key, place)},
                xml_text(self._written(label, key, value, changes), place),
            )
            for key, value in values.items()
        ]
        return elements, changes

    def element(self) -> XmlElement:
        """The `labels` of a file's meta."""
        names = self._order.names()
        # Of images as wholes, when no annotation has a class of this name.
        rest = [name for name in self._kinds if name not in names]
        return XmlElement("labels", children=[self._label(name) for name in [*names, *rest]])

    def _written(self, label: str, key: str, value: JsonValue, changes: list[str]) -> str:
        kind = _kind(value)
        declared = self._kinds.setdefault(label, {}).setdefault(key, kind)
        if declared != kind:
            changes.append(_MIXED)
        if isinstance(value, str):
            return value
        if isinstance(value, int) and kind == declared == "number":
            self._widen(label, key, value)
        elif kind == declared == "text":
            changes.append(_NO_TEXT)
        return json.dumps(value)

    def _widen(self, label: str, key: str, value: int) -> None:
        least, most = self._numbers.get((label, key), (value, value))
        self._numbers[label, key] = [min(least, value), max(most, value)]

    def _label(self, name: str) -> XmlElement:
        kinds = self._kinds.get(name, {})
        return XmlElement(
            "label",
            children=[
                XmlElement("name", text=name),
                XmlElement("color", text=class_color(name)),
                XmlElement("type", text="any"),
                XmlElement(
                    "attributes", children=[self._declared(name, *it) for it in kinds.items()]
                ),
            ],
        )

    def _declared(self, label: str, key: str, kind: Kind) -> XmlElement:
        least, most = self._numbers.get((label, key), (0, 0))
        default, values = {
            "checkbox": ("false", "false"),
            "number": (str(least), f"{least}\n{most}\n1"),
            "text": ("", ""),
        }[kind]
        said = {
            "name": key,
            "mutable": "False",
            "input_type": kind,
            "default_value": default,
            "values": values,
        }
        return XmlElement("attribute", children=[XmlElement(tag, text=said[tag]) for tag in said])


def attribute_value(text: str, kind: str | None) -> JsonValue:
    """The value of an attribute of a declared kind; text that does not fit it stays text."""
    if kind == "checkbox" and text in {"true", "false"}:
        return text == "true"
    digits = text.removeprefix("-")
    is_whole = digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS
    return int(text) if kind == "number" and is_whole else text


def _kind(value: JsonValue) -> Kind:
    if isinstance(value, bool):
        return "checkbox"
    if isinstance(value, int) and len(str(abs(value))) <= _MOST_DIGITS:
        return "number"
    return "text"
