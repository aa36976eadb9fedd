"""Where rings cross, and the area that they cover together."""

from __future__ import annotations

import math
import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel._geometry.crossings import find_crossings, is_star_shaped, union_area
from fastlabel._geometry.rings import Vertex, ring_area, vertices_from_flat, without_closing_vertex

numbers = st.one_of(st.integers(-3, 12), st.floats(-1e4, 1e4), st.sampled_from([1e12, -1e300]))
rings = st.lists(st.tuples(numbers, numbers), max_size=9).map(
    lambda vertices: [float(number) for vertex in vertices for number in vertex]
)
near_rings = st.lists(
    st.tuples(st.integers(-20, 20), st.floats(-20, 20)), min_size=3, max_size=9
).map(lambda vertices: [float(number) for vertex in vertices for number in vertex])
closed = rings.map(lambda ring: [*ring, *ring[:2]])
BENT = [0.0, 0.0, 90.0, 0.0, 90.0, 90.0, 80.0, 90.0, 80.0, 10.0, 0.0, 10.0]


def around(count: int, chance: random.Random) -> list[float]:
    """A ring of so many vertices that crosses nowhere."""
    angles = [math.tau * (index + chance.uniform(0, 0.4)) / count for index in range(count)]
    reaches = [(angle, chance.uniform(20, 90)) for angle in angles]
    return [c for a, r in reaches for c in (100 + r * math.cos(a), 100 + r * math.sin(a))]


def side(start: Vertex, end: Vertex, point: Vertex) -> float:
    (x1, y1), (x2, y2), (x, y) = start, end, point
    return (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)


def do_cross(one: tuple[Vertex, Vertex], other: tuple[Vertex, Vertex]) -> bool:
    sides = [side(*one, point) for point in other], [side(*other, point) for point in one]
    return all(first * second < 0 for first, second in sides)


def crosses(ring: list[float]) -> bool:
    """Whether two of its edges have the ends of one another on both sides."""
    vertices = vertices_from_flat(without_closing_vertex(ring))
    edges = list(zip(vertices, [*vertices[1:], vertices[0]], strict=True))
    return any(do_cross(*pair) for pair in combinations(edges, 2))


@given(st.one_of(rings, closed))
def test_star_shaped_ring_crosses_nowhere(ring: list[float]) -> None:
    assert not (is_star_shaped(ring) and crosses(ring))


@given(near_rings)
def test_crossing_edges_are_found(ring: list[float]) -> None:
    assert not crosses(ring) or find_crossings([ring]).self_crossing == {0}


@pytest.mark.parametrize("count", [3, 4, 8, 9, 20, 24, 31, 63, 64])
def test_outlines_of_any_form_do_not_cross(count: int) -> None:
    chance = random.Random(count)
    for ring in [around(count, chance) for _ in range(99)]:
        assert not crosses(ring)
        assert not find_crossings([ring]).self_crossing


@pytest.mark.parametrize("count", [4, 8, 9, 31, 64])
def test_outlines_with_two_vertices_swapped_cross(count: int) -> None:
    chance = random.Random(count)
    for ring in [around(count, chance) for _ in range(30)]:
        at = 2 * chance.randrange(1, count - 1)
        ring[at : at + 2], ring[at - 2 : at] = ring[at - 2 : at], ring[at : at + 2]
        assert crosses(ring) == (find_crossings([ring]).self_crossing == {0})


@pytest.mark.parametrize("count", [3, 10, 64, 1000])
def test_round_outlines_are_star_shaped(count: int) -> None:
    angles = [math.tau * step / count for step in range(count)]
    assert is_star_shaped([100 + c for a in angles for c in (50 * math.cos(a), 40 * math.sin(a))])


def test_ring_that_goes_around_twice_crosses_itself() -> None:
    angles = [4 * math.pi * index / 9 for index in range(9)]
    ring = [c for a in angles for c in (100 + 50 * math.cos(a), 100 + 50 * math.sin(a))]
    assert not is_star_shaped(ring)
    assert find_crossings([ring]).self_crossing == {0}


@pytest.mark.parametrize(
    ("others", "pairs", "area"),
    [
        ([], set[tuple[int, int]](), ring_area(BENT)),
        ([[200.0, 0.0, 210.0, 0.0, 210.0, 10.0]], set[tuple[int, int]](), ring_area(BENT) + 50),
        ([[10.0, 20.0, 70.0, 20.0, 70.0, 80.0]], set[tuple[int, int]](), ring_area(BENT) + 1800),
        ([[0.0, 0.0, 90.0, 0.0, 90.0, 10.0, 0.0, 10.0]], set[tuple[int, int]](), ring_area(BENT)),
        ([[40.0, 0.0, 50.0, 0.0, 50.0, 20.0, 40.0, 20.0]], {(0, 1)}, ring_area(BENT) + 100),
    ],
    ids=["alone", "apart", "apart in its box", "inside along an edge", "across"],
)
def test_area_of_several_rings(
    others: list[list[float]], pairs: set[tuple[int, int]], area: float
) -> None:
    assert union_area([BENT, *others]) == pytest.approx(area)
    assert pairs <= find_crossings([BENT, *others]).mutual


def test_too_many_edges_are_not_compared() -> None:
    count = 3000
    comb = [c for x in range(count) for c in (float(x % 2) * 1e4, float(x))]
    assert not find_crossings([comb]).is_complete
    assert union_area([comb, comb]) == 2 * ring_area(comb)
