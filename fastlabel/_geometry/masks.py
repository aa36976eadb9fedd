"""The way to the pixels, for which numpy is needed: it loads when first used."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, SupportsIndex, TypeAlias

from fastlabel._geometry.numbers import image_pixels
from fastlabel.errors import MissingExtraError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Mask", "mask_from_regions", "regions_from_mask"]

Mask: TypeAlias = "NDArray[np.bool_]"
"""Rows of pixels, from the top: shape (height, width)."""


def regions_from_mask(mask: ArrayLike) -> list[list[list[float]]]:
    """The regions of a mask, as regions → closed rings → coordinates x, y, x, y, … in pixels.

    Raises:
        FastLabelInvalidException: It is not of two dimensions, of 0 and 1, or is empty.
        MissingExtraError: numpy is not installed.
    """
    with _numpy_needed():
        from fastlabel._geometry.mask_trace import trace_mask  # noqa: PLC0415  # optional
    return trace_mask(mask)


def mask_from_regions(
    regions: Sequence[Sequence[Sequence[float]]], width: SupportsIndex, height: SupportsIndex
) -> Mask:
    """The pixels of regions → rings → coordinates x, y, x, y, … in pixels.

    Raises:
        FastLabelInvalidException: The size is not a positive count of pixels.
        MissingExtraError: numpy is not installed.
    """
    with _numpy_needed():
        from fastlabel._geometry.mask_fill import fill_mask  # noqa: PLC0415  # optional
    return fill_mask(regions, *image_pixels(width, height))


@contextmanager
def _numpy_needed() -> Generator[None]:
    try:
        yield
    except ImportError:
        raise MissingExtraError("masks need numpy: pip install 'fastlabel[coco]'") from None
