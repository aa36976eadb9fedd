"""How much of a shape is left after a change, in pixels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import chain
from typing import Final, TypeAlias

from fastlabel.errors import MissingExtraError
from fastlabel.models.masks import mask_of
from fastlabel.models.outlines import bounds_of

__all__ = ["Regions", "pixel_iou"]

Regions: TypeAlias = Sequence[Sequence[Sequence[float]]]
"""Regions → rings → x, y, x, y, … in pixels."""

_MOST_PIXELS: Final = 2**22


def pixel_iou(before: Regions, after: Regions) -> float | None:
    """Intersection over union of the pixels of two shapes, by the rule of `to_mask`.

    Only the pixels of their bounds are looked at.

    Returns:
        None where that is not cheap: numpy is not installed, more than 4 million pixels, or none.
    """
    numbers = list(chain.from_iterable(chain.from_iterable([*before, *after])))
    if not numbers:
        return None
    left, top, right, bottom = bounds_of(numbers[::2], numbers[1::2])
    x, y = math.floor(left), math.floor(top)
    width, height = math.ceil(right) - x, math.ceil(bottom) - y
    if not 0 < width * height <= _MOST_PIXELS:
        return None
    try:
        one, other = (mask_of(_moved(each, x, y), width, height) for each in (before, after))
    except MissingExtraError:
        return None
    either = int((one | other).sum())
    return int((one & other).sum()) / either if either else None


def _moved(regions: Regions, x: int, y: int) -> Regions:
    return [
        [[number - (y if at % 2 else x) for at, number in enumerate(ring)] for ring in rings]
        for rings in regions
    ]
