"""Annotations of one picture, painted over one another. Loads numpy."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fastlabel._geometry.clipping import is_within
from fastlabel._quality.geometry_warnings import CUT_OFF
from fastlabel.converters._shared.mask_window import PixelWindow, are_pixels, pixels_of, regions_of
from fastlabel.converters._shared.task_images import Drawn, Picture

__all__ = ["Numbers", "paint", "renumbered"]

Numbers = NDArray[np.uint16]
"""A number for each pixel: rows from the top, of shape (height, width)."""

_NO_AREA: Final = "without an area"
_NO_PIXEL: Final = "that covers no pixel of the image"
_SLANTED: Final = "with edges that are not those of pixels"
_HIDDEN: Final = "hidden by what is drawn over it"
_PARTLY_HIDDEN: Final = "in part hidden by what is drawn over it"
_ATTRIBUTES: Final = "with attributes, left out"


def paint(picture: Picture, numbers: Sequence[int]) -> Numbers:
    """The pixels of a picture, 0 where nothing is; what is left out or changed is noted.

    Later annotations are over earlier ones. One that is hidden by another of its own number is not
    hidden.

    Args:
        picture: With its size.
        numbers: What to paint for each of its annotations, from 1.
    """
    canvas: Numbers = np.zeros((picture.height, picture.width), np.uint16)
    # From the top down, so that what is painted already is what hides.
    for drawn, number in zip(reversed(picture.drawn), reversed(numbers), strict=True):
        window = _window(drawn, picture)
        if window:
            _paint_one(canvas, drawn, window, number)
    return canvas


def renumbered(canvas: Numbers, numbers: Sequence[int]) -> Numbers:
    """Each number of a canvas replaced by the one at its place."""
    return np.array(numbers, np.uint16)[canvas]


def _window(drawn: Drawn, picture: Picture) -> PixelWindow | None:
    regions = regions_of(drawn.annotation)
    rings = [ring for ring in chain.from_iterable(regions) if ring]
    if not rings:
        drawn.leave_out(_NO_AREA)
        return None
    window = pixels_of(regions, picture.width, picture.height)
    if window is None:
        drawn.leave_out(_NO_PIXEL)
    elif not all(is_within(ring, picture.width, picture.height) for ring in rings):
        drawn.change(CUT_OFF)
    if window and not are_pixels(regions):
        drawn.change(_SLANTED, 1.0)
    return window


def _paint_one(canvas: Numbers, drawn: Drawn, window: PixelWindow, number: int) -> None:
    under = canvas[window.part]
    free = window.mask & (under == 0)
    total = int(window.mask.sum())
    seen = int(free.sum()) + int((window.mask & (under == number)).sum())
    under[free] = number
    if not seen:
        drawn.leave_out(_HIDDEN)
        return
    if seen < total:
        drawn.change(_PARTLY_HIDDEN, seen / total)
    if drawn.annotation.attributes:
        drawn.change(_ATTRIBUTES)
