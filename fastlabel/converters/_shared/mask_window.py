"""The pixels of a shape, no more of the image than has to be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from fastlabel._geometry.masks import Mask, mask_from_regions
from fastlabel._geometry.rings import bounding_box
from fastlabel.models import BBox, Polygon, Segmentation

if TYPE_CHECKING:
    from fastlabel.models.annotations import ShapeAnnotation

__all__ = [
    "MOST_PIXELS",
    "PixelWindow",
    "Regions",
    "are_pixels",
    "moved",
    "pixels_of",
    "regions_of",
    "windowed",
]

Regions: TypeAlias = Sequence[Sequence[Sequence[float]]]
"""Regions → rings → x, y, x, y, … in pixels."""

MOST_PIXELS: Final = 2**30 // 12
"""As many as Pillow decodes without a warning."""


class PixelWindow(NamedTuple):
    """A part of an image, and which of its pixels a shape has."""

    left: int
    """Pixels left of it."""
    top: int
    """Pixels above it."""
    mask: Mask
    """At least one pixel of it is set."""

    @property
    def part(self) -> tuple[slice, slice]:
        """Its rows and columns in the image."""
        height, width = self.mask.shape
        return slice(self.top, self.top + height), slice(self.left, self.left + width)


def regions_of(annotation: ShapeAnnotation) -> Regions:
    """The regions of what has an area; none for keypoints and lines."""
    match annotation:
        case BBox():
            return [[list(chain.from_iterable(annotation.vertices))]]
        case Polygon():
            return [[annotation.points]]
        case Segmentation():
            return annotation.points
        case _:
            return []


def are_pixels(regions: Regions) -> bool:
    """Whether the outlines run along the edges of pixels, so that a mask holds them exactly."""
    rings = list(chain.from_iterable(regions))
    return all(number.is_integer() for ring in rings for number in ring) and all(
        x == x2 or y == y2
        for ring in rings
        for x, y, x2, y2 in zip(
            ring[::2],
            ring[1::2],
            [*ring[2::2], *ring[:1]],
            [*ring[3::2], *ring[1:2]],
            strict=True,
        )
    )


def pixels_of(regions: Regions, width: int, height: int) -> PixelWindow | None:
    """The pixels of regions in an image, by the rule of `to_mask`; None if there are none.

    Raises:
        ValueError: There are more than `MOST_PIXELS` to look at.
        MissingExtraError: numpy is not installed.
    """
    numbers = list(chain.from_iterable(chain.from_iterable(regions)))
    if not numbers:
        return None
    left, top, right, bottom = bounding_box(numbers[::2], numbers[1::2])
    x, y = max(math.floor(left), 0), max(math.floor(top), 0)
    end_x, end_y = min(math.ceil(right), width), min(math.ceil(bottom), height)
    if end_x <= x or end_y <= y:
        return None
    if end_x * end_y > MOST_PIXELS:
        raise ValueError(f"{end_x} x {end_y} pixels")
    # Cut off, not moved: moved vertices would be rounded, and a pixel on an edge might change.
    return windowed(mask_from_regions(regions, end_x, end_y)[y:, x:], x, y)


def windowed(mask: Mask, left: int = 0, top: int = 0) -> PixelWindow | None:
    """The smallest window around the pixels that are set; None if none is.

    Args:
        mask: A part of an image.
        left: Pixels left of that part.
        top: Pixels above it.
    """
    import numpy as np  # noqa: PLC0415  # optional, and there, as there is a mask

    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not rows.size:
        return None
    tight = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return PixelWindow(left + int(columns[0]), top + int(rows[0]), tight)


def moved(regions: Regions, left: int, top: int) -> list[list[list[float]]]:
    """Regions of a window as those of its image."""
    return [
        [[number + (top if at % 2 else left) for at, number in enumerate(ring)] for ring in rings]
        for rings in regions
    ]
