"""Annotations as shapes of SVG, in pixels of the picture."""

from __future__ import annotations

import math
from collections.abc import Sequence

from fastlabel.drawing.shapes import Shape, Vertices, shape_of
from fastlabel.html.escape import decimal, escaped
from fastlabel.html.summary import attribute_text, class_text, geometry
from fastlabel.models import ImageAnnotation, UnknownAnnotation

__all__ = ["exact_shape", "line_paths", "mark", "region_paths", "size_of"]

_MOST_HOVERED = 1_000


def exact_shape(annotation: ImageAnnotation) -> Shape | None:
    """What is to be drawn, at its very coordinates; None for what cannot be drawn."""
    return shape_of(annotation, farthest=math.inf)


def size_of(shape: Shape) -> int:
    """How many vertices a shape has."""
    return sum(map(len, shape.paths)) + len(shape.dots)


def mark(annotation: ImageAnnotation, shape: Shape, side: float) -> str:
    """An annotation as a group of SVG, with what is said of it for who points at it.

    Args:
        annotation: What it is about.
        shape: What is drawn of it.
        side: The longer side of the picture, in pixels: dots grow with it.
    """
    red, green, blue = shape.color
    color = f"#{red:02x}{green:02x}{blue:02x}"
    told = escaped(_told(annotation), _MOST_HOVERED)
    return (
        f'<g fill="{color}" stroke="{color}" fill-opacity="{shape.opacity:g}">'
        f"<title>{told}</title>{_regions(shape)}{_lines(shape)}{_dots(shape.dots, side)}</g>"
    )


def _told(annotation: ImageAnnotation) -> str:
    said = () if isinstance(annotation, UnknownAnnotation) else annotation.attributes
    lines = [f"{class_text(annotation)}, {annotation.type}: {geometry(annotation)}"]
    return "\n".join([*lines, attribute_text(said, "\n")] if said else lines)


def region_paths(shape: Shape) -> Sequence[str]:
    """What is filled, as data of SVG's paths, by the rule `evenodd`."""
    paths = ("".join(f"{_path(ring)}Z" for ring in rings if ring) for rings in shape.regions)
    return [path for path in paths if path]


def line_paths(shape: Shape) -> Sequence[str]:
    """What is only stroked, as data of SVG's paths."""
    # A region's rings are paths too.
    lines: Sequence[Vertices] = () if shape.regions else shape.paths
    return [_path(line) for line in lines if line]


def _regions(shape: Shape) -> str:
    return "".join(f'<path fill-rule="evenodd" d="{path}"/>' for path in region_paths(shape))


def _lines(shape: Shape) -> str:
    return "".join(f'<path fill="none" d="{path}"/>' for path in line_paths(shape))


def _path(vertices: Vertices) -> str:
    return "M" + " ".join(f"{decimal(x)} {decimal(y)}" for x, y in vertices)


def _dots(dots: Vertices, side: float) -> str:
    radius = decimal(round(max(side * 0.009, 0.01), 3))
    return "".join(
        f'<circle cx="{decimal(x)}" cy="{decimal(y)}" r="{radius}" fill-opacity="1"/>'
        for x, y in dots
    )
