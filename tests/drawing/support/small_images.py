"""Small pictures, what is drawn on them, and what their pixels say."""

from __future__ import annotations

import io

from PIL import Image

from fastlabel.drawing import draw_annotations
from fastlabel.models import ImageAnnotation

Color = tuple[int, int, int]

WHITE = (255, 255, 255)
BLUE = (0, 0, 255)
BLUE_TEXT = "#0000ff"
NOTE = (64, 64, 64)
"""Of the label that says how many annotations are not drawn."""


def white(width: int = 200, height: int = 200) -> Image.Image:
    return Image.new("RGB", (width, height), "white")


def encoded(image: Image.Image, form: str = "PNG") -> bytes:
    file = io.BytesIO()
    image.save(file, form)
    return file.getvalue()


def drawn(*annotations: ImageAnnotation, size: tuple[int, int] = (200, 200)) -> Image.Image:
    return draw_annotations(white(*size), annotations)


def at(picture: Image.Image, x: int, y: int) -> Color:
    pixel = picture.getpixel((x, y))
    assert isinstance(pixel, tuple)
    red, green, blue = pixel
    return int(red), int(green), int(blue)


def count(picture: Image.Image, color: Color) -> int:
    data = picture.tobytes()
    wanted = bytes(color)
    return sum(data[index : index + 3] == wanted for index in range(0, len(data), 3))


def is_tint(color: Color) -> bool:
    """Blue laid thinly over white."""
    red, green, blue = color
    return 0 < red < 255 and red == green and blue == 255
