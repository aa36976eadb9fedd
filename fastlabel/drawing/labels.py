"""Labels that stay inside an image and do not overlap each other."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final, cast

from fastlabel._types import StrPath
from fastlabel.drawing.colors import Color, contrast
from fastlabel.drawing.shapes import Rectangle
from fastlabel.errors import invalid

if TYPE_CHECKING:
    from PIL import ImageFont
    from PIL.Image import Image

_MIN_FONT_SIZE: Final = 6  # pixels


class Labels:
    """Writes the labels of one image and remembers their positions."""

    def __init__(self, image: Image, font: StrPath | None, font_size: float = 0) -> None:
        self._image = image
        self._width, self._height = image.size
        self._font = _open_font(font, font_size or max(11.0, max(image.size) * 0.018))
        self._taken: list[Rectangle] = []

    def avoid(self, rectangle: Rectangle) -> None:
        """Keep labels off a part of the image."""
        self._taken.append(rectangle)

    def write(self, names: Sequence[str], color: Color, anchor: Rectangle, gap: float) -> None:
        """Write a label next to an anchor, smaller or cut to fit; left out where it cannot fit."""
        font, text = self._font, self._renderable(names)
        while self._size(text, font)[0] > self._width and font.size > _MIN_FONT_SIZE:
            font = font.font_variant(size=font.size * 0.9)
        while len(text) > 1 and self._size(text, font)[0] > self._width:
            text = f"{text.removesuffix('…')[:-1]}…"
        width, height = self._size(text, font)
        if width > self._width or height > self._height:
            return
        corners = self._candidates(width, height, anchor, gap)
        free = (corner for corner in corners if self._is_free(corner, width, height))
        left, top = next(free, corners[0])
        self.avoid((left, top, left + width, top + height))
        self._image.paste(_render(text, font, color, (width, height)), (left, top))

    def _size(self, text: str, font: ImageFont.FreeTypeFont) -> tuple[int, int]:
        return math.ceil(font.getlength(text) + font.size * 0.6), math.ceil(font.size * 1.4)

    def _candidates(
        self, width: int, height: int, anchor: Rectangle, gap: float
    ) -> Sequence[tuple[int, int]]:
        """Possible top-left corners of a label, by preference."""
        left, top, right, bottom = anchor
        above, below, middle = top - gap - height, bottom + gap, (top + bottom - height) / 2
        corners = [
            (left - gap, above),
            (right + gap - width, above),
            (left - gap, below),
            (right + gap - width, below),
            (left + gap, top + gap),
            (right + gap, middle),
            (left - gap - width, middle),
            (right - gap - width, bottom - gap - height),
        ]
        max_x, max_y = self._width - width, self._height - height
        return [(round(min(max(x, 0), max_x)), round(min(max(y, 0), max_y))) for x, y in corners]

    def _is_free(self, corner: tuple[int, int], width: int, height: int) -> bool:
        left, top = corner
        return not any(
            left < x1 and x0 < left + width and top < y1 and y0 < top + height
            for x0, y0, x1, y1 in self._taken
        )

    def _renderable(self, names: Sequence[str]) -> str:
        """The first name that the font can render, otherwise the first name with replacements."""
        texts = [" ".join(name.split()) for name in names]
        for text in texts:
            if all(self._has(char) for char in text):
                return text
        decomposed = unicodedata.normalize("NFKD", texts[0])
        plain = (char for char in decomposed if not unicodedata.combining(char))
        return "".join(char if self._has(char) else "?" for char in plain)

    def _has(self, char: str) -> bool:
        return _has_glyph(char, self._font)


# The same classes recur on image after image.
@lru_cache(maxsize=512)
def _render(text: str, font: ImageFont.FreeTypeFont, color: Color, size: tuple[int, int]) -> Image:
    from PIL import Image, ImageDraw  # noqa: PLC0415  # optional

    label = Image.new("RGB", size, color)
    middle = size[0] / 2, size[1] / 2
    ImageDraw.Draw(label).text(middle, text, contrast(color), font, anchor="mm")
    return label


@lru_cache(maxsize=4096)
def _has_glyph(char: str, font: ImageFont.FreeTypeFont) -> bool:
    return char.isprintable() and _pixels(char, font) != _pixels("\uffff", font)


def _pixels(char: str, font: ImageFont.FreeTypeFont) -> bytes:
    from PIL import Image, ImageDraw  # noqa: PLC0415  # optional

    image = Image.new("1", (math.ceil(font.size * 2), math.ceil(font.size * 2)))
    ImageDraw.Draw(image).text((0, 0), char, 1, font)
    return image.tobytes()


def _open_font(path: StrPath | None, size: float) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont  # noqa: PLC0415  # optional

    try:
        if path is None:
            return _default_font(size)
        return ImageFont.truetype(path, size)
    except OSError as error:
        invalid(f"cannot read {str(path)!r}: {error}", "font")


@lru_cache(maxsize=32)
def _default_font(size: float) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont  # noqa: PLC0415  # optional

    return cast("ImageFont.FreeTypeFont", ImageFont.load_default(size))
