"""Polygons, lines and points."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from fastlabel._protocol.validation import check_annotations
from fastlabel.errors import FastLabelInvalidException
from fastlabel.models import Keypoint, Line, Polygon
from tests.geometry.shapes import Vertices, lines, polygons, read_again, sizes, stars, vertices

SMALL = 1e-6


def within(bounds: tuple[float, float, float, float], width: float, height: float) -> bool:
    left, top, right, bottom = bounds
    return 0 <= left <= right <= width and 0 <= top <= bottom <= height


# Polygons


@pytest.mark.parametrize(
    ("points", "area", "bounds"),
    [
        ([0, 0, 4, 0, 4, 3, 0, 3], 12, (0, 0, 4, 3)),
        ([0, 3, 4, 3, 4, 0, 0, 0], 12, (0, 0, 4, 3)),
        ([0, 0, 4, 0, 0, 3], 6, (0, 0, 4, 3)),
        ([0, 0, 4, 0, 4, 4, 2, 1, 0, 4], 10, (0, 0, 4, 4)),
        ([0, 0, 4, 0, 4, 3, 0, 3, 0, 0], 12, (0, 0, 4, 3)),
        ([1, 2], 0, (1, 2, 1, 2)),
    ],
    ids=["clockwise", "the other way", "triangle", "notched", "closed", "one vertex"],
)
def test_polygon_measures(points: list[float], area: float, bounds: tuple[float, ...]) -> None:
    polygon = Polygon(value="cat", points=points)
    assert (polygon.area, polygon.bounds) == (area, bounds)
    assert [number for vertex in polygon.vertices for number in vertex] == points


@pytest.mark.parametrize("model", [Polygon, Line])
def test_nothing_has_no_bounds(model: Any) -> None:
    empty = model(value="cat", points=[])
    assert empty.vertices == ()
    assert getattr(empty, "area", 0) == getattr(empty, "length", 0) == 0
    assert not empty.clipped(4, 4)
    with pytest.raises(FastLabelInvalidException, match="points: no vertices"):
        _ = empty.bounds


def test_polygon_leaves_out_a_closing_vertex_and_a_line_keeps_it() -> None:
    ring = [(0, 0), (4, 0), (4, 3), (0, 0)]
    assert Polygon.from_vertices(ring, value="cat").points == (0, 0, 4, 0, 4, 3)
    assert Line.from_vertices(ring, value="cat").points == (0, 0, 4, 0, 4, 3, 0, 0)


@pytest.mark.parametrize("model", [Polygon, Line])
def test_arrays_of_vertices(model: Any) -> None:
    array = np.array([[0, 0], [4, 0], [4, 3]], np.float32)
    assert model.from_vertices(array, value="cat").points == (0, 0, 4, 0, 4, 3)
    parts = array / 4
    found = model.from_normalized(parts, width=40, height=80, value="cat")
    assert found.points == (0, 0, 40, 0, 40, 60)
    assert found.normalized(40, 80) == ((0, 0), (1, 0), (1, 0.75))


WIDE, HIGH = 10, 8


@pytest.mark.parametrize(
    ("given_points", "clipped"),
    [
        ([1, 1, 5, 1, 5, 5], [1, 1, 5, 1, 5, 5]),
        ([0, 0, 10, 0, 10, 8, 0, 8], [0, 0, 10, 0, 10, 8, 0, 8]),
        ([-9, -9, 99, -9, 99, 99, -9, 99], [0, 8, 0, 0, 10, 0, 10, 8]),
        ([8, 2, 12, 2, 12, 6, 8, 6], [8, 2, 10, 2, 10, 6, 8, 6]),
        ([-4, 2, 4, 2, 4, 6, -4, 6, -4, 2], [0, 2, 4, 2, 4, 6, 0, 6]),
        ([20, 20, 30, 20, 30, 30], None),
        ([-4, 0, 0, 0, 0, 4, -4, 4], None),
        ([-9, -9, 50, -9, 50, 0, 0, 0, 0, 50, -9, 50], None),
        ([-4, -1, -1, -1, -1, -4], None),
        ([1, 1, 2, 2, 3, 3], None),
        ([1, 1, 5, 1], None),
        ([1, 1, 1, 1, 1, 1], None),
    ],
    ids=[
        "inside", "whole image", "around it", "one side", "closed", "outside", "along an edge",
        "around a corner, touching both edges", "beyond a corner", "slanted and flat",
        "two vertices", "one vertex thrice",
    ],
)  # fmt: skip
def test_polygon_clipped(given_points: list[float], clipped: list[float] | None) -> None:
    found = Polygon(value="cat", points=given_points).clipped(WIDE, HIGH)
    assert (found and list(found.points)) == clipped


def test_polygon_that_comes_back_stays_one() -> None:
    """A comb whose back is outside: its two teeth are joined along the edge."""
    comb = Polygon(value="cat", points=[12, 1, 12, 7, 6, 7, 6, 6, 11, 6, 11, 2, 6, 2, 6, 1])
    clipped = comb.clipped(WIDE, HIGH)
    assert clipped is not None
    assert clipped.area == 8
    assert clipped.bounds == (6, 1, 10, 7)


def test_polygon_inside_is_itself() -> None:
    bow_tie = Polygon(value="cat", points=[0, 0, 4, 4, 4, 0, 0, 4])
    assert bow_tie.area == 0
    assert bow_tie.clipped(WIDE, HIGH) is bow_tie


@pytest.mark.parametrize("points", [[1, 1, 2, 2, 3, 3], [1, 1, 1, 5, 1, 3], [0, 4, 2, 3, 6, 1]])
def test_what_lies_on_one_line_is_refused_by_create_as_well(points: list[float]) -> None:
    flat = Polygon(value="cat", points=points)
    assert flat.area == 0
    with pytest.raises(FastLabelInvalidException, match="all vertices lie on one line"):
        check_annotations([flat])


@given(ring=stars(), width=sizes, height=sizes)
def test_clipped_polygon_is_inside_smaller_and_final(
    ring: Vertices, width: int, height: int
) -> None:
    polygon = Polygon.from_vertices(ring, value="cat")
    clipped = polygon.clipped(width, height)
    if clipped:
        assert within(clipped.bounds, width, height)
        assert clipped.area <= polygon.area + SMALL
        assert clipped.clipped(width, height) == clipped == read_again(clipped)


@given(ring=stars(), width=sizes, height=sizes)
def test_clipped_polygon_and_what_is_cut_off_make_the_whole(
    ring: Vertices, width: int, height: int
) -> None:
    """Cut by the image into nine fields, a ring loses nothing."""
    far = 1000

    def area(left: float, top: float, wide: float, high: float) -> float:
        moved = [(x - left, y - top) for x, y in ring]
        part = Polygon.from_vertices(moved, value="cat").clipped(wide, high)
        return part.area if part else 0.0

    across = [(-far, far), (0, width), (width, far)]
    down = [(-far, far), (0, height), (height, far)]
    parts = [area(left, top, wide, high) for left, wide in across for top, high in down]
    whole = Polygon.from_vertices(ring, value="cat").area
    assert sum(parts) == pytest.approx(whole, abs=SMALL)


@given(polygon=polygons, width=sizes, height=sizes)
def test_any_polygon_can_be_clipped(polygon: Polygon, width: int, height: int) -> None:
    clipped = polygon.clipped(width, height)
    if clipped:
        assert len(set(clipped.vertices)) >= 3
        assert within(clipped.bounds, width, height)
        assert clipped.clipped(width, height) == clipped == read_again(clipped)


@given(polygon=polygons, width=sizes, height=sizes)
def test_clipping_does_not_change_the_pixels(polygon: Polygon, width: int, height: int) -> None:
    whole = polygon.to_mask(width, height)
    clipped = polygon.clipped(width, height)
    left = clipped.to_mask(width, height) if clipped else np.zeros_like(whole)
    for y, x in np.argwhere(whole != left):
        # A centre right on an edge may change sides where the edge's ends moved.
        assert distance(polygon, float(x) + 0.5, float(y) + 0.5) < SMALL


def distance(polygon: Polygon, x: float, y: float) -> float:
    """From a point to the nearest edge."""
    ends = pairwise([*polygon.vertices, polygon.vertices[0]])
    return min(_to_segment((x, y), start, end) for start, end in ends)


def _to_segment(
    at: tuple[float, float], start: tuple[float, float], end: tuple[float, float]
) -> float:
    length = math.dist(start, end) or 1
    steps = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    along = (at[0] - start[0]) * steps[0] + (at[1] - start[1]) * steps[1]
    along = min(max(along, 0), math.dist(start, end))
    return math.dist(at, (start[0] + along * steps[0], start[1] + along * steps[1]))


@given(ring=stars())
def test_area_is_near_the_count_of_pixels(ring: Vertices) -> None:
    polygon = Polygon.from_vertices([(x + 50, y + 50) for x, y in ring], value="cat")
    edges = [*polygon.vertices, polygon.vertices[0]]
    around = sum(math.dist(a, b) for a, b in pairwise(edges))
    pixels = int(polygon.to_mask(150, 150).sum())
    assert abs(polygon.area - pixels) <= around + 1


# Lines


@pytest.mark.parametrize(
    ("points", "length"),
    [([0, 0, 3, 4], 5), ([0, 0, 3, 4, 3, 10], 11), ([1, 1, 1, 1], 0), ([1, 1], 0)],
)
def test_line_length(points: list[float], length: float) -> None:
    assert Line(value="cat", points=points).length == length


@pytest.mark.parametrize(
    ("given_points", "parts"),
    [
        ([1, 1, 5, 5], [[1, 1, 5, 5]]),
        ([0, 0, 10, 8], [[0, 0, 10, 8]]),
        ([1, 1, 1, 1], [[1, 1, 1, 1]]),
        ([-2, 4, 12, 4], [[0, 4, 10, 4]]),
        ([12, 4, -2, 4], [[10, 4, 0, 4]]),
        ([8, 2, 12, 2, 12, 6, 8, 6], [[8, 2, 10, 2], [10, 6, 8, 6]]),
        ([2, 2, 5, 2, 5, 20, 7, 20, 7, 6], [[2, 2, 5, 2, 5, 8], [7, 8, 7, 6]]),
        ([2, 2, 10, 4, 2, 6], [[2, 2, 10, 4, 2, 6]]),
        ([2, 2, 10, 4, 12, 4, 12, 20], [[2, 2, 10, 4]]),
        ([12, 4, 10, 4, 2, 4], [[10, 4, 2, 4]]),
        ([0, -5, 0, 20], [[0, 0, 0, 8]]),
        ([12, 2, 10, 4, 12, 6], []),
        ([-2, 2, 2, -2], []),
        ([-2, 1, 2, -3], []),
        ([20, 20, 30, 30], []),
        ([20, 20, 20, 20], []),
        ([5, 5], []),
    ],
    ids=[
        "inside", "edge to edge", "no length, inside", "through", "through, the other way",
        "out and in again", "out and in with vertices between", "touches the edge from inside",
        "ends on the edge", "begins on the edge", "along the edge", "touches the edge from outside",
        "touches a corner", "passes a corner", "outside", "no length, outside", "one vertex",
    ],
)  # fmt: skip
def test_line_clipped(given_points: list[float], parts: list[list[float]]) -> None:
    found = Line(value="cat", points=given_points).clipped(WIDE, HIGH)
    assert [list(part.points) for part in found] == parts


@given(line=lines, width=sizes, height=sizes)
def test_clipped_line_is_inside_shorter_and_final(line: Line, width: int, height: int) -> None:
    parts = line.clipped(width, height)
    assert sum(part.length for part in parts) <= line.length + SMALL
    for part in parts:
        assert within(part.bounds, width, height)
        assert part.clipped(width, height) == (part,)
        assert part == read_again(part)


@given(line=lines, width=sizes, height=sizes)
def test_line_the_other_way_has_the_same_length_inside(line: Line, width: int, height: int) -> None:
    back = Line.from_vertices(line.vertices[::-1], value="cat")
    lengths = [sum(part.length for part in one.clipped(width, height)) for one in (line, back)]
    assert lengths[0] == pytest.approx(lengths[1], abs=SMALL)


# Points


def test_keypoint_measures() -> None:
    point = Keypoint.from_xy(3, 4.5, value="eye")
    assert (point.x, point.y, point.bounds) == (3, 4.5, (3, 4.5, 3, 4.5))
    assert point.normalized(6, 9) == (0.5, 0.5)
    assert Keypoint.from_normalized((0.5, 0.5), width=6, height=9, value="eye") == point


@pytest.mark.parametrize(
    ("points", "is_inside"),
    [((0, 0), True), ((10, 8), True), ((-0.1, 4), False), ((4, 8.1), False), ((11, 9), False)],
)
def test_keypoint_clipped(points: tuple[float, float], is_inside: bool) -> None:
    point = Keypoint(value="eye", points=points)
    assert point.clipped(WIDE, HIGH) is (point if is_inside else None)


@given(at=vertices, width=sizes, height=sizes)
def test_keypoint_normalized_and_back(at: Sequence[float], width: int, height: int) -> None:
    point = Keypoint.from_xy(*at, value="eye")
    parts = point.normalized(width, height)
    back = Keypoint.from_normalized(parts, width=width, height=height, value="eye")
    assert back.points == pytest.approx(point.points)
