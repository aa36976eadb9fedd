"""Checked access to the elements of CVAT files."""

from __future__ import annotations

import math
from itertools import chain

from fastlabel._geometry.rings import Bounds, Vertex
from fastlabel.converters._shared.numbers import parse_number
from fastlabel.converters._shared.xml import XmlElement
from fastlabel.converters.cvat.labels import InputTypes, attribute_value
from fastlabel.errors import invalid
from fastlabel.models import Attribute


def required(element: XmlElement, name: str) -> str:
    """Attribute of an element."""
    if name not in element.attributes:
        invalid(f"{element.location}: <{element.tag}> has no {name}")
    return element.attributes[name]


def points(shape: XmlElement) -> tuple[float, ...]:
    """Points of a shape, as x, y, x, y, and so on."""
    text = required(shape, "points")
    pairs = [pair.split(",") for pair in text.split(";")]
    if any(len(pair) != 2 for pair in pairs):
        invalid(f"{shape.location}: points: expected x,y;x,y;…, got {text[:40]!r}")
    return tuple(
        parse_number(part, f"{shape.location}: points") for part in chain.from_iterable(pairs)
    )


def read_attributes(element: XmlElement, label: str, types: InputTypes) -> tuple[Attribute, ...]:
    """Attributes of a shape, a tag or a box of a track."""
    children = [child for child in element.children if child.tag == "attribute"]
    names = [required(child, "name") for child in children]
    return tuple(
        Attribute(key=name, value=attribute_value(child.text, types.get((label, name))))
        for name, child in zip(names, children, strict=True)
    )


def box_bounds(box: XmlElement) -> Bounds:
    """Left, top, right and bottom of a box before its rotation."""
    left, top, right, bottom = (_number(box, name) for name in ("xtl", "ytl", "xbr", "ybr"))
    return left, top, right, bottom


def box_angle(box: XmlElement) -> float:
    """Rotation of a box in degrees."""
    return _number(box, "rotation") if "rotation" in box.attributes else 0.0


def box_corners(box: XmlElement) -> list[Vertex]:
    """Corners of a box after its rotation, clockwise around its center."""
    left, top, right, bottom = box_bounds(box)
    x, y = (left + right) / 2, (top + bottom) / 2
    angle = math.radians(box_angle(box))
    cos, sin = math.cos(angle), math.sin(angle)
    return [
        (x + (a - x) * cos - (b - y) * sin, y + (a - x) * sin + (b - y) * cos)
        for a, b in ((left, top), (right, top), (right, bottom), (left, bottom))
    ]


def _number(element: XmlElement, name: str) -> float:
    return parse_number(required(element, name), f"{element.location}: {name}")
