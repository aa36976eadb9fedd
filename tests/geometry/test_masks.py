"""Masks to rings, and rings to masks."""

from __future__ import annotations

import sys
import time
from importlib import import_module
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from fastlabel.converters import to_coco
from fastlabel.errors import FastLabelInvalidException, MissingExtraError
from fastlabel.models import ImageTask, Polygon, Segmentation, TaskId
from tests.geometry.shapes import Vertices, masks, sizes, vertex_lists


def drawn(*rows: str) -> NDArray[np.bool_]:
    return np.array([[pixel == "#" for pixel in row] for row in rows])


def traced(*rows: str) -> list[list[list[float]]]:
    points = Segmentation.from_mask(drawn(*rows), value="cat").points
    return [[list(ring) for ring in region] for region in points]


@pytest.mark.parametrize(
    ("rows", "regions"),
    [
        (["#"], [[[0, 0, 1, 0, 1, 1, 0, 1, 0, 0]]]),
        ([".##", ".#."], [[[1, 0, 3, 0, 3, 1, 2, 1, 2, 2, 1, 2, 1, 0]]]),
        (["###", "#.#", "###"], [[[0, 0, 3, 0, 3, 3, 0, 3, 0, 0], [1, 1, 1, 2, 2, 2, 2, 1, 1, 1]]]),
        (["#.", ".#"], [[[0, 0, 1, 0, 1, 1, 0, 1, 0, 0]], [[1, 1, 2, 1, 2, 2, 1, 2, 1, 1]]]),
        (["#.#"], [[[0, 0, 1, 0, 1, 1, 0, 1, 0, 0]], [[2, 0, 3, 0, 3, 1, 2, 1, 2, 0]]]),
    ],
    ids=["pixel", "angle", "frame", "pixels that meet at a corner", "two regions"],
)
def test_rings_run_along_the_edges(rows: list[str], regions: list[list[list[float]]]) -> None:
    assert traced(*rows) == regions


@pytest.mark.parametrize(
    ("rows", "rings"),
    [
        (["####", "#.##", "##.#", "####"], [3]),
        (["#.#", "#.#", "###"], [1]),
        ([".##", "#.#", "###"], [2]),
        (["#####", "#...#", "#.#.#", "#...#", "#####"], [2, 1]),
        (["#######", "#.....#", "#.###.#", "#.#.#.#", "#.###.#", "#.....#", "#######"], [2, 2]),
        (["#####", "#.#.#", "#####", "#.#.#", "#####"], [5]),
        (["######", "#.#..#", "##.#.#", "#..#.#", "######"], [4]),
    ],
    ids=[
        "holes that meet at a corner", "bay", "hole that meets the outside at a corner",
        "island", "hole in an island in a hole", "four holes", "holes around a corner",
    ],
)  # fmt: skip
def test_rings_of_each_region(rows: list[str], rings: list[int]) -> None:
    assert sorted(map(len, traced(*rows)), reverse=True) == sorted(rings, reverse=True)


