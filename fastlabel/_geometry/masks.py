"""Regions to masks and back. numpy loads on first use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, SupportsIndex, TypeAlias

from fastlabel._geometry.numbers import image_pixels
from fastlabel.errors import missing_extra

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

Mask: TypeAlias = "NDArray[np.bool_]"
"""Rows of pixels, from the top: shape (height, width)."""


def regions_from_mask(mask: ArrayLike) -> list[list[list[float]]]:
    """Trace a mask; the result is regions → closed rings → x, y, x, y, … in pixels."""
    try:
        from fastlabel._geometry.mask_trace import trace_mask  # noqa: PLC0415  # optional
    except ImportError:
        raise missing_extra("masks", "numpy") from None
    return trace_mask(mask)


def mask_from_regions(
    regions: Sequence[Sequence[Sequence[float]]], width: SupportsIndex, height: SupportsIndex
) -> Mask:
    """Rasterize regions → rings → x, y, x, y, … in pixels."""
    try:
        from fastlabel._geometry.mask_fill import fill_mask  # noqa: PLC0415  # optional
    except ImportError:
        raise missing_extra("masks", "numpy") from None
    return fill_mask(regions, *image_pixels(width, height))
