"""Pixels → the rings along their edges.

Between four pixels is a corner of a ring, where one or three of them are set, or two that lie
diagonally: there, two rings meet, or one meets itself. Along each row of corners every second gap
is a side of a ring, and so it is along each column.

Loads numpy, so it is imported only when a mask is given.
"""

from __future__ import annotations

from itertools import accumulate, chain
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fastlabel.errors import invalid

__all__ = ["trace_mask"]

Bools: TypeAlias = NDArray[np.bool_]
Ints: TypeAlias = NDArray[np.int64]


class _Corners(NamedTuple):
    """Row by row; where rings meet there are two, of which the first ends the side on the left."""

    x: Ints
    y: Ints
    meets: Ints
    """The first corner of each pair where rings meet."""
    falls: Bools
    """Of each such pair: whether upper left and lower right are set, not the other two."""


def trace_mask(mask: ArrayLike) -> list[list[list[float]]]:
    """The regions of a mask, as regions → closed rings → coordinates x, y, x, y, … in pixels.

    A region is what hangs together by the sides of its pixels, and so is a hole. Outlines run
    clockwise as seen on the screen, holes the other way.

    Raises:
        FastLabelInvalidException: It is not of two dimensions, not of 0 and 1, or empty.
    """
    pixels = _pixels(mask)
    corners = _corners(pixels)
    # First as if pixels that meet at a corner were apart; then a ring that meets itself is two.
    columns = _columns(corners, corners.falls)
    rings, ring_of = _rings(columns)
    meets_itself = ring_of[corners.meets] == ring_of[corners.meets + 1]
    if meets_itself.any():
        columns = _columns(corners, corners.falls ^ meets_itself)
        rings, ring_of = _rings(columns)
    starts = np.array([ring[0] for ring in rings])
    is_outline = pixels[corners.y[starts], corners.x[starts]]
    owners = _owners(_ring_at(pixels, corners, columns, ring_of), corners, starts, is_outline)
    return _gathered(corners, rings, is_outline.tolist(), owners)


def _pixels(mask: ArrayLike) -> Bools:
    """The mask with a margin on the right and at the bottom, so that each corner has a pixel."""
    try:
        given = np.asarray(mask)
    except ValueError:
        invalid("mask: its rows differ in length")
    if given.dtype.kind not in "biuf":
        invalid("mask: not of numbers; rows of bool, or of 0 and 1, are due")
    if given.ndim != 2:
        invalid(f"mask: {given.ndim} dimensions, a mask has 2: rows of pixels")
    pixels = given != 0
    if (given[pixels] != 1).any():
        invalid("mask: not of 0 and 1 only; compare first, such as mask > 0")
    if not pixels.any():
        invalid("mask: no pixel is set, a segmentation has 1 region or more")
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
    """The corners column by column: every second gap is a side.

    Args:
        corners: All of them.
        is_first_above: Of each pair where rings meet: whether the first ends the side above.
    """
    is_later = np.zeros(corners.x.size, bool)
    is_later[corners.meets] = ~is_first_above
    is_later[corners.meets + 1] = is_first_above
    return np.lexsort((is_later, corners.y, corners.x))


def _rings(columns: Ints) -> tuple[list[list[int]], Ints]:
    """Corners in order along each ring, from its upper left one to the right; ring of each corner.

    The other end of a side along a row is the neighbour in the row: of corner 6 it is 7.
    """
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
    """For each pixel, the ring that runs down its left side, or -1."""
    upper, lower = columns[::2], columns[1::2]
    is_edge = pixels ^ np.pad(pixels[:, :-1], ((0, 0), (1, 0)))
    ring_at = np.full(pixels.shape, -1, np.int64)
    ring_at.T[is_edge.T] = np.repeat(ring_of[upper], corners.y[lower] - corners.y[upper])
    return ring_at


def _owners(ring_at: Ints, corners: _Corners, starts: Ints, is_outline: Bools) -> list[int]:
    """For each ring, the outline of its region: itself, or what it is a hole in.

    To the left of a hole's upper left corner, the region is bounded by its outline, or by a hole
    that comes earlier.
    """
    owners = list(range(starts.size))
    holes = np.flatnonzero(~is_outline)
    edges = np.flatnonzero(ring_at >= 0)
    places = corners.y[starts[holes]], corners.x[starts[holes]]
    at = np.searchsorted(edges, np.ravel_multi_index(places, ring_at.shape))
    neighbours = ring_at.ravel()[edges[at - 1]]
    for hole, neighbour in zip(holes.tolist(), neighbours.tolist(), strict=True):
        owners[hole] = owners[neighbour]
    return owners


def _gathered(
    corners: _Corners, rings: list[list[int]], is_outline: list[bool], owners: list[int]
) -> list[list[list[float]]]:
    """Regions → closed rings → x, y, x, y, …; holes run the other way round."""
    paths = [[*ring, ring[0]] for ring in rings]
    ways = [path if out else path[::-1] for path, out in zip(paths, is_outline, strict=True)]
    order = list(chain.from_iterable(ways))
    xy = np.column_stack((corners.x, corners.y)).astype(float)
    numbers: list[float] = xy[order].ravel().tolist()
    ends = accumulate(2 * len(way) for way in ways)
    regions: dict[int, list[list[float]]] = {}
    for owner, way, end in zip(owners, ways, ends, strict=True):
        regions.setdefault(owner, []).append(numbers[end - 2 * len(way) : end])
    return list(regions.values())
