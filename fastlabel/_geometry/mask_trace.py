"""Tracing of masks to rings along pixel edges with numpy, which is imported on first use only.

A point between four pixels is a corner of a ring if one or three of them are set, or two diagonal
ones: there two rings meet, or one meets itself. Along each row of corners every second gap is a
side of a ring, and so along each column.
"""

from __future__ import annotations

from itertools import accumulate, chain
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fastlabel.errors import invalid

Bools: TypeAlias = NDArray[np.bool_]
Ints: TypeAlias = NDArray[np.int64]


class _Corners(NamedTuple):
    """Row by row. Where rings meet there are two corners; the first ends the side on the left."""

    x: Ints
    y: Ints
    meets: Ints
    """First corner of each pair where rings meet."""
    falls: Bools
    """For each pair: whether the upper left and lower right pixels are set, not the other two."""


def trace_mask(mask: ArrayLike) -> list[list[list[float]]]:
    """Trace a mask; the result is regions → closed rings → x, y, x, y, … in pixels."""
    pixels = _pixels(mask)
    corners = _corners(pixels)
    # First separate pixels that meet at a corner, then split rings that meet themselves.
    columns = _columns(corners, corners.falls)
    rings, ring_of = _rings(columns)
    meets_itself = ring_of[corners.meets] == ring_of[corners.meets + 1]
    if meets_itself.any():
        columns = _columns(corners, corners.falls ^ meets_itself)
        rings, ring_of = _rings(columns)
    starts = np.array([ring[0] for ring in rings])
    is_outline = pixels[corners.y[starts], corners.x[starts]]
    owners = _owners(_ring_at(pixels, corners, columns, ring_of), corners, starts, is_outline)
    return _by_region(corners, rings, is_outline.tolist(), owners)


def _pixels(mask: ArrayLike) -> Bools:
    """Mask padded on the right and at the bottom, so that each corner has a pixel."""
    try:
        array = np.asarray(mask)
    except ValueError:
        invalid("rows differ in length", "mask")
    if array.dtype.kind not in "biuf":
        invalid("expected rows of bool, or of 0 and 1, got no numbers", "mask")
    if array.ndim != 2:
        invalid(f"expected 2 dimensions (rows of pixels), got {array.ndim}", "mask")
    pixels = array != 0
    if (array[pixels] != 1).any():
        invalid("expected 0 and 1 only; compare first, such as mask > 0", "mask")
    if not pixels.any():
        invalid("no pixel is set", "mask")
    return np.pad(pixels, ((0, 1), (0, 1)))


def _corners(pixels: Bools) -> _Corners:
    framed = np.pad(pixels, ((1, 0), (1, 0)))
    upper_left, upper_right = framed[:-1, :-1], framed[:-1, 1:]
    lower_left, lower_right = framed[1:, :-1], framed[1:, 1:]
    is_single = upper_left ^ upper_right ^ lower_left ^ lower_right
    is_double = (upper_left == lower_right) & (upper_right == lower_left)
    is_double &= upper_left != upper_right
    y, x = np.nonzero(is_single | is_double)
    counts = is_double[y, x].astype(np.int64) + 1
    meets = (np.cumsum(counts) - counts)[counts == 2]
    falls = upper_left[y, x][counts == 2]
    return _Corners(np.repeat(x, counts), np.repeat(y, counts), meets, falls)


def _columns(corners: _Corners, is_first_above: Bools) -> Ints:
    """Corners column by column: every second gap is a side."""
    is_later = np.zeros(corners.x.size, bool)
    is_later[corners.meets] = ~is_first_above
    is_later[corners.meets + 1] = is_first_above
    return np.lexsort((is_later, corners.y, corners.x))


def _rings(columns: Ints) -> tuple[list[list[int]], Ints]:
    """Corners along each ring, from the upper left to the right; and the ring of each."""
    partners = np.empty_like(columns)
    partners[columns[::2]], partners[columns[1::2]] = columns[1::2], columns[::2]
    along_column: list[int] = partners.tolist()
    ring_of = [-1] * len(along_column)
    rings: list[list[int]] = []
    for start in range(0, len(ring_of), 2):
        ring: list[int] = []
        corner = start
        while ring_of[corner] < 0:
            across = corner ^ 1
            ring_of[corner] = ring_of[across] = len(rings)
            ring += (corner, across)
            corner = along_column[across]
        if ring:
            rings.append(ring)
    return rings, np.array(ring_of)


def _ring_at(pixels: Bools, corners: _Corners, columns: Ints, ring_of: Ints) -> Ints:
    """Ring along the left side of each pixel, or -1."""
    upper, lower = columns[::2], columns[1::2]
    is_edge = pixels ^ np.pad(pixels[:, :-1], ((0, 0), (1, 0)))
    ring_at = np.full(pixels.shape, -1, np.int64)
    ring_at.T[is_edge.T] = np.repeat(ring_of[upper], corners.y[lower] - corners.y[upper])
    return ring_at


def _owners(ring_at: Ints, corners: _Corners, starts: Ints, is_outline: Bools) -> list[int]:
    """Outline of the region of each ring: itself, or the outline around a hole."""
    owners = list(range(starts.size))
    holes = np.flatnonzero(~is_outline)
    edges = np.flatnonzero(ring_at >= 0)
    pixels = corners.y[starts[holes]], corners.x[starts[holes]]
    at = np.searchsorted(edges, np.ravel_multi_index(pixels, ring_at.shape))
    neighbours = ring_at.ravel()[edges[at - 1]]
    for hole, neighbour in zip(holes.tolist(), neighbours.tolist(), strict=True):
        owners[hole] = owners[neighbour]
    return owners


def _by_region(
    corners: _Corners, rings: list[list[int]], is_outline: list[bool], owners: list[int]
) -> list[list[list[float]]]:
    """Regions → closed rings → x, y, x, y, …; holes are reversed."""
    paths = [[*ring, ring[0]] for ring in rings]
    paths = [path if out else path[::-1] for path, out in zip(paths, is_outline, strict=True)]
    order = list(chain.from_iterable(paths))
    xy = np.column_stack((corners.x, corners.y)).astype(float)
    numbers: list[float] = xy[order].ravel().tolist()
    ends = accumulate(2 * len(path) for path in paths)
    regions: dict[int, list[list[float]]] = {}
    for owner, path, end in zip(owners, paths, ends, strict=True):
        regions.setdefault(owner, []).append(numbers[end - 2 * len(path) : end])
    return list(regions.values())
