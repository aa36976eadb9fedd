"""Masks as CVAT writes them: run lengths of a box of pixels, row by row, beginning with zeros.

Source: https://docs.cvat.ai/docs/other/xml_format and the dumper of CVAT.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from fastlabel._geometry.masks import regions_from_mask
from fastlabel.converters._shared.mask_window import MOST_PIXELS, PixelWindow, moved
from fastlabel.converters._shared.xml import XmlElement
from fastlabel.errors import invalid

__all__ = ["mask_attributes", "mask_regions"]

_MOST_DIGITS: Final = 12


def mask_attributes(window: PixelWindow) -> dict[str, str]:
    """The attributes of a `mask` element."""
    height, width = window.mask.shape
    flags = window.mask.ravel()
    changes: list[int] = ((flags[1:] != flags[:-1]).nonzero()[0] + 1).tolist()
    # Zeros come first, if only none of them.
    edges = [0, *([0] if flags[0] else []), *changes, flags.size]
    rle = [end - start for start, end in pairwise(edges)]
    return {
        "rle": ", ".join(map(str, rle)),
        "left": str(window.left),
        "top": str(window.top),
        "width": str(width),
        "height": str(height),
    }


def mask_regions(element: XmlElement) -> list[list[list[float]]]:
    """The regions of a `mask` element, along the edges of its pixels; none if no pixel is set.

    Raises:
        FastLabelInvalidException: Its numbers do not agree, or it is too large.
        MissingExtraError: numpy is not installed.
    """
    left, top, width, height = (
        _whole(element, name) for name in ("left", "top", "width", "height")
    )
    runs = [_digits(run, element, "rle") for run in element.attributes.get("rle", "").split(",")]
    total = sum(runs)
    # Older versions of CVAT gave the last column and row for the width and height.
    if total == (width + 1) * (height + 1) != width * height:
        width, height = width + 1, height + 1
    if width * height > MOST_PIXELS:
        invalid(f"{element.place}: a mask of {width} x {height} pixels is too large")
    if total != width * height or not total:
        invalid(f"{element.place}: rle has {total} pixels, width and height have {width * height}")
    if not sum(runs[1::2]):
        return []
    return moved(_traced(runs, width, height), left, top)


def _traced(runs: list[int], width: int, height: int) -> list[list[list[float]]]:
    flags = b"".join(bytes([at % 2]) * run for at, run in enumerate(runs))
    return regions_from_mask(memoryview(flags).cast("B", (height, width)))


def _whole(element: XmlElement, name: str) -> int:
    return _digits(element.attributes.get(name, ""), element, name)


def _digits(text: str, element: XmlElement, name: str) -> int:
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS):
        invalid(f"{element.place}: {name} {text[:20]!r} is no count of pixels")
    return int(digits)
