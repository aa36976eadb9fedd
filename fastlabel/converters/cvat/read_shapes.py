"""Elements of CVAT files, and the annotations of their shapes. Coordinates are pixels."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import chain
from typing import Final

from fastlabel._geometry.rings import Bounds, Vertex, vertices_from_flat
from fastlabel.converters._shared.values import parse_integer, parse_number
from fastlabel.converters._shared.xml import XmlElement
from fastlabel.converters.cvat.labels import InputTypes, attribute_value
from fastlabel.converters.cvat.masks import mask_regions
from fastlabel.converters.losses import ConversionLosses
from fastlabel.errors import invalid
from fastlabel.models import Attribute, BBox, Keypoint, Line, Polygon, Segmentation
from fastlabel.models.annotations import ShapeAnnotation


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


_SHAPES: Final = frozenset(
    {"box", "polygon", "polyline", "points", "mask", "skeleton", "ellipse", "cuboid"}
)
_ROTATED: Final = "rotated, made a polygon"
_SEVERAL: Final = "of several points, made a keypoint of each"
_NO_PIXEL: Final = "that covers no pixel"
_NO_TYPE: Final = "of a type that FastLabel does not have"


def read_shapes(
    image: XmlElement, types: InputTypes, losses: ConversionLosses
) -> Iterator[ShapeAnnotation]:
    """Annotations of an image, the lowest first; losses are noted."""
    shapes = [child for child in image.children if child.tag in _SHAPES]
    for shape in sorted(shapes, key=_z_order):
        label = required(shape, "label")
        losses.at_entry(shape.location, shape.tag, label)
        yield from _read_shape(shape, label, read_attributes(shape, label, types), losses)


def _read_shape(
    shape: XmlElement, label: str, attributes: tuple[Attribute, ...], losses: ConversionLosses
) -> Iterator[ShapeAnnotation]:
    match shape.tag:
        case "box" if box_angle(shape):
            losses.approximated(_ROTATED)
            corners = tuple(chain.from_iterable(box_corners(shape)))
            yield Polygon(value=label, points=corners, attributes=attributes)
        case "box":
            yield BBox(value=label, points=box_bounds(shape), attributes=attributes)
        case "polygon":
            yield Polygon(value=label, points=points(shape), attributes=attributes)
        case "polyline":
            yield Line(value=label, points=points(shape), attributes=attributes)
        case "points":
            vertices = vertices_from_flat(points(shape))
            if len(vertices) > 1:
                losses.approximated(_SEVERAL)
            yield from (Keypoint(value=label, points=it, attributes=attributes) for it in vertices)
        case "mask":
            if regions := mask_regions(shape):
                yield Segmentation(value=label, points=regions, attributes=attributes)
            else:
                losses.dropped(_NO_PIXEL)
        case "skeleton":
            losses.approximated(_SEVERAL)
            yield from _joints(shape)
        case _:
            losses.dropped(_NO_TYPE)


def _joints(skeleton: XmlElement) -> Iterator[Keypoint]:
    """Points of a skeleton that are in the image, each with a label of its own."""
    for joint in skeleton.children:
        if joint.tag == "points" and joint.attributes.get("outside", "0") != "1":
            for vertex in vertices_from_flat(points(joint)):
                yield Keypoint(value=required(joint, "label"), points=vertex)


def _z_order(shape: XmlElement) -> int:
    text = shape.attributes.get("z_order", "0").strip()
    digits = parse_integer(text.removeprefix("-"), f"{shape.location}: z_order")
    return -digits if text.startswith("-") else digits
