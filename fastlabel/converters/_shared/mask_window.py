"""Pixels of a shape, in no larger a part of the image than needed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import chain
from typing import Final, NamedTuple

from fastlabel._geometry.clipping import is_within
from fastlabel._geometry.masks import Mask, mask_from_regions
from fastlabel._geometry.rings import Regions, bounding_box

PIXEL_EDGES_LOST: Final = "with edges that are not those of pixels, as the pixels of a mask"

UNBOUNDED: Final = 2**53
"""Width or height where that of the image is unknown."""

MAX_PIXELS: Final = 2**30 // 12
"""As many as Pillow decodes without a warning."""


class MaskWindow(NamedTuple):
    """Part of an image, and which of its pixels a shape covers: one at least."""

    left: int
    """Pixels left of it."""
    top: int
    """Pixels above it."""
    mask: Mask

    @property
    def slices(self) -> tuple[slice, slice]:
        """Its rows and columns in the image."""
        height, width = self.mask.shape
        return slice(self.top, self.top + height), slice(self.left, self.left + width)


def is_pixel_aligned(regions: Regions) -> bool:
    """Whether all rings run along the edges of pixels, so that a mask holds them exactly."""
    return all(
        float(x).is_integer() and float(y).is_integer() and (x == x2 or y == y2)
        for ring in chain.from_iterable(regions)
        for x, y, x2, y2 in zip(*_sides(ring), strict=True)
    )


def _sides(ring: Sequence[float]) -> tuple[Sequence[float], ...]:
    return ring[::2], ring[1::2], [*ring[2::2], *ring[:1]], [*ring[3::2], *ring[1:2]]


def are_within(regions: Regions, width: int, height: int) -> bool:
    """Whether no ring reaches beyond the image."""
    return all(is_within(ring, width, height) for ring in chain.from_iterable(regions) if len(ring))


def rasterize(regions: Regions, width: int, height: int) -> MaskWindow | None:
    """Pixels of regions in an image, by the rule of `to_mask`; None if there are none."""
    numbers = list(chain.from_iterable(chain.from_iterable(regions)))
    if not numbers:
        return None
    left, top, right, bottom = bounding_box(numbers[::2], numbers[1::2])
    x, y = max(math.floor(left), 0), max(math.floor(top), 0)
    end_x, end_y = min(math.ceil(right), width), min(math.ceil(bottom), height)
    if end_x <= x or end_y <= y:
        return None
    if end_x * end_y > MAX_PIXELS:
        raise ValueError(f"{end_x} x {end_y} pixels")
    # Cropped, not translated: rounded vertices might change a pixel on an edge.
    return crop_to_content(mask_from_regions(regions, end_x, end_y)[y:, x:], x, y)


def crop_to_content(mask: Mask, left: int = 0, top: int = 0) -> MaskWindow | None:
    """Smallest window around the pixels that are set; None if none is."""
    import numpy as np  # noqa: PLC0415  # optional, but there is a mask

    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not rows.size:
        return None
    content = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return MaskWindow(left + int(columns[0]), top + int(rows[0]), content)


def translate(regions: Regions, left: int, top: int) -> list[list[list[float]]]:
    """Regions of a window as regions of its image."""
    return [
        [[number + (top if at % 2 else left) for at, number in enumerate(ring)] for ring in rings]
        for rings in regions
    ]
