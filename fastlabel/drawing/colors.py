"""The colours that annotations are drawn in."""

from __future__ import annotations

import re
from typing import Final, TypeAlias

from fastlabel._protocol.class_color import class_color
from fastlabel.models import ImageAnnotation, VideoAnnotation

__all__ = ["BLACK", "WHITE", "Color", "color_of", "contrast"]

Color: TypeAlias = tuple[int, int, int]
"""Red, green and blue, 0 to 255 each."""

BLACK: Final = (0, 0, 0)
WHITE: Final = (255, 255, 255)


def color_of(annotation: ImageAnnotation | VideoAnnotation) -> Color:
    """The colour of an annotation's class: red, green and blue, 0 to 255 each.

    Its `color` where the service told one, else the one that the sandbox would tell.
    """
    told = getattr(annotation, "color", None)
    if not isinstance(told, str) or not re.fullmatch("#[0-9a-fA-F]{6}", told):
        told = class_color(str(annotation.value))
    return int(told[1:3], 16), int(told[3:5], 16), int(told[5:7], 16)


def contrast(color: Color) -> Color:
    """Black or white, whichever stands out, by the relative luminance of WCAG 2."""
    red, green, blue = (
        part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in color
    )
    return BLACK if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.22 else WHITE
