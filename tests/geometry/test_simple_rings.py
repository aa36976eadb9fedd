"""Outlines that pass a look cross nowhere, whether one is looked at or many."""

from __future__ import annotations

import math
import random
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel._geometry.rings import Vertex, bounds_of, opened, ring_area, vertices_of
from fastlabel._geometry.simple_rings import look_at, look_at_each, outline_area
from fastlabel._geometry.simple_rings_numpy import look_at_all

numbers = st.one_of(st.integers(-3, 12), st.floats(-1e4, 1e4), st.sampled_from([1e12, -1e300]))
rings = st.lists(st.tuples(numbers, numbers), max_size=9).map(
    lambda vertices: [float(number) for vertex in vertices for number in vertex]
)
closed = rings.map(lambda ring: [*ring, *ring[:2]])


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
    vertices = vertices_of(opened(ring))
    edges = list(zip(vertices, [*vertices[1:], vertices[0]], strict=True))
    return any(do_cross(*pair) for pair in combinations(edges, 2))


@given(st.one_of(rings, closed))
def test_one_look_passes_only_what_crosses_nowhere(ring: list[float]) -> None:
    *bounds, area = look_at(ring)
    if area:
        assert not crosses(ring)
        assert tuple(bounds) == bounds_of(ring[::2], ring[1::2])
        assert area == outline_area(ring)
        assert math.isclose(area, ring_area(ring), rel_tol=1e-6)


@given(st.lists(st.one_of(rings, closed), min_size=1, max_size=9))
def test_many_looks_pass_all_of_those_and_none_that_crosses(many: list[list[float]]) -> None:
    looks = look_at_all(many)
    for ring, alone, bulk in zip(many, map(look_at, many), looks, strict=True):
        assert bulk[:4] == alone[:4]
        assert bulk == alone or not alone[4]
        assert not bulk[4] or bulk[4] == outline_area(ring)
        assert not bulk[4] or not crosses(ring)


@pytest.mark.parametrize("count", [3, 4, 8, 9, 20, 24, 31, 63, 64])
def test_many_looks_pass_outlines_of_any_form(count: int) -> None:
    chance = random.Random(count)
    many = [around(count, chance) for _ in range(99)]
    assert not any(map(crosses, many))
    assert all(area > 0 for *_, area in look_at_all(many))


def test_round_outlines_of_any_size_pass_both_looks() -> None:
    many = [
        [100 + reach for a in angles for reach in (50 * math.cos(a), 40 * math.sin(a))]
        for count in (3, 10, 11, 20, 21, 64, 65, 160, 161, 1000)
        for angles in [[math.tau * step / count for step in range(count)]]
    ]
    looks = look_at_all(many)
    assert looks == list(map(look_at, many))
    assert [area for *_, area in looks] == list(map(outline_area, many))


@pytest.mark.parametrize("count", [4, 8, 9, 31, 64])
def test_many_looks_pass_none_of_those_with_two_vertices_swapped(count: int) -> None:
    chance = random.Random(count)
    for ring in [around(count, chance) for _ in range(30)]:
        at = 2 * chance.randrange(1, count - 1)
        ring[at : at + 2], ring[at - 2 : at] = ring[at - 2 : at], ring[at : at + 2]
        assert crosses(ring) == (not look_at_all([ring])[0][4])


def test_ring_that_goes_around_twice_is_not_passed() -> None:
    angles = [4 * math.pi * index / 9 for index in range(9)]
    ring = [c for a in angles for c in (100 + 50 * math.cos(a), 100 + 50 * math.sin(a))]
    assert look_at(ring)[4] == look_at_all([ring])[0][4] == 0


SCRIPT = """
import sys
from fastlabel._geometry.simple_rings import look_at_each
square = [0.0, 0.0, 9.0, 0.0, 9.0, 9.0, 0.0, 9.0]
assert look_at_each([square] * 3000) == [(0.0, 0.0, 9.0, 9.0, 81.0)] * 3000
print("numpy" in sys.modules)
"""


def test_numpy_is_used_only_where_it_is_loaded() -> None:
    command = [sys.executable, "-c", SCRIPT]
    root = Path(__file__).parents[2]
    ran = subprocess.run(command, check=True, capture_output=True, text=True, cwd=root)
    assert ran.stdout.split() == ["False"]
    assert np.__name__ in sys.modules
    bent = [0.0, 0.0, 90.0, 0.0, 90.0, 90.0, 80.0, 90.0, 80.0, 10.0, 0.0, 10.0]
    looks = [look_at_each([bent] * count)[0][4] for count in (1, 99)]
    assert looks == [0.0, outline_area(bent)]
