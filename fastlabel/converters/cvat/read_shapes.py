"""Shapes in CVAT files → annotations. Coordinates are pixels."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final

from fastlabel._geometry.rings import vertices_from_flat
from fastlabel.converters._shared.numbers import parse_integer
from fastlabel.converters._shared.xml import XmlElement
from fastlabel.converters.cvat.elements import (
    box_angle,
    box_bounds,
    box_corners,
    points,
    read_attributes,
    required,
)
from fastlabel.converters.cvat.labels import InputTypes
from fastlabel.converters.cvat.masks import mask_regions
from fastlabel.converters.losses import ConversionLosses
from fastlabel.models import Attribute, BBox, Keypoint, Line, Polygon, Segmentation
from fastlabel.models.annotations import ShapeAnnotation

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
            yield from _read_mask(shape, label, attributes, losses)
        case "skeleton":
            losses.approximated(_SEVERAL)
            yield from _joints(shape)
        case _:
            losses.dropped(_NO_TYPE)


def _read_mask(
    shape: XmlElement, label: str, attributes: tuple[Attribute, ...], losses: ConversionLosses
) -> Iterator[Segmentation]:
    regions = mask_regions(shape)
    if regions:
        yield Segmentation(value=label, points=regions, attributes=attributes)
    else:
        losses.dropped(_NO_PIXEL)


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
