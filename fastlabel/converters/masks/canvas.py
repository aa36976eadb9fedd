"""Annotations of one image, painted over one another. Loads numpy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fastlabel._quality.geometry_warnings import CUT_OFF
from fastlabel.converters._shared.mask_window import (
    PIXEL_EDGES_LOST,
    MaskWindow,
    are_within,
    is_pixel_aligned,
    rasterize,
)
from fastlabel.converters._shared.task_images import ImageView, PlacedAnnotation
from fastlabel.converters.losses import ATTRIBUTES_DROPPED
from fastlabel.models.annotations import area_rings

PixelNumbers = NDArray[np.uint16]
"""A number for each pixel: rows from the top, of shape (height, width)."""

_NO_AREA: Final = "without an area"
_NO_PIXEL: Final = "that covers no pixel of the image"
_HIDDEN: Final = "hidden by later annotations"
_PARTLY_HIDDEN: Final = "in part hidden by later annotations"


def paint(image: ImageView, numbers: Sequence[int]) -> PixelNumbers:
    """Paint the annotations of an image of known size; 0 where there is none. Losses are noted."""
    canvas: PixelNumbers = np.zeros((image.height, image.width), np.uint16)
    # From the top down, so that pixels that are painted already are those that hide.
    for placed, number in zip(reversed(image.annotations), reversed(numbers), strict=True):
        window = _window(placed, image)
        if window:
            _paint_one(canvas, placed, window, number)
    return canvas


def renumber(canvas: PixelNumbers, numbers: Sequence[int]) -> PixelNumbers:
    """Replace each number of a canvas by the one at its index."""
    return np.array(numbers, np.uint16)[canvas]


def _window(placed: PlacedAnnotation, image: ImageView) -> MaskWindow | None:
    regions = area_rings(placed.annotation)
    if not any(ring for rings in regions for ring in rings):
        placed.dropped(_NO_AREA)
        return None
    window = rasterize(regions, image.width, image.height)
    if window is None:
        placed.dropped(_NO_PIXEL)
    elif not are_within(regions, image.width, image.height):
        placed.approximated(CUT_OFF)
    if window and not is_pixel_aligned(regions):
        placed.approximated(PIXEL_EDGES_LOST, 1.0)
    return window


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
