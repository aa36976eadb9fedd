"""Drawable form of an annotation: regions, lines and dots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final, TypeAlias

from fastlabel._geometry import rings
from fastlabel.drawing.colors import Color, color_of
from fastlabel.models import (
    BBox,
    Keypoint,
    Line,
    Polygon,
    Segmentation,
    UnknownAnnotation,
    VideoBBox,
)
from fastlabel.models.annotations import ShapeAnnotation
from fastlabel.models.tasks import AnyAnnotation

Vertices: TypeAlias = Sequence[tuple[float, float]]
Rectangle: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom."""

_MAX_COORDINATE: Final = 1e5  # pixels; Pillow's integers overflow not far beyond


@dataclass(frozen=True, slots=True)
class Shape:
    """What is drawn for one annotation; coordinates in pixels of the image."""

    names: Sequence[str]
    """Texts for the label, by preference."""
    color: Color
    opacity: float
    """Of the regions."""
    anchor: Rectangle
    """What the label is next to."""
    regions: Sequence[Sequence[Vertices]] = ()
    """Filled: outlines, each with its holes."""
    paths: Sequence[Vertices] = ()
    """Stroked lines, those around the regions included."""
    dots: Vertices = ()


def shape_of(annotation: AnyAnnotation, max_coordinate: float = _MAX_COORDINATE) -> Shape | None:
    """Shape of an annotation, coordinates clamped to ±`max_coordinate`; None if it has none."""
    if isinstance(annotation, UnknownAnnotation | VideoBBox):
        return None
    regions, paths, dots = _geometry(annotation, max_coordinate)
    vertices = [vertex for path in (*paths, dots) for vertex in path]
    if not vertices:
        return None
    is_box = isinstance(annotation, BBox)
    highest = min(vertices, key=lambda vertex: vertex[1])
    return Shape(
        names=[name for name in (annotation.title, annotation.value) if name] or [annotation.type],
        color=color_of(annotation),
        opacity=0.1 if is_box else 0.35,
        anchor=bounding_box(vertices) if is_box else (*highest, *highest),
        regions=regions,
        paths=paths,
        dots=dots,
    )


def scale_shape(shape: Shape, factor: float) -> Shape:
    """The same shape on an image that is `factor` times as large."""
    if factor == 1:
        return shape
    left, top, right, bottom = shape.anchor
    return replace(
        shape,
        anchor=(left * factor, top * factor, right * factor, bottom * factor),
        regions=[[_scale(ring, factor) for ring in rings] for rings in shape.regions],
        paths=[_scale(path, factor) for path in shape.paths],
        dots=_scale(shape.dots, factor),
    )


def _scale(vertices: Vertices, factor: float) -> Vertices:
    return [(x * factor, y * factor) for x, y in vertices]


def _geometry(
    annotation: ShapeAnnotation, limit: float
) -> tuple[Sequence[Sequence[Vertices]], Sequence[Vertices], Vertices]:
    """Regions, paths and dots."""
    match annotation:
        case BBox():
            corners = _vertices(list(chain.from_iterable(annotation.vertices)), limit)
            return [[corners]], [_closed(corners)], ()
        case Polygon():
            ring = _vertices(annotation.points, limit)
            return [[ring]], [_closed(ring)], ()
        case Segmentation():
            regions = [[_vertices(ring, limit) for ring in rings] for rings in annotation.points]
            return regions, [_closed(ring) for rings in regions for ring in rings], ()
        case Line():
            return (), [_vertices(annotation.points, limit)], ()
        case Keypoint():
            return (), (), _vertices(annotation.points, limit)


def _vertices(points: Sequence[float], limit: float) -> Vertices:
    clamped = [max(-limit, min(limit, number)) for number in points]
    return list(zip(clamped[::2], clamped[1::2], strict=True))


def _closed(ring: Vertices) -> Vertices:
    return [*ring, *ring[:1]]


def bounding_box(vertices: Vertices) -> Rectangle:
    """The smallest rectangle around one vertex or more."""
    return rings.bounding_box(*zip(*vertices, strict=True))
