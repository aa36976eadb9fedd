"""Annotations painted over one another, and masks as PNG files. Loads numpy and Pillow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from fastlabel._media.images import opened_image
from fastlabel.converters._shared.areas import MaskWindow, rasterize_placed
from fastlabel.converters._shared.task_images import ImageView, PlacedAnnotation
from fastlabel.converters.losses import ATTRIBUTES_DROPPED
from fastlabel.errors import FastLabelInvalidException, MissingFileError, invalid
from fastlabel.models.annotations import area_rings

PixelNumbers = NDArray[np.uint16]
"""A number for each pixel: rows from the top, of shape (height, width)."""

_MODES: Final = frozenset({"1", "L", "P", "I", "I;16", "I;16B"})
_FAST: Final = 1
_NO_AREA: Final = "without an area"
_HIDDEN: Final = "hidden by later annotations"
_PARTLY_HIDDEN: Final = "in part hidden by later annotations"


def paint(image: ImageView, numbers: Sequence[int]) -> PixelNumbers:
    """Paint the annotations of an image of known size; 0 where there is none. Losses are noted."""
    canvas: PixelNumbers = np.zeros((image.height, image.width), np.uint16)
    # From the top down, so that pixels that are painted already are those that hide.
    for placed, number in zip(reversed(image.annotations), reversed(numbers), strict=True):
        regions = area_rings(placed.annotation)
        if not any(ring for rings in regions for ring in rings):
            placed.dropped(_NO_AREA)
            continue
        size = image.width, image.height
        if window := rasterize_placed(placed, regions, size):
            _paint_one(canvas, placed, window, number)
    return canvas


def renumber(canvas: PixelNumbers, numbers: Sequence[int]) -> PixelNumbers:
    """Replace each number of a canvas by the one at its index."""
    return np.array(numbers, np.uint16)[canvas]


def _paint_one(
    canvas: PixelNumbers, placed: PlacedAnnotation, window: MaskWindow, number: int
) -> None:
    painted = canvas[window.slices]
    free = window.mask & (painted == 0)
    total = int(window.mask.sum())
    visible = int(free.sum()) + int((window.mask & (painted == number)).sum())
    painted[free] = number
    if not visible:
        placed.dropped(_HIDDEN)
        return
    if visible < total:
        placed.approximated(_PARTLY_HIDDEN, visible / total)
    if placed.annotation.attributes:
        placed.approximated(ATTRIBUTES_DROPPED)


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
    options = {"compress_level": _FAST} if is_draft else {}
    image.save(path, "PNG", **options)


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
