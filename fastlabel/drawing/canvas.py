"""Filled regions, lines and dots on a picture, with smooth edges."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

from fastlabel._types import StrPath
from fastlabel.drawing.colors import BLACK, WHITE, Color, contrast
from fastlabel.drawing.labels import Labels
from fastlabel.drawing.shapes import Rectangle, Shape, Vertices, bounding_box
from fastlabel.drawing.strokes import Pixels, cells_of, is_upright, pixels_around, strips_of

if TYPE_CHECKING:
    from PIL import ImageDraw
    from PIL.Image import Image as Picture

__all__ = ["Canvas"]

Place: TypeAlias = Callable[[Vertices], Vertices]
Stencil: TypeAlias = "Callable[[ImageDraw.ImageDraw, Place, int], None]"

_HALO_OPACITY: Final = 0.5
_SAMPLES: Final = 4  # a pixel, across and down
_FAINT_SAMPLES: Final = 2  # for what is half seen
_CELL_SAMPLES: Final = 256


class Canvas:
    """A picture to draw on. Lines and labels grow with it."""

    def __init__(self, picture: Picture, font: StrPath | None) -> None:
        self.picture = picture
        self.stroke: float = max(2.0, max(picture.size) * 0.003)
        self.labels: Labels = Labels(picture, font)

    def draw(self, shapes: Sequence[Shape], not_drawn: int) -> None:
        """Draw shapes, what is filled undermost, their labels and how many could not be drawn."""
        self.draw_unlabelled(shapes)
        for shape in shapes:
            gap = self.stroke * (3 if shape.dots else 0.5)
            self.labels.write(shape.names, shape.color, shape.anchor, gap)
        if not_drawn:
            text = f"{not_drawn} annotation{'' if not_drawn == 1 else 's'} not drawn"
            bottom = (0, self.picture.height, 0, self.picture.height)
            self.labels.write([text], (64, 64, 64), bottom, 0)

    def draw_unlabelled(self, shapes: Sequence[Shape]) -> None:
        """Draw shapes, what is filled undermost."""
        for shape in shapes:
            for rings in shape.regions:
                self._fill(rings, shape.color, shape.opacity)
        for shape in shapes:
            for path in shape.paths:
                self._line(path, shape.color)
        for dot, color in [(dot, shape.color) for shape in shapes for dot in shape.dots]:
            self._dot(dot, color)

    def _fill(self, rings: Sequence[Vertices], color: Color, opacity: float) -> None:
        vertices = [vertex for ring in rings for vertex in ring]
        part = pixels_around(bounding_box(vertices), self.picture.size) if vertices else None
        if part is None:
            return

        def stencil(pen: ImageDraw.ImageDraw, place: Place, ink: int) -> None:
            for index, ring in enumerate(rings):
                if len(ring) > 2:
                    pen.polygon(place(ring), fill=0 if index else ink)

        # Its edge lies under a line, so it need not be smooth.
        self._paint(part, color, opacity, stencil, scale=1)

    def _line(self, path: Vertices, color: Color) -> None:
        if path:
            inside = [(self._nudged(x, 0), self._nudged(y, 1)) for x, y in path]
            self._stroke(inside, self.stroke * 1.9, contrast(color), _HALO_OPACITY)
            self._stroke(inside, self.stroke, color, 1)

    def _nudged(self, at: float, axis: int) -> float:
        """Far enough inside that a line along the picture's edge is seen in its whole width."""
        half, end = self.stroke / 2, self.picture.size[axis]
        return min(max(at, half), end - half) if 0 <= at <= end else at

    def _dot(self, at: tuple[float, float], color: Color) -> None:
        self._stroke([at], self.stroke * 5.8, BLACK, _HALO_OPACITY)
        self._stroke([at], self.stroke * 5, WHITE, 1)
        self._stroke([at], self.stroke * 3.2, color, 1)
        (x, y), reach = at, self.stroke * 2.9
        self.labels.avoid((x - reach, y - reach, x + reach, y + reach))

    def _stroke(self, path: Vertices, width: float, color: Color, opacity: float) -> None:
        half, size = width / 2, self.picture.size
        upright = is_upright(path)
        is_box = upright and len(path) == 5 and path[0] == path[-1]
        scale = _SAMPLES if opacity == 1 else _FAINT_SAMPLES
        cells = (
            strips_of(path, half, size)
            if is_box
            else cells_of(path, half, size, _CELL_SAMPLES // scale)
        )
        draw = _draw_bars if upright else _draw_pen
        for cell, pieces in cells:
            self._paint(cell, color, opacity, partial(draw, pieces, half * scale), scale=scale)

    def _paint(
        self, part: Pixels, color: Color, opacity: float, stencil: Stencil, *, scale: int
    ) -> None:
        """Paint a part through a stencil, made larger than life and shrunk: so edges are smooth."""
        from PIL import Image, ImageDraw  # noqa: PLC0415  # optional

        left, top, right, bottom = part
        mask = Image.new("L", ((right - left) * scale, (bottom - top) * scale))
        stencil(
            ImageDraw.Draw(mask),
            lambda path: [((x - left) * scale, (y - top) * scale) for x, y in path],
            round(opacity * 255),
        )
        self.picture.paste(color, (left, top), mask.reduce(scale) if scale > 1 else mask)


def _draw_bars(
    pieces: Sequence[Vertices], radius: float, pen: ImageDraw.ImageDraw, place: Place, ink: int
) -> None:
    for segment in (segment for piece in pieces for segment in pairwise(place(piece))):
        pen.rectangle(_bar(segment, radius), fill=ink)


def _draw_pen(
    pieces: Sequence[Vertices], radius: float, pen: ImageDraw.ImageDraw, place: Place, ink: int
) -> None:
    width = round(radius * 2)
    for piece in pieces:
        pen.line(place(piece), fill=ink, width=width)
    for x, y in place([*{vertex for piece in pieces for vertex in piece}]):
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=ink)


def _bar(ends: Vertices, half: float) -> Rectangle:
    """An upright or level line of twice that width, as Pillow says it: its last pixel included."""
    left, top, right, bottom = bounding_box(ends)
    return round(left - half), round(top - half), round(right + half) - 1, round(bottom + half) - 1
