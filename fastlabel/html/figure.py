"""An image with its shapes and their labels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from fastlabel.drawing.colors import hex_color
from fastlabel.drawing.shapes import Rectangle, Shape, bounding_box
from fastlabel.html.escape import decimal, escaped
from fastlabel.html.summary import class_text, plural
from fastlabel.html.svg import exact_shape, mark, vertex_count
from fastlabel.models.tasks import AnyAnnotation

MAX_SHAPES: Final = 2_000
"""Per page."""
_MAX_LABELS: Final = 40
_VERTICES_PER_SHAPE: Final = 25


@dataclass(frozen=True, slots=True)
class Figure:
    """One image and its annotations."""

    name: str
    """Alternative text."""
    window: Rectangle | None
    """Left, top, right and bottom, in pixels of the image. None if its size is unknown."""
    annotations: Sequence[AnyAnnotation] = ()
    url: str | None = None
    """A safe URL of the image, which extends from 0, 0 to the end of the window."""
    is_over_video: bool = False
    max_shapes: int = MAX_SHAPES
    """Of 25 vertices on average."""


def bounds_from_origin(annotations: Iterable[AnyAnnotation]) -> Rectangle | None:
    """The window from 0, 0 that contains all shapes; None if there are none."""
    bounds = _bounds(annotations)
    return bounds and (0, 0, max(bounds[2], 1.0), max(bounds[3], 1.0))


def padded_bounds(annotation: AnyAnnotation) -> Rectangle | None:
    """The window around one shape; None if it has none."""
    bounds = _bounds([annotation])
    if bounds is None:
        return None
    left, top, right, bottom = bounds
    margin = max(right - left, bottom - top, 10.0) * 0.15
    return left - margin, top - margin, right + margin, bottom + margin


def _bounds(annotations: Iterable[AnyAnnotation]) -> Rectangle | None:
    shapes = [shape for shape in map(exact_shape, annotations) if shape]
    vertices = [
        vertex for shape in shapes for path in (*shape.paths, shape.dots) for vertex in path
    ]
    return bounding_box(vertices) if vertices else None


def figure_html(figure: Figure) -> str:
    """A figure, and notes on what is not in it."""
    pairs = [(annotation, exact_shape(annotation)) for annotation in figure.annotations]
    drawable = [(annotation, shape) for annotation, shape in pairs if shape]
    if figure.window is None:
        return note("The size of the image is unknown, so it is not shown.")
    drawn = drawable[: _within_budget([shape for _, shape in drawable], figure.max_shapes)]
    left, top, right, bottom = figure.window
    width, height = right - left, bottom - top
    marks = "".join(mark(*pair, max(width, height)) for pair in drawn)
    view_box = " ".join(map(decimal, (left, top, width, height)))
    blank = "" if figure.is_over_video else " fl-blank"
    return (
        f'<div class="fl-figure{blank}" style="{aspect_style(figure.window)}">'
        f'<svg viewBox="{view_box}" role="img" aria-label="{escaped(figure.name)}">'
        f'{_image(figure.url, right, bottom)}<g class="fl-marks">{marks}</g></svg>'
        f"{_labels(drawn, figure.window)}</div>"
        f"{_omitted(len(drawable) - len(drawn), len(pairs) - len(drawable))}"
    )


def note(text: str) -> str:
    """A line of small print; `text` is HTML."""
    return f'<p class="fl-note">{text}</p>'


def aspect_style(window: Rectangle | None) -> str:
    """Style of an element that shows a window: its aspect ratio."""
    left, top, right, bottom = window or (0, 0, 4, 3)
    return f"display:none;--fl-ratio:{(right - left) / (bottom - top):.4f}"


def _within_budget(shapes: Sequence[Shape], max_shapes: int) -> int:
    """How many of the shapes fit on a page."""
    totals = accumulate(map(vertex_count, shapes[:max_shapes]))
    return sum(total <= max_shapes * _VERTICES_PER_SHAPE for total in totals)


def _image(url: str | None, width: float, height: float) -> str:
    if url is None:
        return ""
    size = f'width="{decimal(width)}" height="{decimal(height)}"'
    return f'<image {size} preserveAspectRatio="none" href="{escaped(url, len(url))}"/>'


def _labels(drawn: Sequence[tuple[AnyAnnotation, Shape]], window: Rectangle) -> str:
    """Labels as text of a fixed size; none if there are so many that they would hide the image."""
    if len(drawn) > _MAX_LABELS:
        return ""
    return "".join(_label(class_text(annotation), shape, window) for annotation, shape in drawn)


def _label(text: str, shape: Shape, window: Rectangle) -> str:
    left, top, right, bottom = window
    x = _percent((shape.anchor[0] - left) / (right - left))
    y = _percent((shape.anchor[1] - top) / (bottom - top))
    # From the nearer edge, so that it extends into the image.
    horizontal = f"left:{x:g}%" if x <= 60 else f"right:{100 - x:g}%"
    vertical = f"bottom:{100 - y:g}%" if y >= 10 else f"top:{y:g}%"
    style = f"{horizontal};{vertical};border-color:{hex_color(shape.color)}"
    of_dot = " fl-dot-label" if shape.dots else ""
    return f'<span class="fl-label{of_dot}" style="{style}">{escaped(text, 60)}</span>'


def _percent(part: float) -> float:
    return round(min(max(part, 0.0), 1.0) * 100, 2)


def _omitted(too_many: int, not_drawable: int) -> str:
    notes = ""
    if too_many:
        notes += note(f"{plural(too_many, 'more annotation')} not shown.")
    if not_drawable:
        notes += note(f"{plural(not_drawable, 'annotation')} cannot be drawn.")
    return notes
