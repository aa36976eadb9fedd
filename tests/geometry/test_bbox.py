from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel.models import BBox
from tests.geometry.shapes import boxes, coordinates, quarters, read_again, sizes

SMALL = 1e-9


def box(left: float, top: float, right: float, bottom: float) -> BBox:
    return BBox(value="cat", points=(left, top, right, bottom))


@pytest.mark.parametrize(
    "points",
    [(10, 20, 40, 60), (40, 60, 10, 20), (40, 20, 10, 60), (10, 60, 40, 20)],
    ids=["upright", "both inverted", "x inverted", "y inverted"],
)
def test_measures_are_the_same_whichever_corners_are_given(
    points: tuple[float, float, float, float],
) -> None:
    found = box(*points)
    assert found.bounds == (10.0, 20.0, 40.0, 60.0)
    assert (found.width, found.height, found.area) == (30.0, 40.0, 1200.0)
    assert found.xywh == (10.0, 20.0, 30.0, 40.0)
    assert found.center == (25.0, 40.0)
    assert found.vertices == ((10.0, 20.0), (40.0, 20.0), (40.0, 60.0), (10.0, 60.0))
    assert found.normalized(100, 80) == (0.1, 0.25, 0.4, 0.75)
    assert found.yolo(100, 80) == (0.25, 0.5, 0.3, 0.5)


@pytest.mark.parametrize(
    ("points", "clipped"),
    [
        ((1, 2, 3, 4), (1, 2, 3, 4)),
        ((0, 0, 10, 8), (0, 0, 10, 8)),
        ((-5, -5, 50, 50), (0, 0, 10, 8)),
        ((3, 4, -1, 2), (0, 2, 3, 4)),
        ((-5, 0, 0, 8), None),
        ((10, 0, 12, 8), None),
        ((20, 20, 30, 30), None),
        ((3, 3, 3, 5), None),
    ],
    ids=[
        "inside", "whole image", "around it", "inverted", "left edge", "right edge", "outside",
        "no area",
    ],
)  # fmt: skip
def test_clipped(
    points: tuple[float, float, float, float], clipped: tuple[float, ...] | None
) -> None:
    found = box(*points).clipped(10, 8)
    assert (found and found.points) == clipped


@pytest.mark.parametrize(
    ("other", "iou"),
    [
        ((0, 0, 10, 10), 1.0),
        ((10, 10, 0, 0), 1.0),
        ((5, 0, 15, 10), 1 / 3),
        ((2, 2, 7, 6), 0.2),
        ((10, 0, 20, 10), 0.0),
        ((30, 30, 40, 40), 0.0),
        ((3, 3, 3, 8), 0.0),
    ],
    ids=["equal", "inverted", "half", "within", "touching", "apart", "no area"],
)
def test_iou(other: tuple[float, float, float, float], iou: float) -> None:
    assert box(0, 0, 10, 10).iou(box(*other)) == pytest.approx(iou)


def test_iou_of_boxes_without_area_is_zero() -> None:
    assert box(1, 1, 1, 5).iou(box(1, 1, 1, 5)) == 0


def test_coco_and_xywh_are_the_same() -> None:
    assert BBox.from_coco([1, 2, 3, 4], value="cat") == BBox.from_xywh(1, 2, 3, 4, value="cat")


def test_from_normalized() -> None:
    found = BBox.from_normalized((0.1, 0.25, 0.5, 1), width=200, height=80, value="cat")
    assert found.points == (20, 20, 100, 80)


def test_from_yolo() -> None:
    found = BBox.from_yolo((0.5, 0.25, 0.5, 0.5), width=200, height=80, value="cat")
    assert found.points == (50, 0, 150, 40)


# Laws


@given(x=quarters, y=quarters, w=quarters.map(abs), h=quarters.map(abs))
def test_xywh_gives_back_what_it_was_built_from(x: float, y: float, w: float, h: float) -> None:
    assert BBox.from_xywh(x, y, w, h, value="cat").xywh == (x, y, w, h)


@given(one=boxes, width=sizes, height=sizes)
def test_normalized_and_back(one: BBox, width: int, height: int) -> None:
    parts = one.normalized(width, height)
    back = BBox.from_normalized(parts, width=width, height=height, value="cat")
    assert back.points == pytest.approx(one.bounds)
    parts = one.yolo(width, height)
    back = BBox.from_yolo(parts, width=width, height=height, value="cat")
    assert back.points == pytest.approx(one.bounds, abs=SMALL)


@given(one=boxes, width=sizes, height=sizes)
def test_clipped_is_inside_smaller_and_final(one: BBox, width: int, height: int) -> None:
    clipped = one.clipped(width, height)
    if clipped is None:
        left, top, right, bottom = one.bounds
        assert right <= 0 or bottom <= 0 or left >= width or top >= height or not one.area
        return
    assert all(0 <= part <= 1 for part in clipped.normalized(width, height))
    assert 0 <= clipped.area <= one.area
    assert clipped.clipped(width, height) == clipped == read_again(clipped)


@given(one=boxes, other=boxes)
def test_iou_is_symmetric_and_a_part(one: BBox, other: BBox) -> None:
    assert 0 <= one.iou(other) <= 1
    assert one.iou(other) == other.iou(one)
    assert one.iou(one) == (1 if one.area > 0 else 0)


@given(at=st.tuples(coordinates, coordinates), size=st.integers(1, 50), shift=st.integers(0, 50))
def test_iou_of_shifted_squares(at: tuple[float, float], size: int, shift: int) -> None:
    x, y = at
    one = BBox.from_xywh(x, y, size, size, value="cat")
    other = BBox.from_xywh(x + shift, y, size, size, value="cat")
    both = max(size - shift, 0)
    assert one.iou(other) == pytest.approx(both / (2 * size - both), abs=SMALL)
