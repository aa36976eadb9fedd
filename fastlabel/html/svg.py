"""Annotations as SVG, in pixels of the image."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from fastlabel.drawing.colors import hex_color
from fastlabel.drawing.shapes import Shape, Vertices, shape_of
from fastlabel.html.escape import decimal, escaped
from fastlabel.html.summary import attribute_text, class_text, geometry_text
from fastlabel.models.tasks import AnyAnnotation

_MAX_TOOLTIP: Final = 1_000


def exact_shape(annotation: AnyAnnotation) -> Shape | None:
    """Shape of an annotation at its exact coordinates; None if it has none."""
    return shape_of(annotation, max_coordinate=math.inf)


def vertex_count(shape: Shape) -> int:
    """Number of vertices of a shape."""
    return sum(map(len, shape.paths)) + len(shape.dots)


def mark(annotation: AnyAnnotation, shape: Shape, side: float) -> str:
    """SVG group of an annotation, with a tooltip; dots scale with the longer side of the image."""
    color = hex_color(shape.color)
    return (
        f'<g fill="{color}" stroke="{color}" fill-opacity="{shape.opacity:g}">'
        f"<title>{escaped(_tooltip(annotation), _MAX_TOOLTIP)}</title>"
        f"{_regions(shape)}{_lines(shape)}{_dots(shape.dots, side)}</g>"
    )


def _tooltip(annotation: AnyAnnotation) -> str:
    first = f"{class_text(annotation)}, {annotation.type}: {geometry_text(annotation)}"
    attributes = attribute_text(annotation, "\n")
    return f"{first}\n{attributes}" if attributes else first


def region_paths(shape: Shape) -> Sequence[str]:
    """Regions as SVG path data, to be filled by the rule `evenodd`."""
    paths = ("".join(f"{_path(ring)}Z" for ring in rings if ring) for rings in shape.regions)
    return [path for path in paths if path]


def line_paths(shape: Shape) -> Sequence[str]:
    """Open lines as SVG path data."""
    # The rings of a region are among the paths too.
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
