"""Elements of CVAT's files → annotations. Coordinates are pixels."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import chain
from typing import Final

from fastlabel._geometry.rings import Bounds, Vertex, vertices_from_flat
from fastlabel.converters._shared.xml import XmlElement
from fastlabel.converters.cvat.labels import AttributeKinds, attribute_value
from fastlabel.converters.cvat.masks import mask_regions
from fastlabel.converters.losses import ReadingLosses
from fastlabel.errors import invalid
from fastlabel.models import Attribute, BBox, Keypoint, Line, Polygon, Segmentation
from fastlabel.models.annotations import ShapeAnnotation

__all__ = [
    "angle_of_box",
    "attributes_of",
    "bounds_of_box",
    "corners_of_box",
    "drawn_shapes",
    "said",
    "whole_number",
]

_SHAPES: Final = frozenset(
    {"box", "polygon", "polyline", "points", "mask", "skeleton", "ellipse", "cuboid"}
)
_TURNED: Final = "turned, made a polygon"
_SEVERAL: Final = "of several points, made a keypoint of each"
_NO_PIXEL: Final = "that covers no pixel"
_NO_FORM: Final = "of a type that FastLabel has no form for"
_FARTHEST: Final = 2**53
_MOST_DIGITS: Final = 9


def drawn_shapes(
    image: XmlElement, kinds: AttributeKinds, losses: ReadingLosses
) -> Iterator[ShapeAnnotation]:
    """What is drawn on an image, the lowest first; what is left out or changed is noted.

    Raises:
        FastLabelInvalidException: An element is broken; the message names the line.
        MissingExtraError: There are masks, and numpy is not installed.
    """
    shapes = [child for child in image.children if child.tag in _SHAPES]
    for shape in sorted(shapes, key=_depth):
        label = said(shape, "label")
        losses.enter(shape.place, shape.tag, label)
        yield from _drawn(shape, label, attributes_of(shape, label, kinds), losses)


def _drawn(
    shape: XmlElement, label: str, attributes: tuple[Attribute, ...], losses: ReadingLosses
) -> Iterator[ShapeAnnotation]:
    match shape.tag:
        case "box" if angle_of_box(shape):
            losses.change(_TURNED)
            points = chain.from_iterable(corners_of_box(shape))
            yield Polygon(value=label, points=tuple(points), attributes=attributes)
        case "box":
            yield BBox(value=label, points=bounds_of_box(shape), attributes=attributes)
        case "polygon":
            yield Polygon(value=label, points=_points(shape), attributes=attributes)
        case "polyline":
            yield Line(value=label, points=_points(shape), attributes=attributes)
        case "points":
            vertices = vertices_from_flat(_points(shape))
            if len(vertices) > 1:
                losses.change(_SEVERAL)
            for vertex in vertices:
                yield Keypoint(value=label, points=vertex, attributes=attributes)
        case "mask":
            yield from _segmentation(shape, label, attributes, losses)
        case "skeleton":
            losses.change(_SEVERAL)
            yield from _joints(shape)
        case _:
            losses.leave_out(_NO_FORM)


def _segmentation(
    shape: XmlElement, label: str, attributes: tuple[Attribute, ...], losses: ReadingLosses
) -> Iterator[Segmentation]:
    regions = mask_regions(shape)
    if regions:
        yield Segmentation(value=label, points=regions, attributes=attributes)
    else:
        losses.leave_out(_NO_PIXEL)


def _joints(skeleton: XmlElement) -> Iterator[Keypoint]:
    """The points of a skeleton that are in the picture; each has a label of its own."""
    for joint in skeleton.children:
        if joint.tag == "points" and joint.attributes.get("outside", "0") != "1":
            for vertex in vertices_from_flat(_points(joint)):
                yield Keypoint(value=said(joint, "label"), points=vertex)


def attributes_of(element: XmlElement, label: str, kinds: AttributeKinds) -> tuple[Attribute, ...]:
    """The attributes of a shape, a tag or a box of a track."""
    found = [child for child in element.children if child.tag == "attribute"]
    names = [said(child, "name") for child in found]
    return tuple(
        Attribute(key=name, value=attribute_value(child.text, kinds.get((label, name))))
        for name, child in zip(names, found, strict=True)
    )


def bounds_of_box(box: XmlElement) -> Bounds:
    """Left, top, right and bottom of a box before it is turned."""
    left, top, right, bottom = (_number(box, name) for name in ("xtl", "ytl", "xbr", "ybr"))
    return left, top, right, bottom


def angle_of_box(box: XmlElement) -> float:
    """By how much a box is turned, in degrees; 0 if it is not."""
    return _number(box, "rotation") if "rotation" in box.attributes else 0.0


def corners_of_box(box: XmlElement) -> list[Vertex]:
    """The corners of a box, turned by its `rotation`: degrees, clockwise around its middle."""
    left, top, right, bottom = bounds_of_box(box)
    x, y = (left + right) / 2, (top + bottom) / 2
    angle = math.radians(angle_of_box(box))
    cos, sin = math.cos(angle), math.sin(angle)
    return [
        (x + (a - x) * cos - (b - y) * sin, y + (a - x) * sin + (b - y) * cos)
        for a, b in ((left, top), (right, top), (right, bottom), (left, bottom))
    ]


def said(element: XmlElement, name: str) -> str:
    """An attribute of an element.

    Raises:
        FastLabelInvalidException: It is not there.
    """
    if name not in element.attributes:
        invalid(f"{element.place}: <{element.tag}> has no {name}")
    return element.attributes[name]


def whole_number(text: str, place: str, name: str) -> int:
    """A count that is written in digits.

    Raises:
        FastLabelInvalidException: It is none, or too large.
    """
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS):
        invalid(f"{place}: {name} {text[:20]!r} is no whole number")
    return int(digits)


def _points(shape: XmlElement) -> tuple[float, ...]:
    pairs = [pair.split(",") for pair in said(shape, "points").split(";")]
    if any(len(pair) != 2 for pair in pairs):
        invalid(f"{shape.place}: points {said(shape, 'points')[:40]!r} are not x,y;x,y;…")
    return tuple(_float(text, shape, "points") for pair in pairs for text in pair)


def _number(element: XmlElement, name: str) -> float:
    return _float(said(element, name), element, name)


def _float(text: str, element: XmlElement, name: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not abs(number) < _FARTHEST:
        invalid(f"{element.place}: {name} has {text[:20]!r} where a number of pixels is due")
    return number


def _depth(shape: XmlElement) -> int:
    text = shape.attributes.get("z_order", "0").strip()
    digits = whole_number(text.removeprefix("-"), shape.place, "z_order")
    return -digits if text.startswith("-") else digits
