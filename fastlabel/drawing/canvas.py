"""Filled regions, lines and dots on a picture, with smooth edges."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

from fastlabel.drawing.colors import BLACK, WHITE, Color, contrast
from fastlabel.drawing.labels import Labels
from fastlabel.drawing.shapes import Rectangle, Shape, Vertices, bounds_of
from fastlabel.models.source import StrPath

if TYPE_CHECKING:
    from PIL import ImageDraw
    from PIL.Image import Image as Picture

__all__ = ["Canvas"]

Stencil: TypeAlias = "Callable[[ImageDraw.ImageDraw, Callable[[Vertices], Vertices]], None]"

_HALO_OPACITY: Final = 0.5
_MOST_SAMPLES: Final = 64_000_000


class Canvas:
    """A picture to draw on. Lines and labels grow with it."""

    def __init__(self, picture: Picture, font: StrPath | None) -> None:
        self.picture = picture
        self.stroke: float = max(2.0, max(picture.size) * 0.003)
        self.labels: Labels = Labels(picture, font)

    def draw(self, shapes: Sequence[Shape], not_drawn: int) -> None:
        """Draw shapes, what is filled undermost, and a note of how many could not be drawn."""
        for shape in shapes:
            for rings in shape.regions:
                self._fill(rings, shape.color, shape.opacity)
        for shape in shapes:
            for path in shape.paths:
                self._line(path, shape.color)
        for dot, color in [(dot, shape.color) for shape in shapes for dot in shape.dots]:
            self._dot(dot, color)
        for shape in shapes:
            gap = self.stroke * (3 if shape.dots else 0.5)
            self.labels.write(shape.names, shape.color, shape.anchor, gap)
        if not_drawn:
            text = f"{not_drawn} annotation{'' if not_drawn == 1 else 's'} not drawn"
            bottom = (0, self.picture.height, 0, self.picture.height)
            self.labels.write([text], (64, 64, 64), bottom, 0)

    def _fill(self, rings: Sequence[Vertices], color: Color, opacity: float) -> None:
        def stencil(pen: ImageDraw.ImageDraw, place: Callable[[Vertices], Vertices]) -> None:
            for index, ring in enumerate(rings):
                if len(ring) > 2:
                    pen.polygon(place(ring), fill=0 if index else 255)

        self._paint([vertex for ring in rings for vertex in ring], 0, color, opacity, stencil)

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
        def stencil(pen: ImageDraw.ImageDraw, place: Callable[[Vertices], Vertices]) -> None:
            (origin, _), (unit, _) = place([(0, 0), (1, 0)])
            half = width * (unit - origin) / 2
            segments = list(pairwise(place(path)))
            if segments and all(x0 == x1 or y0 == y1 for (x0, y0), (x1, y1) in segments):
                for segment in segments:
                    pen.rectangle(_bar(segment, half), fill=255)
                return
            pen.line(place(path), fill=255, width=round(half * 2))
            for vertex in place(path):
                pen.circle(vertex, half, fill=255)

        self._paint(path, width / 2 + 1, color, opacity, stencil)

    def _paint(
        self, vertices: Vertices, margin: float, color: Color, opacity: float, stencil: Stencil
    ) -> None:
        """Paint through a stencil, made larger than life and shrunk so that edges are smooth."""
        from PIL import Image, ImageDraw  # noqa: PLC0415  # optional

        left, top, right, bottom = bounds_of(vertices or [(-1, -1)])
        left, top = max(0, math.floor(left - margin)), max(0, math.floor(top - margin))
        width = min(self.picture.width, math.ceil(right + margin)) - left
        height = min(self.picture.height, math.ceil(bottom + margin)) - top
        if width <= 0 or height <= 0:
            return
        scale = 1
        while scale < 4 and width * height * (scale * 2) ** 2 <= _MOST_SAMPLES:
            scale *= 2
        mask = Image.new("L", (width * scale, height * scale))
        stencil(
            ImageDraw.Draw(mask),
            lambda path: [((x - left) * scale, (y - top) * scale) for x, y in path],
        )
        alpha = mask.reduce(scale).point(lambda value: value * opacity)
        self.picture.paste(color, (left, top), alpha)


def _bar(ends: Vertices, half: float) -> Rectangle:
    """An upright or level line of twice that width, as Pillow says it: its last pixel included."""
    left, top, right, bottom = bounds_of(ends)
    return round(left - half), round(top - half), round(right + half) - 1, round(bottom + half) - 1
