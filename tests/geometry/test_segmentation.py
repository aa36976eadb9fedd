from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel.errors import FastLabelInvalidException
from fastlabel.models import Polygon, Region, Segmentation
from tests.geometry.shapes import masks, read_again, sizes, vertex_lists

OUTLINE = [(0, 0), (10, 0), (10, 10), (0, 10)]
HOLE = [(2, 2), (2, 6), (6, 6), (6, 2)]
ISLAND = [(20, 20), (24, 20), (24, 24)]


def flat(ring: list[tuple[int, int]]) -> list[float]:
    return [number for vertex in [*ring, ring[0]] for number in vertex]


def regions(*found: list[list[tuple[int, int]]]) -> Segmentation:
    return Segmentation(value="cat", points=[[flat(ring) for ring in rings] for rings in found])


def test_regions_have_outlines_and_holes() -> None:
    first, second = regions([OUTLINE, HOLE], [ISLAND]).regions
    assert first == Region(outline=tuple(OUTLINE), holes=(tuple(HOLE),))
    assert second == Region(tuple(ISLAND))
    assert (first.area, second.area) == (84, 8)


def test_measures() -> None:
    found = regions([OUTLINE, HOLE], [ISLAND])
    assert (found.area, found.bounds) == (92, (0, 0, 24, 24))


def test_open_rings_are_measured_alike() -> None:
    rings = [[number for vertex in ring for number in vertex] for ring in (OUTLINE, HOLE)]
    opened = Segmentation(value="cat", points=[rings])
    closed = regions([OUTLINE, HOLE])
    assert (opened.area, opened.bounds, opened.regions) == (84, closed.bounds, closed.regions)
    assert opened.clipped(4, 4) == closed.clipped(4, 4)


NOTHING: list[Any] = [[], [[]], [[[]]], [[], [[]]]]


@pytest.mark.parametrize("points", NOTHING)
def test_nothing_has_no_bounds(points: Any) -> None:
    empty = Segmentation(value="cat", points=points)
    assert empty.area == 0
    assert [region.outline for region in empty.regions] == [()] * len(points)
    assert empty.clipped(4, 4) is None
    assert not empty.to_mask(4, 4).any()
    with pytest.raises(FastLabelInvalidException, match="points: no vertices"):
        _ = empty.bounds


# Building


@pytest.mark.parametrize("step", [1, -1], ids=["as it is", "turned round"])
@pytest.mark.parametrize("end", [0, 1], ids=["open", "closed"])
def test_rings_are_closed_and_turned(step: int, end: int) -> None:
    given_rings = [ring[::step] for ring in (OUTLINE, HOLE)]
    given_rings = [ring + ring[:end] for ring in given_rings]
    found = Segmentation.from_rings([given_rings, [np.array(ISLAND)]], value="cat")
    (outline, hole), _ = found.points
    assert found.area == 92
    starts = [ring[0] for ring in given_rings]
    assert [tuple(ring[:2]) for ring in (outline, hole)] == starts
    assert all(tuple(ring[:2]) == tuple(ring[-2:]) for ring in (outline, hole))
    assert signed(outline) > 0 > signed(hole)


def signed(ring: Sequence[float]) -> float:
    """Twice the area, positive if clockwise as seen on the screen."""
    pairs = list(zip(ring[::2], ring[1::2], strict=True))
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(pairs))


def test_what_the_regions_say_builds_the_same() -> None:
    found = Segmentation.from_rings([[OUTLINE, HOLE], [ISLAND]], value="cat")
    again = [[region.outline, *region.holes] for region in found.regions]
    assert Segmentation.from_rings(again, value="cat") == found


@given(rings=st.lists(st.lists(vertex_lists, max_size=3), max_size=3))
def test_built_rings_lose_no_vertex(rings: list[list[list[tuple[float, float]]]]) -> None:
    found = Segmentation.from_rings(rings, value="cat")
    assert found == read_again(found)
    for region, built in zip(rings, found.points, strict=True):
        for number, (ring, points) in enumerate(zip(region, built, strict=True)):
            assert set(zip(points[::2], points[1::2], strict=True)) == set(ring)
            assert list(points[:2]) == list(points[-2:]) == list(ring[0])
            assert signed(points) >= -1e-6 if number == 0 else signed(points) <= 1e-6


def test_no_rings_at_all_can_be_built_as_with_the_class() -> None:
    assert Segmentation.from_rings([[[]]], value="cat").points == (((),),)


# Clipping


@pytest.mark.parametrize(
    ("size", "area", "rings"),
    [
        ((30, 30), 92, [2, 1]),
        ((10, 10), 84, [2]),
        ((4, 4), 12, [2]),
        ((2, 2), 4, [1]),
        ((10, 2), 20, [1]),
    ],
    ids=["all inside", "without the island", "through the hole", "up to the hole", "above it"],
)
def test_clipped(size: tuple[int, int], area: float, rings: list[int]) -> None:
    found = regions([OUTLINE, HOLE], [ISLAND]).clipped(*size)
    assert found is not None
    assert found.area == area
    assert [len(region) for region in found.points] == rings
    assert all(ring[:2] == ring[-2:] for region in found.points for ring in region)


def test_clipped_inside_is_itself_and_outside_is_none() -> None:
    found = regions([ISLAND])
    assert found.clipped(24, 24) is found
    assert found.clipped(20, 20) is None


@given(mask=masks, width=sizes, height=sizes)
def test_clipped_is_the_mask_cut(mask: Any, width: int, height: int) -> None:
    found = Segmentation.from_mask(mask, value="cat")
    clipped = found.clipped(width, height)
    cut = mask[:height, :width]
    assert (clipped is None) == (not cut.any())
    if clipped:
        assert clipped.area == cut.sum()
        assert (clipped.to_mask(cut.shape[1], cut.shape[0]) == cut).all()
        assert clipped.clipped(width, height) == clipped == read_again(clipped)


@given(ring=vertex_lists, width=sizes, height=sizes)
def test_clipped_as_polygons_are(ring: list[tuple[float, float]], width: int, height: int) -> None:
    polygon = Polygon.from_vertices(ring, value="cat")
    closed = Segmentation(value="cat", points=[[[*polygon.points, *polygon.points[:2]]]])
    one, other = polygon.clipped(width, height), closed.clipped(width, height)
    assert (one is None) == (other is None)
    if one and other:
        assert set(one.vertices) == set(other.regions[0].outline)
        assert one.area == pytest.approx(other.area)
