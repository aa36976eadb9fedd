"""What is drawn of an annotation: outlines, lines and dots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final, TypeAlias

from fastlabel._geometry import rings
from fastlabel.drawing.colors import Color, color_of
from fastlabel.models import (
    BBox,
    ImageAnnotation,
    Keypoint,
    Line,
    Polygon,
    Segmentation,
    UnknownAnnotation,
)

__all__ = ["Rectangle", "Shape", "Vertices", "bounding_box", "scaled", "shape_of"]

Vertices: TypeAlias = Sequence[tuple[float, float]]
Rectangle: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom."""

_FARTHEST: Final = 1e5  # pixels; Pillow's integers overflow not far beyond


@dataclass(frozen=True, slots=True)
class Shape:
    """What is drawn of one annotation; coordinates in pixels of the picture."""

    names: Sequence[str]
    """What the label may say, the best first."""
    color: Color
    opacity: float
    """Of what is filled."""
    anchor: Rectangle
    """What the label stands at."""
    regions: Sequence[Sequence[Vertices]] = ()
    """Filled: outlines, each with its holes."""
    paths: Sequence[Vertices] = ()
    """Stroked."""
    dots: Vertices = ()


def shape_of(annotation: ImageAnnotation, farthest: float = _FARTHEST) -> Shape | None:
    """What to draw of an annotation; None for what cannot be drawn.

    Args:
        annotation: What to draw.
        farthest: Pixels from 0, 0 beyond which coordinates are drawn nearer.
    """
    if isinstance(annotation, UnknownAnnotation):
        return None
    regions, paths, dots = _geometry(annotation, farthest)
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


def scaled(shape: Shape, factor: float) -> Shape:
    """The same on a picture that is so many times as large."""
    if factor == 1:
        return shape
    left, top, right, bottom = shape.anchor
    return replace(
        shape,
        anchor=(left * factor, top * factor, right * factor, bottom * factor),
        regions=[[_scaled(ring, factor) for ring in rings] for rings in shape.regions],
        paths=[_scaled(path, factor) for path in shape.paths],
        dots=_scaled(shape.dots, factor),
    )


def _scaled(vertices: Vertices, factor: float) -> Vertices:
    return [(x * factor, y * factor) for x, y in vertices]


def _geometry(
    annotation: BBox | Polygon | Keypoint | Line | Segmentation, farthest: float
) -> tuple[Sequence[Sequence[Vertices]], Sequence[Vertices], Vertices]:
    """Regions, paths and dots."""
    match annotation:
        case BBox():
            corners = _vertices(list(chain.from_iterable(annotation.vertices)), farthest)
            return [[corners]], [_closed(corners)], ()
        case Polygon():
            ring = _vertices(annotation.points, farthest)
            return [[ring]], [_closed(ring)], ()
        case Segmentation():
            regions = [[_vertices(ring, farthest) for ring in rings] for rings in annotation.points]
            return regions, [_closed(ring) for rings in regions for ring in rings], ()
        case Line():
            return (), [_vertices(annotation.points, farthest)], ()
        case Keypoint():
            return (), (), _vertices(annotation.points, farthest)


def _vertices(points: Sequence[float], farthest: float) -> Vertices:
    near = [max(-farthest, min(farthest, number)) for number in points]
    return list(zip(near[::2], near[1::2], strict=True))


def _closed(ring: Vertices) -> Vertices:
    return [*ring, *ring[:1]]


def bounding_box(vertices: Vertices) -> Rectangle:
    """The smallest rectangle around vertices."""
    return rings.bounding_box(*zip(*vertices, strict=True))
