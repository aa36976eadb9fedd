"""Regions with holes → the compressed run lengths that pycocotools reads.

COCO's polygons have no holes: pycocotools takes the union of all rings. So a region with holes
becomes a mask. pycocotools draws each ring and packs the result; what lies between is done here on
run lengths, because its own `merge` allocates four bytes for every pixel of the image, unchecked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from importlib import import_module
from itertools import accumulate, chain, groupby
from operator import itemgetter, sub
from types import ModuleType
from typing import Any, Final, NamedTuple, cast

from fastlabel._geometry.masks import regions_from_mask
from fastlabel.converters._shared.areas import crop_to_content, translate
from fastlabel.converters.coco.source import CocoEntry
from fastlabel.converters.coco.types import CocoRle
from fastlabel.errors import invalid, missing_extra
from fastlabel.models._wire.error_text import short_repr

Region = Sequence[list[float]]

# Beyond these, pycocotools writes past its memory or asks for gigabytes: it counts in 32-bit ints,
# packs a run into 6 characters, and draws a ring in steps of a fifth of a pixel, 16 bytes each.
_MAX_PIXELS: Final = 2**29 - 1
_MAX_COORDINATE: Final = 10_000_000
_MAX_RING_LENGTH: Final = 2_000_000


class Mask(NamedTuple):
    """A mask and its count of pixels."""

    rle: CocoRle
    area: float


def mask_from_regions(regions: Sequence[Region], width: int, height: int) -> Mask | None:
    """The union of regions, each the inside of its first ring less the insides of the others."""
    if not _fits(regions, width, height):
        return None
    api = _pycocotools()
    drawn = [
        [_switches(ring["counts"]) for ring in api.frPyObjects(list(region), height, width)]
        for region in regions
    ]
    edges = [0, *_combined(drawn), width * height]
    runs = list(map(sub, edges[1:], edges))
    packed = api.frPyObjects({"size": [height, width], "counts": runs}, height, width)
    rle: CocoRle = {"size": [height, width], "counts": packed["counts"].decode("ascii")}
    return Mask(rle, float(sum(runs[1::2])))


def _pycocotools() -> ModuleType:
    try:
        return import_module("pycocotools.mask")
    except ImportError:
        hint = "pass holes='polygons'"
        raise missing_extra("segmentations with holes", "pycocotools", hint=hint) from None


def _fits(regions: Sequence[Region], width: int, height: int) -> bool:
    if width < 1 or height < 1 or width * height > _MAX_PIXELS:
        return False
    rings = list(chain.from_iterable(regions))
    return (
        max(map(abs, chain.from_iterable(rings))) <= _MAX_COORDINATE
        and max(map(_length, rings)) <= _MAX_RING_LENGTH
    )


def _length(ring: Sequence[float]) -> float:
    """At most how many pixels the ring passes: the longer side of each edge's box, summed."""
    xs, ys = ring[::2], ring[1::2]
    edges = zip(xs, ys, [*xs[1:], xs[0]], [*ys[1:], ys[0]], strict=True)
    return sum(max(abs(x2 - x1), abs(y2 - y1)) for x1, y1, x2, y2 in edges)


def _combined(regions: Sequence[Sequence[Iterable[int]]]) -> list[int]:
    """Where the union of regions, each less its holes, begins and ends, in turn."""
    inside = [[False] * len(rings) for rings in regions]
    shown: set[int] = set()
    events = sorted(
        (pixel, number, index)
        for number, rings in enumerate(regions)
        for index, ring in enumerate(rings)
        for pixel in ring
    )
    found: list[int] = []
    for pixel, switched in groupby(events, key=itemgetter(0)):
        for _, number, index in switched:
            outline_and_holes = inside[number]
            outline_and_holes[index] = not outline_and_holes[index]
            if outline_and_holes[0] and True not in outline_and_holes[1:]:
                shown.add(number)
            else:
                shown.discard(number)
        if bool(shown) != len(found) % 2:
            found.append(pixel)
    return found


