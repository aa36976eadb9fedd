"""Run lengths as COCO files have them, compressed or not → the rings around their pixels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any, Final, cast

from fastlabel.checks import refuse
from fastlabel.converters.coco_masks import run_lengths
from fastlabel.converters.coco_source import CocoEntry
from fastlabel.errors import MissingExtraError
from fastlabel.models.masks import rings_of
from fastlabel.models.problems import shown

__all__ = ["rings_of_rle"]

# Groups of 5 bits + 48, with 0x20 while more follow: 7 of them hold every count of pixels.
_COMPRESSED: Final = re.compile(rb"([P-o]{0,6}[0-O])*")
_MOST_PIXELS: Final = 2**27
"""To trace at once: tracing needs 8 bytes for each, and larger images are in no dataset."""


def rings_of_rle(rle: CocoEntry, place: str) -> list[list[list[float]]]:
    """Regions → closed rings → x, y, x, y, … in pixels, along the edges of the pixels set.

    Args:
        rle: Its `size` is height and width; its `counts` are compressed, or a list.
        place: Where it is, for errors.

    Returns:
        An empty list if no pixel is set.

    Raises:
        FastLabelInvalidException: It is no run lengths, or they do not add up to its size.
        MissingExtraError: numpy is not installed.
    """
    height, width = _size(rle.get("size"), f"{place}.size")
    runs = _runs(rle.get("counts"), f"{place}.counts")
    if sum(runs) != height * width:
        refuse(f"{place}.counts: {sum(runs)} pixels, the size is {height} x {width}")
    ends = list(accumulate(runs))
    inside = [(ends[at - 1], ends[at]) for at in range(1, len(runs), 2) if runs[at]]
    return _traced(inside, height, place) if inside else []


def _size(size: object, place: str) -> tuple[int, int]:
    match size:
        case [int(height), int(width)] if height > 0 and width > 0:
            return height, width
        case _:
            return refuse(f"{place}: {shown(size)} where height and width are due")


def _runs(counts: object, place: str) -> list[int]:
    if isinstance(counts, str | bytes):
        packed = counts if isinstance(counts, bytes) else counts.encode("utf-8", "replace")
        if not _COMPRESSED.fullmatch(packed):
            refuse(f"{place}: is no compressed run lengths")
        runs = run_lengths(packed)
    elif isinstance(counts, list | tuple):
        runs = _whole_numbers(cast("Sequence[object]", counts), place)
    else:
        refuse(f"{place}: {shown(counts)} where run lengths are due, a string or a list")
    if min(runs, default=0) < 0:
        refuse(f"{place}[{runs.index(min(runs))}]: {min(runs)}, a run is not negative")
    return runs


def _whole_numbers(counts: Sequence[object], place: str) -> list[int]:
    for index, count in enumerate(counts):
        if type(count) is not int:
            refuse(f"{place}[{index}]: {shown(count)} where a whole number is due")
    return list(cast("Sequence[int]", counts))


def _traced(inside: Sequence[tuple[int, int]], height: int, place: str) -> list[list[list[float]]]:
    """The rings around runs of pixels, which go down one column after the other."""
    left, right = inside[0][0] // height, (inside[-1][1] - 1) // height + 1
    if (right - left) * height > _MOST_PIXELS:
        refuse(f"{place}: {right - left} x {height} pixels are too many for a mask")
    try:
        import numpy as np  # noqa: PLC0415  # optional
    except ImportError:
        raise MissingExtraError("masks need numpy: pip install 'fastlabel[coco]'") from None
    changes = np.zeros((right - left) * height + 1, np.int8)
    runs: Any = np.array(inside) - left * height
    np.add.at(changes, runs[:, 0], 1)
    np.add.at(changes, runs[:, 1], -1)
    mask = np.cumsum(changes[:-1], dtype=np.int8).reshape(right - left, height).T
    rows = np.flatnonzero(mask.any(axis=1))
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    return [[_moved(ring, left, top) for ring in rings] for rings in rings_of(mask[top:bottom])]


def _moved(ring: Iterable[float], left: int, top: int) -> list[float]:
    moved = list(ring)
    moved[::2] = [x + left for x in moved[::2]]
    moved[1::2] = [y + top for y in moved[1::2]]
    return moved
