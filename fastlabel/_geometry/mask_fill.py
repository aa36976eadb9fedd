"""Regions → the pixels whose centres are inside, all at once.

Loads numpy, so it is imported only when a mask is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["fill_mask"]

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]


class _Edges(NamedTuple):
    """The edges of all rings, those that close them included."""

    ring: Ints
    x: Floats
    y: Floats
    end_x: Floats
    end_y: Floats


def fill_mask(
    regions: Sequence[Sequence[Sequence[float]]], width: int, height: int
) -> NDArray[np.bool_]:
    """The union of regions, each the inside of its first ring less the insides of the others.

    Args:
        regions: Regions → rings → x, y, x, y, … in pixels.
        width: Of the mask, in pixels.
        height: Of the mask, in pixels.
    """
    rings = list(chain.from_iterable(regions))
    region = np.repeat(np.arange(len(regions)), [len(region) for region in regions])
    is_hole = np.array([at > 0 for rings in regions for at in range(len(rings))], dtype=bool)
    ring, row, column = _crossings(_edges(rings), width, height)
    # From left to right, a row enters and leaves a ring in turn.
    turn = np.where(np.arange(ring.size) % 2, -1, 1)
    order = np.lexsort((column, row, region[ring]))
    ring, row, column, turn = ring[order], row[order], column[order], turn[order]
    in_outline = np.cumsum(np.where(is_hole[ring], 0, turn))
    in_holes = np.cumsum(np.where(is_hole[ring], turn, 0))
    shown = (in_outline > 0) & (in_holes == 0)
    changes = np.zeros((height, width + 1), np.int32)
    np.add.at(changes, (row, column), np.diff(shown.astype(np.int32), prepend=0))
    return np.cumsum(changes[:, :width], axis=1) > 0


def _edges(rings: Sequence[Sequence[float]]) -> _Edges:
    points = np.fromiter(chain.from_iterable(rings), np.float64).reshape(-1, 2)
    lengths = np.array([len(ring) // 2 for ring in rings], np.int64)
    ends = np.cumsum(lengths)
    following = np.arange(1, len(points) + 1)
    following[ends[lengths > 0] - 1] = (ends - lengths)[lengths > 0]
    x, y = points.T
    return _Edges(np.repeat(np.arange(len(rings)), lengths), x, y, x[following], y[following])


def _crossings(edges: _Edges, width: int, height: int) -> tuple[Ints, Ints, Ints]:
    """Where rings cross the middles of rows: ring, row, and the first column right of there."""
    # A row's middle on the upper end of an edge crosses it, on the lower end it does not.
    top = _first_after(np.minimum(edges.y, edges.end_y), height)
    bottom = _first_after(np.maximum(edges.y, edges.end_y), height)
    edge = np.repeat(np.arange(top.size), bottom - top)
    before = np.cumsum(bottom - top) - (bottom - top)
    row = np.arange(edge.size) - before[edge] + top[edge]
    x, y = edges.x[edge], edges.y[edge]
    slope = (edges.end_x[edge] - x) / (edges.end_y[edge] - y)
    at = x + (row + 0.5 - y) * slope
    order = np.lexsort((at, row, edges.ring[edge]))
    return edges.ring[edge][order], row[order], _first_after(at, width)[order]


def _first_after(at: Floats, most: int) -> Ints:
    """The first pixel whose middle is there or beyond."""
    return np.ceil(np.clip(at - 0.5, 0, most)).astype(np.int64)
