"""Masks in CVAT files: run lengths of a box of pixels, row by row, beginning with zeros.

Source: https://docs.cvat.ai/docs/other/xml_format and the dumper of CVAT.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from fastlabel._geometry.masks import regions_from_mask
from fastlabel.converters._shared.areas import MAX_PIXELS, MaskWindow, translate
from fastlabel.converters._shared.values import parse_integer
from fastlabel.converters._shared.xml import XmlElement
from fastlabel.errors import invalid

_MAX_DIGITS: Final = 12


def mask_attributes(window: MaskWindow) -> dict[str, str]:
    """Attributes of a `mask` element."""
    height, width = window.mask.shape
    flags = window.mask.ravel()
    changes: list[int] = ((flags[1:] != flags[:-1]).nonzero()[0] + 1).tolist()
    # Zeros come first, even if there are none.
    edges = [0, *([0] if flags[0] else []), *changes, flags.size]
    return {
        "rle": ", ".join(str(end - start) for start, end in pairwise(edges)),
        "left": str(window.left),
        "top": str(window.top),
        "width": str(width),
        "height": str(height),
    }


def mask_regions(element: XmlElement) -> list[list[list[float]]]:
    """Regions of a `mask` element along the edges of its pixels; empty if no pixel is set."""
    left, top, width, height = (
        _integer(element.attributes.get(name, ""), element, name)
        for name in ("left", "top", "width", "height")
    )
    runs = [_integer(run, element, "rle") for run in element.attributes.get("rle", "").split(",")]
    total = sum(runs)
    # Older versions of CVAT wrote the last column and row as width and height.
    if total == (width + 1) * (height + 1) != width * height:
        width, height = width + 1, height + 1
    if width * height > MAX_PIXELS:
        invalid(f"{element.location}: a mask of {width} x {height} pixels is too large")
    if total != width * height or not total:
        expected = width * height
        invalid(f"{element.location}: rle: expected {expected} pixels by its size, got {total}")
    if not sum(runs[1::2]):
        return []
    flags = b"".join(bytes([at % 2]) * run for at, run in enumerate(runs))
    return translate(regions_from_mask(memoryview(flags).cast("B", (height, width))), left, top)


def _integer(text: str, element: XmlElement, name: str) -> int:
    return parse_integer(text, f"{element.location}: {name}", _MAX_DIGITS)
