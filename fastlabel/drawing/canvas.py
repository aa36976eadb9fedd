"""Filled regions, lines and dots on an image, anti-aliased."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

from fastlabel._types import StrPath
from fastlabel.drawing.colors import BLACK, WHITE, Color, contrast
from fastlabel.drawing.labels import Labels
from fastlabel.drawing.shapes import Rectangle, Shape, Vertices, bounding_box
from fastlabel.drawing.strokes import (
    PixelBox,
    box_strips,
    has_axis_aligned_segments,
    pixels_around,
    stroke_cells,
)

if TYPE_CHECKING:
    from PIL import ImageDraw
    from PIL.Image import Image

_ToMask: TypeAlias = Callable[[Vertices], Vertices]
"""Image coordinates → coordinates of the mask."""
_DrawMask: TypeAlias = "Callable[[ImageDraw.ImageDraw, _ToMask, int], None]"

_HALO_OPACITY: Final = 0.5
_SAMPLES: Final = 4  # per pixel, horizontally and vertically
_HALO_SAMPLES: Final = 2
_CELL_SAMPLES: Final = 256
_NOTE_COLOR: Final = (64, 64, 64)


class Canvas:
    """An image to draw on. Line width and label size scale with it."""

    def __init__(self, image: Image, font: StrPath | None) -> None:
        self.image = image
        self.stroke: float = max(2.0, max(image.size) * 0.003)
        self.labels: Labels = Labels(image, font)

    def draw(self, shapes: Sequence[Shape], not_drawn: int) -> None:
        """Draw shapes, their labels, and how many could not be drawn."""
        self.draw_unlabelled(shapes)
        for shape in shapes:
            gap = self.stroke * (3 if shape.dots else 0.5)
            self.labels.write(shape.names, shape.color, shape.anchor, gap)
        if not_drawn:
            text = f"{not_drawn} annotation{'' if not_drawn == 1 else 's'} not drawn"
            bottom = (0, self.image.height, 0, self.image.height)
            self.labels.write([text], _NOTE_COLOR, bottom, 0)

    def draw_unlabelled(self, shapes: Sequence[Shape]) -> None:
        """Draw shapes: regions below lines, lines below dots."""
        for shape in shapes:
            for rings in shape.regions:
                self._fill(rings, shape.color, shape.opacity)
        for shape in shapes:
            for path in shape.paths:
                self._line(path, shape.color)
        for shape in shapes:
            for dot in shape.dots:
                self._dot(dot, shape.color)

    def _fill(self, rings: Sequence[Vertices], color: Color, opacity: float) -> None:
        vertices = [vertex for ring in rings for vertex in ring]
        part = pixels_around(bounding_box(vertices), self.image.size) if vertices else None
        if part is None:
            return

        def draw_rings(pen: ImageDraw.ImageDraw, to_mask: _ToMask, ink: int) -> None:
            for index, ring in enumerate(rings):
                if len(ring) > 2:
                    pen.polygon(to_mask(ring), fill=0 if index else ink)

        # A line covers its edge, so it needs no anti-aliasing.
        self._paint(part, color, opacity, draw_rings, scale=1)

    def _line(self, path: Vertices, color: Color) -> None:
        if path:
            inside = [(self._inset(x, 0), self._inset(y, 1)) for x, y in path]
            self._stroke(inside, self.stroke * 1.9, contrast(color), _HALO_OPACITY)
            self._stroke(inside, self.stroke, color, 1)

    def _inset(self, at: float, axis: int) -> float:
        """Move a coordinate inwards, so that a line along the image's edge has its full width."""
        half, end = self.stroke / 2, self.image.size[axis]
        return min(max(at, half), end - half) if 0 <= at <= end else at

    def _dot(self, at: tuple[float, float], color: Color) -> None:
        self._stroke([at], self.stroke * 5.8, BLACK, _HALO_OPACITY)
        self._stroke([at], self.stroke * 5, WHITE, 1)
        self._stroke([at], self.stroke * 3.2, color, 1)
        (x, y), radius = at, self.stroke * 2.9
        self.labels.avoid((x - radius, y - radius, x + radius, y + radius))

    def _stroke(self, path: Vertices, width: float, color: Color, opacity: float) -> None:
        half, size = width / 2, self.image.size
        is_axis_aligned = has_axis_aligned_segments(path)
        is_box = is_axis_aligned and len(path) == 5 and path[0] == path[-1]
        scale = _SAMPLES if opacity == 1 else _HALO_SAMPLES
        cells = (
            box_strips(path, half, size)
            if is_box
            else stroke_cells(path, half, size, _CELL_SAMPLES // scale)
        )
        draw = _draw_bars if is_axis_aligned else _draw_pen
        for cell, pieces in cells:
            self._paint(cell, color, opacity, partial(draw, pieces, half * scale), scale=scale)

    def _paint(
        self, part: PixelBox, color: Color, opacity: float, draw: _DrawMask, *, scale: int
    ) -> None:
        """Paint a part through a mask that is drawn `scale` times as large, then reduced."""
        from PIL import Image, ImageDraw  # noqa: PLC0415  # optional

        left, top, right, bottom = part
        mask = Image.new("L", ((right - left) * scale, (bottom - top) * scale))
        draw(
            ImageDraw.Draw(mask),
            lambda path: [((x - left) * scale, (y - top) * scale) for x, y in path],
            round(opacity * 255),
        )
        self.image.paste(color, (left, top), mask.reduce(scale) if scale > 1 else mask)


def _draw_bars(
    pieces: Sequence[Vertices], radius: float, pen: ImageDraw.ImageDraw, to_mask: _ToMask, ink: int
) -> None:
    for segment in (segment for piece in pieces for segment in pairwise(to_mask(piece))):
        pen.rectangle(_bar(segment, radius), fill=ink)


def _draw_pen(
    pieces: Sequence[Vertices], radius: float, pen: ImageDraw.ImageDraw, to_mask: _ToMask, ink: int
) -> None:
    width = round(radius * 2)
    for piece in pieces:
        pen.line(to_mask(piece), fill=ink, width=width)
    for x, y in to_mask([*{vertex for piece in pieces for vertex in piece}]):
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=ink)


def _bar(ends: Vertices, half: float) -> Rectangle:
    """An axis-aligned line as a rectangle of Pillow, which includes its last pixel."""
    left, top, right, bottom = bounding_box(ends)
    return round(left - half), round(top - half), round(right + half) - 1, round(bottom + half) - 1
