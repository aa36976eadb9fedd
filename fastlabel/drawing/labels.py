"""Labels that stay inside a picture and keep out of each other's way."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final, cast

from fastlabel._types import StrPath
from fastlabel.drawing.colors import Color, contrast
from fastlabel.drawing.shapes import Rectangle
from fastlabel.errors import FastLabelInvalidException

if TYPE_CHECKING:
    from PIL import ImageFont
    from PIL.Image import Image as Picture

__all__ = ["Labels"]

_SMALLEST_LETTERS: Final = 6


class Labels:
    """Writes the labels of one picture and remembers where they stand."""

    def __init__(self, picture: Picture, font: StrPath | None, letters: float = 0) -> None:
        self._picture = picture
        self._width, self._height = picture.size
        self._font = _open_font(font, letters or max(11.0, max(picture.size) * 0.018))
        self._taken: list[Rectangle] = []

    def avoid(self, rectangle: Rectangle) -> None:
        """Keep labels off a part of the picture."""
        self._taken.append(rectangle)

    def write(self, names: Sequence[str], color: Color, anchor: Rectangle, gap: float) -> None:
        """Write a label at an anchor: smaller or shortened where it must, none where none fits."""
        font, text = self._font, self._writable(names)
        while self._size(text, font)[0] > self._width and font.size > _SMALLEST_LETTERS:
            font = font.font_variant(size=font.size * 0.9)
        while len(text) > 1 and self._size(text, font)[0] > self._width:
            text = f"{text.removesuffix('…')[:-1]}…"
        width, height = self._size(text, font)
        if width > self._width or height > self._height:
            return
        places = self._places(width, height, anchor, gap)
        free = (place for place in places if self._is_free(place, width, height))
        left, top = next(free, places[0])
        self.avoid((left, top, left + width, top + height))
        self._picture.paste(_plate(text, font, color, (width, height)), (left, top))

    def _size(self, text: str, font: ImageFont.FreeTypeFont) -> tuple[int, int]:
        return math.ceil(font.getlength(text) + font.size * 0.6), math.ceil(font.size * 1.4)

    def _places(
        self, width: int, height: int, anchor: Rectangle, gap: float
    ) -> Sequence[tuple[int, int]]:
        """Where the label's left top may be, the best first."""
        left, top, right, bottom = anchor
        above, below, middle = top - gap - height, bottom + gap, (top + bottom - height) / 2
        places = [
            (left - gap, above),
            (right + gap - width, above),
            (left - gap, below),
            (right + gap - width, below),
            (left + gap, top + gap),
            (right + gap, middle),
            (left - gap - width, middle),
            (right - gap - width, bottom - gap - height),
        ]
        widest, highest = self._width - width, self._height - height
        return [(round(min(max(x, 0), widest)), round(min(max(y, 0), highest))) for x, y in places]

    def _is_free(self, place: tuple[int, int], width: int, height: int) -> bool:
        left, top = place
        return not any(
            left < x1 and x0 < left + width and top < y1 and y0 < top + height
            for x0, y0, x1, y1 in self._taken
        )

    def _writable(self, names: Sequence[str]) -> str:
        """The first name that the font has all letters of, else the first as far as it goes."""
        texts = [" ".join(name.split()) for name in names]
        whole = next((text for text in texts if all(map(self._has, text))), None)
        if whole is not None:
            return whole
        letters = unicodedata.normalize("NFKD", texts[0])
        plain = (letter for letter in letters if not unicodedata.combining(letter))
        return "".join(letter if self._has(letter) else "?" for letter in plain)

    def _has(self, letter: str) -> bool:
        return _has_letter(letter, self._font)


# The same classes come on picture after picture.
@lru_cache(maxsize=512)
def _plate(text: str, font: ImageFont.FreeTypeFont, color: Color, size: tuple[int, int]) -> Picture:
    from PIL import Image, ImageDraw  # noqa: PLC0415  # optional

    plate = Image.new("RGB", size, color)
    middle = size[0] / 2, size[1] / 2
    ImageDraw.Draw(plate).text(middle, text, contrast(color), font, anchor="mm")
    return plate


@lru_cache(maxsize=4096)
def _has_letter(letter: str, font: ImageFont.FreeTypeFont) -> bool:
    return letter.isprintable() and _ink(letter, font) != _ink("\uffff", font)


def _ink(letter: str, font: ImageFont.FreeTypeFont) -> bytes:
    from PIL import Image, ImageDraw  # noqa: PLC0415  # optional

    paper = Image.new("1", (math.ceil(font.size * 2), math.ceil(font.size * 2)))
    ImageDraw.Draw(paper).text((0, 0), letter, 1, font)
    return paper.tobytes()


def _open_font(path: StrPath | None, size: float) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont  # noqa: PLC0415  # optional

    try:
        if path is None:
            return _own_font(size)
        return ImageFont.truetype(path, size)
    except OSError as error:
        raise FastLabelInvalidException(f"font: cannot read {str(path)!r}: {error}", 422) from None


@lru_cache(maxsize=32)
def _own_font(size: float) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont  # noqa: PLC0415  # optional

    return cast("ImageFont.FreeTypeFont", ImageFont.load_default(size))
