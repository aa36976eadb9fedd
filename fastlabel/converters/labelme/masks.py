"""Regions with holes as the mask shapes of LabelMe: a PNG of 0 and 1, and its first and last pixel.

Loads numpy and Pillow, so it is imported only when there is a mask.
"""

from __future__ import annotations

import binascii
import io
import math
from base64 import b64decode, b64encode
from collections.abc import Sequence
from itertools import chain
from typing import Final, NamedTuple

import numpy as np
from PIL import Image

from fastlabel._geometry.mask_trace import trace_mask
from fastlabel._geometry.masks import mask_from_regions
from fastlabel._geometry.rings import Regions, bounding_box
from fastlabel._media.images import opened_image
from fastlabel.errors import FastLabelException, invalid

__all__ = ["LabelmeMask", "decode_mask", "encode_mask"]

_MOST_PIXELS: Final = 100_000_000


class LabelmeMask(NamedTuple):
    """A mask as LabelMe has it."""

    points: list[list[float]]
    """Its first pixel and its last, x, y each."""
    png: str
    """Base64."""


def encode_mask(regions: Regions, width: int, height: int) -> LabelmeMask | None:
    """The pixels of regions, cut off at the edges of the image if its size is not 0.

    Returns:
        None if there are none, or too many to look at.
    """
    numbers = list(chain.from_iterable(chain.from_iterable(regions)))
    _, _, right, bottom = bounding_box(numbers[::2], numbers[1::2])
    wide, high = math.ceil(right), math.ceil(bottom)
    wide, high = (min(wide, width), min(high, height)) if width and height else (wide, high)
    if min(wide, high) < 1 or wide * high > _MOST_PIXELS:
        return None
    mask = mask_from_regions(regions, wide, high)
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not rows.size:
        return None
    top, low = int(rows.min()), int(rows.max())
    left, last = int(columns.min()), int(columns.max())
    png = io.BytesIO()
    pixels = mask[top : low + 1, left : last + 1].astype(np.uint8)
    Image.fromarray(pixels).save(png, "PNG")
    points = [[float(left), float(top)], [float(last), float(low)]]
    return LabelmeMask(points, b64encode(png.getvalue()).decode())


def decode_mask(text: str, left: float, top: float, place: str) -> Sequence[Sequence[list[float]]]:
    """The regions of a mask whose first pixel is there, along the edges of its pixels.

    Raises:
        FastLabelInvalidException: It is no base64 of an image, or no pixel of it is set.
    """
    try:
        with opened_image(b64decode(text, validate=True), place) as image:
            pixels = np.asarray(image.convert("L")) > 0
    except FastLabelException:
        raise
    except (binascii.Error, ValueError, OSError, SyntaxError):
        invalid(f"{place}.mask: is no image in base64")
    if not pixels.any():
        invalid(f"{place}.mask: no pixel is set")
    offset = math.floor(left), math.floor(top)
    return [
        [[number + offset[at % 2] for at, number in enumerate(ring)] for ring in rings]
        for rings in trace_mask(pixels)
    ]
