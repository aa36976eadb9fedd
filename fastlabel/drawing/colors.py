"""Colors of annotations."""

from __future__ import annotations

import re
from typing import Final, TypeAlias

from fastlabel._protocol.class_color import class_color
from fastlabel.models.tasks import AnyAnnotation

Color: TypeAlias = tuple[int, int, int]
"""Red, green and blue, 0 to 255 each."""

BLACK: Final = (0, 0, 0)
WHITE: Final = (255, 255, 255)


def color_of(annotation: AnyAnnotation) -> Color:
    """Color of an annotation's class: red, green and blue, 0 to 255 each.

    Its `color` if the service set one, otherwise the color that the sandbox would set.
    """
    text = getattr(annotation, "color", None)
    if not isinstance(text, str) or not re.fullmatch("#[0-9a-fA-F]{6}", text):
        text = class_color(str(annotation.value))
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def hex_color(color: Color) -> str:
    """A color as in CSS, such as `#ff8800`."""
    return "#" + bytes(color).hex()


def contrast(color: Color) -> Color:
    """Black or white, whichever contrasts more by the relative luminance of WCAG 2."""
    red, green, blue = (
        part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in color
    )
    return BLACK if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.22 else WHITE
