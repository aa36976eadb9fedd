"""Masks as PNG files: with a palette for numbers up to 255, else of 16 bits. Needs Pillow."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from fastlabel._media.images import opened_image
from fastlabel.converters.masks.canvas import PixelNumbers
from fastlabel.errors import FastLabelInvalidException, MissingFileError, invalid

_MODES: Final = frozenset({"1", "L", "P", "I", "I;16", "I;16B"})
_FAST: Final = 1


def write_png(
    path: Path,
    numbers: PixelNumbers,
    colors: Mapping[int, str] | None = None,
    *,
    is_draft: bool = False,
) -> None:
    """Write a mask."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.fromarray(numbers if colors is None else numbers.astype(np.uint8))
    if colors is not None:
        image.putpalette(_palette(colors))
    if is_draft:
        image.save(path, "PNG", compress_level=_FAST)
    else:
        image.save(path, "PNG")


def read_png(path: Path) -> PixelNumbers:
    """Read the numbers of a mask."""
    try:
        with opened_image(path, path.name) as image:
            if image.mode not in _MODES:
                invalid(f"{path.name}: expected a number for each pixel, got colors ({image.mode})")
            return np.asarray(image).astype(np.uint16)
    except FileNotFoundError:
        raise MissingFileError(f"there is no mask {path}") from None
    except FastLabelInvalidException:
        raise
    except (OSError, SyntaxError, ValueError) as error:
        invalid(f"{path.name}: not a readable image: {error}")


def _palette(colors: Mapping[int, str]) -> bytes:
    """Three bytes for each number; black for those without a color."""
    channels = (bytes.fromhex(colors.get(number, "#000000")[1:]) for number in range(256))
    return bytes(chain.from_iterable(channels))
