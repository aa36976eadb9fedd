"""A look at many rings at once, by numpy. Boxes and areas are those of `look_at` to the last bit.

More rings are seen to cross nowhere, because each edge of a ring is compared with all its others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from fastlabel._geometry.rings import packed_floats
from fastlabel._geometry.simple_rings import (
    FARTHEST,
    FEWEST_NUMBERS,
    Ring,
    RingLook,
    added_in_order,
)

__all__ = ["look_at_all"]

_Floats: TypeAlias = "NDArray[np.float64]"
_Flags: TypeAlias = "NDArray[np.bool_]"
_Counts: TypeAlias = "NDArray[np.int64]"

_NO_RING: Final = (0.0,) * FEWEST_NUMBERS
_LEAST_ROOM: Final = 10
_ROOMS: Final = (8, 12, 16, 20, 24, 28, 32, 40, 48, 56, 64)
"""Of rings whose edges are compared with one another: the work grows with the square of it."""
_PAIRS: Final = 15_000
"""Pairs of edges compared at once: few enough that they stay in the processor's cache."""


class _Rings(NamedTuple):
    """Rings as ranges of one row of vertices."""

    xs: _Floats
    ys: _Floats
    starts: _Counts
    """Where each ring begins."""
    counts: _Counts
    """How many vertices each has."""

    @classmethod
    def of(cls, rings: Sequence[Ring]) -> _Rings:
        """Rings as they are given, without a last vertex that repeats the first."""
        whole = [ring if len(ring) >= FEWEST_NUMBERS else _NO_RING for ring in rings]
        numbers = np.frombuffer(packed_floats(whole))
        xs, ys = numbers[::2], numbers[1::2]
        counts = np.array(list(map(len, whole))) // 2
        ends = counts.cumsum()
        starts, lasts = ends - counts, ends - 1
        is_closed = (xs[starts] == xs[lasts]) & (ys[starts] == ys[lasts])
        return cls(xs, ys, starts, counts - is_closed)

    def chosen(self, which: _Counts) -> _Rings:
        """Some of them."""
        return _Rings(self.xs, self.ys, self.starts[which], self.counts[which])


def look_at_all(rings: Sequence[Ring]) -> list[RingLook]:
    """What `look_at` gives for each of one or more rings, with an area for more of them."""
    all_rings = _Rings.of(rings)
    found = np.zeros((5, len(rings)))
    for which, room in _in_doubling_rooms(all_rings.counts):
        found[:, which] = _looks(all_rings.chosen(which), room)
    left, top, right, bottom, area = found.tolist()
    return list(zip(left, top, right, bottom, area, strict=True))


def _in_doubling_rooms(counts: _Counts) -> Iterator[tuple[_Counts, int]]:
    """Rings of about as many vertices, which are looked at together, and the most that they have.

    Those with fewer are filled up. The more rooms, the less to fill up, but the more calls.
    """
    fewest, room = 0, _LEAST_ROOM
    while fewest < counts.max():
        which = np.flatnonzero((counts > fewest) & (counts <= room))
        if len(which):
            yield which, room
        fewest, room = room, 2 * room


def _looks(rings: _Rings, room: int) -> tuple[_Floats, ...]:
    """Left, top, right, bottom and area of each."""
    steps = np.arange(room + 1)[:, None]
    # Rings are columns, closed and filled up by their first vertex, which changes no sum.
    at = rings.starts + np.where(steps < rings.counts, steps, 0)
    xs, ys = rings.xs[at], rings.ys[at]
    left, top, right, bottom = xs.min(axis=0), ys.min(axis=0), xs.max(axis=0), ys.max(axis=0)
    with np.errstate(all="ignore"):
        across, down = xs - (left + right) / 2, ys - (top + bottom) / 2
        turns = across[:-1] * down[1:] - down[:-1] * across[1:]
        area = np.abs(added_in_order(turns)) / 2
    is_near = np.maximum(np.maximum(right, bottom), -np.minimum(left, top)) < FARTHEST
    is_sure = is_near & _run_once(turns, down < 0, rings.counts)
    doubtful = np.flatnonzero(is_near & ~is_sure)
    for which, enough in _in_small_rooms(doubtful, rings.counts):
        is_sure[which] = _apart(rings.chosen(which), enough)
    return left, top, right, bottom, np.where(is_sure, area, 0.0)


def _run_once(turns: _Floats, is_above: _Flags, counts: _Counts) -> _Flags:
    """Which rings run around their centre once, and always the same way."""
    one_way = ((turns > 0).sum(axis=0) == counts) | ((turns < 0).sum(axis=0) == counts)
    rises = (is_above[1:] & ~is_above[:-1]).sum(axis=0)
    surely: _Flags = one_way & (rises == 1)
    return surely


def _in_small_rooms(chosen: _Counts, counts: _Counts) -> Iterator[tuple[_Counts, int]]:
    """Rings in lots for a room, not too many in each; without those too large for any room."""
    fewest = 0
    for room in _ROOMS:
        fitting = chosen[(counts[chosen] > fewest) & (counts[chosen] <= room)]
        fewest, most = room, max(1, _PAIRS // room**2)
        for at in range(0, len(fitting), most):
            yield fitting[at : at + most], room


def _apart(rings: _Rings, room: int) -> _Flags:
    """Which rings have no two edges that meet, but those that follow one another.

    Two edges meet if neither has both ends of the other on one side.
    """
    steps = np.arange(room + 1)
    counts = rings.counts
    at = rings.starts[:, None] + steps % counts[:, None]
    beyond = steps > counts[:, None]
    x = np.where(beyond, np.nan, rings.xs[at])
    y = np.where(beyond, np.nan, rings.ys[at])
    x1, y1 = x[:, :-1, None], y[:, :-1, None]
    wide, high = x[:, 1:, None] - x1, y[:, 1:, None] - y1
    # Comparisons with what fills a ring up are false, so it meets nothing.
    sides = wide * (y[:, None, :] - y1) - high * (x[:, None, :] - x1)
    has_on_both = sides[:, :, :-1] * sides[:, :, 1:] <= 0
    meeting = has_on_both & has_on_both.transpose(0, 2, 1) & _strangers(room)
    meeting[np.arange(len(counts)), 0, counts - 1] = False
    meeting[np.arange(len(counts)), counts - 1, 0] = False
    return cast("_Flags", ~meeting.any(axis=(1, 2)))


@lru_cache(maxsize=len(_ROOMS))
def _strangers(room: int) -> _Flags:
    """Which two edges are not the same, and do not follow one another."""
    steps = np.arange(room)
    strangers: _Flags = np.abs(steps[:, None] - steps) > 1
    return strangers
