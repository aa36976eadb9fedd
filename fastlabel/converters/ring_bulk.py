"""A look at many rings at once, by numpy. Boxes and areas are those of `look_at` to the last bit.

More rings are seen to cross nowhere, because each edge of a ring is compared with all its others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from fastlabel.converters.ring_looks import FARTHEST, FEWEST_NUMBERS, Ring, RingLook
from fastlabel.models.outlines import opened
from fastlabel.packed_floats import packed_floats

__all__ = ["look_at_all"]

_Floats: TypeAlias = "NDArray[np.float64]"
_Flags: TypeAlias = "NDArray[np.bool_]"
_Counts: TypeAlias = "NDArray[np.int64]"

_NO_RING: Final = (0.0,) * FEWEST_NUMBERS
_ROOMS: Final = (8, 12, 16, 20, 24, 28, 32, 40, 48, 56, 64)
"""Rings of about as many vertices are compared together, those with fewer filled up."""
_PAIRS: Final = 15_000
"""Pairs of edges compared at once: few enough that they stay in the processor's cache."""


def look_at_all(rings: Sequence[Ring]) -> list[RingLook]:
    """What `look_at` gives for each of one or more rings, with an area for more of them."""
    whole = [opened(ring) if len(ring) >= FEWEST_NUMBERS else _NO_RING for ring in rings]
    counts = np.array([len(ring) // 2 for ring in whole])
    ends = counts.cumsum()
    starts = ends - counts
    numbers = np.frombuffer(packed_floats(whole))
    xs, ys = numbers[::2], numbers[1::2]
    left, right = np.minimum.reduceat(xs, starts), np.maximum.reduceat(xs, starts)
    top, bottom = np.minimum.reduceat(ys, starts), np.maximum.reduceat(ys, starts)
    with np.errstate(all="ignore"):
        across = xs - ((left + right) / 2).repeat(counts)
        down = ys - ((top + bottom) / 2).repeat(counts)
        next_down = _next(down, starts, ends)
        turns = across * next_down - down * _next(across, starts, ends)
    is_near = np.maximum(np.maximum(right, bottom), -np.minimum(left, top)) < FARTHEST
    is_sure = is_near & _run_once(turns, (next_down < 0) & (down >= 0), starts)
    doubtful = np.flatnonzero(is_near & ~is_sure)
    for chosen, room in _rooms(doubtful, counts):
        is_sure[chosen] = _apart(across, down, starts[chosen], counts[chosen], room)
    areas = _areas(turns.tolist(), starts.tolist(), ends.tolist(), is_sure.tolist())
    boxes = (left.tolist(), top.tolist(), right.tolist(), bottom.tolist())
    return list(zip(*boxes, areas, strict=True))


def _next(values: _Floats, starts: _Counts, ends: _Counts) -> _Floats:
    """That of the next vertex of a ring; after the last comes the first."""
    following = np.empty_like(values)
    following[:-1] = values[1:]
    following[ends - 1] = values[starts]
    return following


def _run_once(turns: _Floats, rises: _Flags, starts: _Counts) -> _Flags:
    """Which rings run around their centre once, and always the same way."""
    one_way = (np.minimum.reduceat(turns, starts) > 0) | (np.maximum.reduceat(turns, starts) < 0)
    surely: _Flags = one_way & (np.add.reduceat(rises.view(np.int8), starts) == 1)
    return surely


def _rooms(chosen: _Counts, counts: _Counts) -> Iterator[tuple[_Counts, int]]:
    """Rings in lots for a room, not too many in each; without those too large for any room."""
    fewest = 0
    for room in _ROOMS:
        fitting = chosen[(counts[chosen] > fewest) & (counts[chosen] <= room)]
        fewest, most = room, max(1, _PAIRS // room**2)
        for at in range(0, len(fitting), most):
            yield fitting[at : at + most], room


def _apart(xs: _Floats, ys: _Floats, starts: _Counts, counts: _Counts, room: int) -> _Flags:
    """Which rings have no two edges that meet, but those that follow one another.

    Two edges meet if neither has both ends of the other on one side.
    """
    steps = np.arange(room + 1)
    at = starts[:, None] + steps % counts[:, None]
    beyond = steps > counts[:, None]
    x = np.where(beyond, np.nan, xs[at])
    y = np.where(beyond, np.nan, ys[at])
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


def _areas(
    turns: list[float], starts: list[int], ends: list[int], is_sure: list[bool]
) -> list[float]:
    return [
        abs(sum(turns[start:end])) / 2 if sure else 0.0
        for start, end, sure in zip(starts, ends, is_sure, strict=True)
    ]
