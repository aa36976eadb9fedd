"""A picture with its shapes over it, and their labels over both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from fastlabel.drawing.shapes import Rectangle, Shape, bounding_box
from fastlabel.html.escape import decimal, escaped
from fastlabel.html.summary import class_text, counted
from fastlabel.html.svg import exact_shape, mark, size_of
from fastlabel.models import ImageAnnotation

__all__ = ["MOST_SHAPES", "Pane", "extent_of", "pane_html", "shown_at", "surroundings_of"]

_MOST_LABELS: Final = 40
MOST_SHAPES: Final = 2_000
"""On one page."""
_VERTICES_EACH: Final = 25


@dataclass(frozen=True, slots=True)
class Pane:
    """What is seen of one picture."""

    name: str
    """What it is, for who cannot see it."""
    window: Rectangle | None
    """Left, top, right and bottom, in pixels of the picture. None if nothing tells its size."""
    annotations: Sequence[ImageAnnotation] = ()
    link: str | None = None
    """Where the picture comes from, checked. It reaches from 0, 0 to the window's end."""
    is_over_video: bool = False
    most: int = MOST_SHAPES
    """How many shapes at most, of 25 vertices on average."""


def extent_of(annotations: Iterable[ImageAnnotation]) -> Rectangle | None:
    """The window from 0, 0 that holds all shapes; None if there are none."""
    around = _bounds(annotations)
    return around and (0, 0, max(around[2], 1.0), max(around[3], 1.0))


def surroundings_of(annotation: ImageAnnotation) -> Rectangle | None:
    """The window around one shape; None if it has none."""
    around = _bounds([annotation])
    if around is None:
        return None
    left, top, right, bottom = around
    margin = max(right - left, bottom - top, 10.0) * 0.15
    return left - margin, top - margin, right + margin, bottom + margin


def _bounds(annotations: Iterable[ImageAnnotation]) -> Rectangle | None:
    shapes = [shape for shape in map(exact_shape, annotations) if shape]
    found = [vertex for shape in shapes for path in (*shape.paths, shape.dots) for vertex in path]
    return bounding_box(found) if found else None


def pane_html(pane: Pane) -> str:
    """A pane, and a note on what it does not show."""
    pairs = [(annotation, exact_shape(annotation)) for annotation in pane.annotations]
    drawable = [(annotation, shape) for annotation, shape in pairs if shape]
    if pane.window is None:
        note = "Its size is not known, so no picture is shown."
        return f'<p class="fl-note">{note}</p>'
    shown = drawable[: _few_enough([shape for _, shape in drawable], pane.most)]
    left, top, right, bottom = pane.window
    width, height = right - left, bottom - top
    marks = "".join(mark(*pair, max(width, height)) for pair in shown)
    box = " ".join(map(decimal, (left, top, width, height)))
    ground = "" if pane.is_over_video else " fl-plain"
    return (
        f'<div class="fl-pane{ground}" style="{shown_at(pane.window)}">'
        f'<svg viewBox="{box}" role="img" aria-label="{escaped(pane.name)}">'
        f'{_picture(pane.link, right, bottom)}<g class="fl-marks">{marks}</g></svg>'
        f"{_labels(shown, pane.window)}</div>"
        f"{_notes(len(drawable) - len(shown), len(pairs) - len(drawable))}"
    )


def shown_at(window: Rectangle | None) -> str:
    """The style of what shows a window: how wide it is for its height.

    Where a page takes out our style sheet and SVG, as JupyterLab does with notebooks that are not
    trusted, only their bare texts would be left. So nothing is shown unless the sheet says so.
    """
    left, top, right, bottom = window or (0, 0, 4, 3)
    return f"display:none;--fl-ratio:{(right - left) / (bottom - top):.4f}"


def _few_enough(shapes: Sequence[Shape], most: int) -> int:
    """How many of the shapes a page can hold."""
    sizes = accumulate(map(size_of, shapes[:most]))
    return sum(size <= most * _VERTICES_EACH for size in sizes)


def _picture(link: str | None, width: float, height: float) -> str:
    if link is None:
        return ""
    size = f'width="{decimal(width)}" height="{decimal(height)}"'
    return f'<image {size} preserveAspectRatio="none" href="{escaped(link, len(link))}"/>'


def _labels(shown: Sequence[tuple[ImageAnnotation, Shape]], window: Rectangle) -> str:
    """The names of the shapes, as text that keeps its size. Too many would hide the picture."""
    if len(shown) > _MOST_LABELS:
        return ""
    return "".join(_label(class_text(annotation), shape, window) for annotation, shape in shown)


def _label(text: str, shape: Shape, window: Rectangle) -> str:
    left, top, right, bottom = window
    x = _percent((shape.anchor[0] - left) / (right - left))
    y = _percent((shape.anchor[1] - top) / (bottom - top))
    # From the edge that is nearer, so that it grows into the picture.
    across = f"left:{x:g}%" if x <= 60 else f"right:{100 - x:g}%"
    down = f"bottom:{100 - y:g}%" if y >= 10 else f"top:{y:g}%"
    red, green, blue = shape.color
    edge = f"border-color:#{red:02x}{green:02x}{blue:02x}"
    beside = " fl-beside" if shape.dots else ""
    return (
        f'<span class="fl-label{beside}" style="{across};{down};{edge}">{escaped(text, 60)}</span>'
    )


def _percent(part: float) -> float:
    return round(min(max(part, 0.0), 1.0) * 100, 2)


def _notes(too_many: int, unknown: int) -> str:
    notes = [
        f"{counted(too_many, 'further annotation')} not shown, for their size." if too_many else "",
        f"{counted(unknown, 'annotation')} that cannot be drawn." if unknown else "",
    ]
    return "".join(f'<p class="fl-note">{note}</p>' for note in notes if note)