def unscaled(size: int) -> NDArray[np.bool_]:
    y, x = np.mgrid[:size, :size]
    distance = np.hypot(x - size / 2, y - size / 2)
    return np.asarray((distance // 20 % 2 == 0) & (distance < size * 0.48), dtype=np.bool_)


def test_rings_of_a_megapixel_come_back() -> None:
    mask = unscaled(1000)
    found = Segmentation.from_mask(mask, value="cat")
    assert (found.to_mask(1000, 1000) == mask).all()
    assert [len(region) for region in found.points] == [2] * 11 + [1]


def test_time_to_trace_and_fill_a_mask_grows_with_its_pixels() -> None:
    def seconds(size: int) -> float:
        mask = unscaled(size)
        start = time.process_time()
        Segmentation.from_mask(mask, value="cat").to_mask(size, size)
        return time.process_time() - start

    # Four times the pixels: 16 times as long would be quadratic.
    assert min(seconds(1000) for _ in range(3)) < 10 * min(seconds(500) for _ in range(3))


@given(mask=masks)
def test_mask_and_back(mask: NDArray[np.bool_]) -> None:
    height, width = mask.shape
    found = Segmentation.from_mask(mask, value="cat")
    back = found.to_mask(width, height)
    assert back.dtype == np.bool_
    assert (back == mask).all()
    assert found.area == mask.sum()


@given(mask=masks)
def test_traced_rings_are_simple_closed_and_turned(mask: NDArray[np.bool_]) -> None:
    for region in Segmentation.from_mask(mask, value="cat").points:
        for number, ring in enumerate(region):
            pairs = list(zip(ring[::2], ring[1::2], strict=True))
            assert pairs[0] == pairs[-1]
            assert len(set(pairs)) == len(pairs) - 1
            steps = pairwise(pairs)
            assert all((x1 == x2) != (y1 == y2) for (x1, y1), (x2, y2) in steps)
            area = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(pairs))
            assert area < 0 if number else area > 0


@given(mask=masks)
def test_each_region_hangs_together(mask: NDArray[np.bool_]) -> None:
    height, width = mask.shape
    parts = [
        Segmentation(value="cat", points=[region]).to_mask(width, height)
        for region in Segmentation.from_mask(mask, value="cat").points
    ]
    assert (np.sum(parts, axis=0) == mask).all()
    assert all(_spread(part) == part.sum() for part in parts)
    assert len(parts) == _count_of_parts(mask)


def _spread(mask: NDArray[np.bool_]) -> int:
    """How many pixels are reached from the first over their sides."""
    left = set(zip(*np.nonzero(mask), strict=True))
    waiting = [left.pop()]
    reached = 0
    while waiting:
        y, x = waiting.pop()
        reached += 1
        for neighbour in ((y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)):
            if neighbour in left:
                left.remove(neighbour)
                waiting.append(neighbour)
    return reached


def _count_of_parts(mask: NDArray[np.bool_]) -> int:
    left = mask.copy()
    count = 0
    while left.any():
        count += 1
        part = np.zeros_like(left)
        part[np.unravel_index(int(left.argmax()), left.shape)] = True
        while True:
            grown = part.copy()
            grown[1:] |= part[:-1]
            grown[:-1] |= part[1:]
            grown[:, 1:] |= part[:, :-1]
            grown[:, :-1] |= part[:, 1:]
            grown &= left
            if (grown == part).all():
                break
            part = grown
        left &= ~part
    return count


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
@given(mask=masks)
def test_pycocotools_sees_the_same_mask(mask: NDArray[np.bool_]) -> None:
    """Along the edges of pixels its rule and ours agree; regions may touch, but not overlap."""
    height, width = mask.shape
    api = import_module("pycocotools.mask")
    found = Segmentation.from_mask(mask, value="cat")
    task = ImageTask(id=TaskId("1"), name="a.png", width=width, height=height, annotations=[found])
    (entry,) = to_coco([task])["annotations"]
    shape = entry["segmentation"]
    rle = shape if isinstance(shape, dict) else api.merge(api.frPyObjects(shape, height, width))
    assert (api.decode(rle) == mask).all()
    assert entry["area"] == found.area == mask.sum()


# What is a mask


@pytest.mark.parametrize("dtype", [np.bool_, np.uint8, np.int64, np.float32])
def test_masks_of_any_kind_of_number(dtype: type[Any]) -> None:
    mask = drawn("##.", ".##").astype(dtype)
    assert Segmentation.from_mask(mask, value="cat").area == 4
    assert Segmentation.from_mask(mask.tolist(), value="cat").area == 4
    assert Segmentation.from_mask(np.asfortranarray(mask), value="cat").area == 4


@pytest.mark.parametrize(
    ("mask", "message"),
    [
        (np.zeros((2, 2)), "mask: no pixel is set"),
        (np.zeros((0, 2)), "mask: no pixel is set"),
        (np.ones(4), r"mask: expected 2 dimensions \(rows of pixels\), got 1"),
        (np.ones((2, 2, 3)), r"mask: expected 2 dimensions \(rows of pixels\), got 3"),
        (np.full((2, 2), 255), "mask: expected 0 and 1 only; compare first, such as mask > 0"),
        (np.full((2, 2), 0.5), "mask: expected 0 and 1 only"),
        (np.array([[1, np.nan]]), "mask: expected 0 and 1 only"),
        ([["0", "1"]], "mask: expected rows of bool"),
        ([[None, 1]], "mask: expected rows of bool"),
        ([[1, 0], [1]], "mask: rows differ in length"),
    ],
)
def test_what_is_no_mask_is_refused(mask: Any, message: str) -> None:
    with pytest.raises(FastLabelInvalidException, match=message):
        Segmentation.from_mask(mask, value="cat")


def test_mask_is_left_as_it_was() -> None:
    mask = drawn("##", "#.")
    mask.flags.writeable = False
    Segmentation.from_mask(mask, value="cat")


# Filling


def test_pixel_counts_if_its_centre_is_inside() -> None:
    half = Polygon(value="cat", points=[0, 0, 4, 0, 0, 4])
    assert (half.to_mask(4, 4) == drawn("###.", "##..", "#...", "....")).all()


def test_centre_on_an_edge_belongs_to_the_right_and_below() -> None:
    square = Polygon(value="cat", points=[0.5, 0.5, 2.5, 0.5, 2.5, 2.5, 0.5, 2.5])
    assert (square.to_mask(4, 3) == drawn("##..", "##..", "....")).all()


@pytest.mark.parametrize(
    ("regions", "expected"),
    [
        ([[(0, 4), (1, 3)]], ["#..#"]),
        ([[(0, 4), (1, 3)], [(1, 2)]], ["##.#"]),
        ([[(1, 2)], [(0, 4), (1, 3)]], ["##.#"]),
        ([[(0, 3)], [(1, 4)]], ["####"]),
        ([[(0, 2), (1, 4)], [(2, 4)]], ["#.##"]),
        ([[(0, 4), (1, 3), (2, 4)]], ["#..."]),
        ([[(0, 2)], [(0, 2)]], ["##.."]),
        ([[(-9, 9), (1, 2)]], ["#.##"]),
        ([[(9, 12)], [(-9, -5)]], ["...."]),
    ],
    ids=[
        "hole", "island in a hole", "island first", "overlapping regions",
        "hole that sticks out leaves the others", "overlapping holes", "twice the same",
        "beyond the image", "outside",
    ],
)  # fmt: skip
def test_holes_are_cut_from_their_own_region(
    regions: list[list[tuple[int, int]]], expected: list[str]
) -> None:
    rings = [[[(a, 0), (b, 0), (b, 1), (a, 1)] for a, b in region] for region in regions]
    found = Segmentation.from_rings(rings, value="cat")
    assert (found.to_mask(4, 1) == drawn(*expected)).all()


@given(regions=st.lists(st.lists(vertex_lists, min_size=1, max_size=3), max_size=3))
def test_mask_is_the_regions_less_their_own_holes(regions: list[list[Vertices]]) -> None:
    expected = np.zeros((20, 30), np.bool_)
    for outline, *holes in regions:
        region = Polygon.from_vertices(outline, value="cat").to_mask(30, 20)
        for hole in holes:
            region &= ~Polygon.from_vertices(hole, value="cat").to_mask(30, 20)
        expected |= region
    rings = [[[n for vertex in ring for n in vertex] for ring in region] for region in regions]
    assert (Segmentation(value="cat", points=rings).to_mask(30, 20) == expected).all()


def test_ring_that_crosses_itself_is_empty_where_it_winds_twice() -> None:
    twice = Polygon(value="cat", points=[0, 0, 3, 0, 3, 1, 1, 1, 1, 0, 4, 0, 4, 1, 0, 1])
    assert (twice.to_mask(4, 1) == drawn("#..#")).all()


@pytest.mark.parametrize("points", [[], [1, 1], [0, 0, 4, 4]])
def test_what_encloses_nothing_has_no_pixels(points: list[float]) -> None:
    assert not Polygon(value="cat", points=points).to_mask(4, 4).any()


def test_far_coordinates_need_no_memory() -> None:
    far = 2.0**52
    huge = Polygon(value="cat", points=[-far, -far, far, -far, far, far, -far, far])
    assert huge.to_mask(4, 3).all()


@given(ring=vertex_lists, width=sizes, height=sizes)
def test_fill_is_that_of_each_centre_alone(ring: Vertices, width: int, height: int) -> None:
    mask = Polygon.from_vertices(ring, value="cat").to_mask(width, height)
    assert mask.shape == (height, width)
    for row in range(min(height, 5)):
        at = [_crossing(a, b, row + 0.5) for a, b in zip(ring, ring[1:] + ring[:1], strict=True)]
        for column in range(min(width, 5)):
            passed = [x for x in at if x is not None and x <= column + 0.5]
            assert mask[row, column] == len(passed) % 2


def _crossing(a: tuple[float, float], b: tuple[float, float], y: float) -> float | None:
    """Where an edge crosses a level; its upper end counts, its lower end does not."""
    if not min(a[1], b[1]) <= y < max(a[1], b[1]):
        return None
    return a[0] + (y - a[1]) * ((b[0] - a[0]) / (b[1] - a[1]))


@given(mask=masks, right=st.integers(0, 3), below=st.integers(0, 3))
def test_larger_image_has_the_same_pixels(mask: NDArray[np.bool_], right: int, below: int) -> None:
    height, width = mask.shape
    larger = Segmentation.from_mask(mask, value="cat").to_mask(width + right, height + below)
    assert (larger == np.pad(mask, ((0, below), (0, right)))).all()


@pytest.mark.parametrize("size", [(2.5, 2), (2, "2"), (np.int64(0), 2)])
def test_size_of_a_mask_is_whole(size: Any) -> None:
    with pytest.raises(FastLabelInvalidException, match=r"width|height"):
        Polygon(value="cat", points=[]).to_mask(*size)


def test_without_numpy_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Segmentation.from_mask([[1]], value="cat")
    for name in ("mask_trace", "mask_fill"):
        monkeypatch.delitem(sys.modules, f"fastlabel._geometry.{name}", raising=False)
    monkeypatch.setitem(sys.modules, "numpy", None)
    for call in (lambda: Segmentation.from_mask([[1]], value="cat"), lambda: found.to_mask(1, 1)):
        with pytest.raises(MissingExtraError, match="masks need numpy: pip install numpy"):
            call()