def _switches(counts: bytes) -> Iterable[int]:
    """The pixels at which a mask begins or ends: runs of zeros and ones alternate, zeros first."""
    return accumulate(run_lengths(counts)[:-1])


def run_lengths(counts: bytes) -> list[int]:
    """Lengths of the runs of zeros and ones, in turn."""
    runs: list[int] = []
    number = shift = 0
    for byte in counts:
        group = byte - 48
        number |= (group & 0x1F) << shift
        shift += 5
        if group & 0x20:
            continue
        if group & 0x10:
            number -= 1 << shift
        runs.append(number + runs[-2] if len(runs) > 2 else number)
        number = shift = 0
    return runs


# Groups of 5 bits + 48, with 0x20 while more follow: 7 of them hold every count of pixels.
_COMPRESSED: Final = re.compile(rb"([P-o]{0,6}[0-O])*")
_MAX_TRACED_PIXELS: Final = 2**27
"""To trace at once: tracing needs 8 bytes for each, and larger images are in no dataset."""


def rings_of_rle(rle: CocoEntry, path: str) -> list[list[list[float]]]:
    """Regions → closed rings → x, y, x, y, … in pixels, along the edges of the pixels set."""
    height, width = _size(rle.get("size"), f"{path}.size")
    runs = _runs(rle.get("counts"), f"{path}.counts")
    if sum(runs) != height * width:
        invalid(f"{sum(runs)} pixels, the size is {height} x {width}", f"{path}.counts")
    ends = list(accumulate(runs))
    inside = [(ends[at - 1], ends[at]) for at in range(1, len(runs), 2) if runs[at]]
    return _traced(inside, height, path) if inside else []


def _size(size: object, path: str) -> tuple[int, int]:
    match size:
        case [int(height), int(width)] if height > 0 and width > 0:
            return height, width
        case _:
            return invalid(f"expected height and width, got {short_repr(size)}", path)


def _runs(counts: object, path: str) -> list[int]:
    if isinstance(counts, str | bytes):
        packed = counts if isinstance(counts, bytes) else counts.encode("utf-8", "replace")
        if not _COMPRESSED.fullmatch(packed):
            invalid("expected compressed run lengths, got other characters", path)
        runs = run_lengths(packed)
    elif isinstance(counts, list | tuple):
        runs = _integers(cast("Sequence[object]", counts), path)
    else:
        invalid(f"expected run lengths, a string or a list, got {short_repr(counts)}", path)
    if min(runs, default=0) < 0:
        index = runs.index(min(runs))
        invalid(f"expected a run of 0 or more pixels, got {runs[index]}", f"{path}[{index}]")
    return runs


def _integers(counts: Sequence[object], path: str) -> list[int]:
    for index, count in enumerate(counts):
        if type(count) is not int:
            invalid(f"expected an integer, got {short_repr(count)}", f"{path}[{index}]")
    return list(cast("Sequence[int]", counts))


def _traced(inside: Sequence[tuple[int, int]], height: int, path: str) -> list[list[list[float]]]:
    """The rings around runs of pixels, which go down one column after the other."""
    left, right = inside[0][0] // height, (inside[-1][1] - 1) // height + 1
    if (right - left) * height > _MAX_TRACED_PIXELS:
        invalid(f"{right - left} x {height} pixels are too many for a mask", path)
    try:
        import numpy as np  # noqa: PLC0415  # optional
    except ImportError:
        raise missing_extra("masks", "numpy") from None
    changes = np.zeros((right - left) * height + 1, np.int8)
    runs: Any = np.array(inside) - left * height
    np.add.at(changes, runs[:, 0], 1)
    np.add.at(changes, runs[:, 1], -1)
    mask = np.cumsum(changes[:-1], dtype=np.int8).reshape(right - left, height).T
    window = crop_to_content(mask.astype(np.bool_), left)
    return translate(regions_from_mask(window.mask), window.left, window.top) if window else []
