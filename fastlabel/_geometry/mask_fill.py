"""Rasterization of regions with numpy, which is imported on first use only."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]


class _Edges(NamedTuple):
    """Edges of all rings, including the closing ones."""

    ring: Ints
    x: Floats
    y: Floats
    end_x: Floats
    end_y: Floats


def fill_mask(
    regions: Sequence[Sequence[Sequence[float]]], width: int, height: int
) -> NDArray[np.bool_]:
    """Rasterize the union of regions: pixels whose centre is in the first ring and in no other."""
    rings = list(chain.from_iterable(regions))
    region = np.repeat(np.arange(len(regions)), [len(region) for region in regions])
    is_hole = np.array([at > 0 for rings in regions for at in range(len(rings))], dtype=bool)
    ring, row, column = _crossings(_edges(rings), width, height)
    # From left to right, a row alternately enters and leaves a ring.
    turn = np.where(np.arange(ring.size) % 2, -1, 1)
    order = np.lexsort((column, row, region[ring]))
    ring, row, column, turn = ring[order], row[order], column[order], turn[order]
    in_outline = np.cumsum(np.where(is_hole[ring], 0, turn))
    in_holes = np.cumsum(np.where(is_hole[ring], turn, 0))
    is_inside = (in_outline > 0) & (in_holes == 0)
    changes = np.zeros((height, width + 1), np.int32)
    np.add.at(changes, (row, column), np.diff(is_inside.astype(np.int32), prepend=0))
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
    """Crossings of rings with the centre lines of rows: ring, row, first column to the right."""
    # A centre line crosses an edge at its upper end, but not at its lower one.
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


def _first_after(at: Floats, size: int) -> Ints:
    """First pixel whose centre is at a coordinate or after it."""
    return np.ceil(np.clip(at - 0.5, 0, size)).astype(np.int64)
