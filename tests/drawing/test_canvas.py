from __future__ import annotations

import pytest

from fastlabel.models import BBox, ImageAnnotation, Line, Polygon
from tests.drawing.support.small_images import (
    BLUE,
    BLUE_TEXT,
    WHITE,
    at,
    count,
    drawn,
    is_tint,
    white,
)


def test_line_has_smooth_edges() -> None:
    picture = drawn(Line(value="a", color="#000000", points=[20, 40, 180, 90]))
    greys = {color for _, color in picture.getcolors(maxcolors=100_000) or []}
    assert len(greys - {(0, 0, 0), WHITE}) > 5


def test_line_grows_with_the_picture() -> None:
    def width(side: int) -> int:
        line = Line(value="a", color=BLUE_TEXT, points=[side / 2, side * 0.4, side / 2, side * 0.8])
        picture = drawn(line, size=(side, side))
        row = picture.crop((0, int(side * 0.6), side, int(side * 0.6) + 1))
        return count(row, BLUE)

    assert 0 < width(200) < width(2000) < width(4000)


def test_overlay_of_a_large_picture_is_drawn_in_place() -> None:
    size = (4400, 4200)
    picture = drawn(BBox(value="a", color=BLUE_TEXT, points=(100, 200, 4300, 4100)), size=size)
    assert at(picture, 100, 2000) == BLUE
    assert at(picture, 4299, 2000) == BLUE
    assert is_tint(at(picture, 2000, 2000))


@pytest.mark.parametrize(
    "annotation",
    [
        pytest.param(BBox(value="a", points=(-1e15, -1e15, 1e15, 1e15)), id="around-the-picture"),
        pytest.param(Polygon(value="a", points=[-1e15, 0, 1e15, 0, 0, 1e15]), id="far-vertices"),
        pytest.param(Line(value="a", points=[-1e15, 100, 1e15, 100]), id="far-line"),
    ],
)
def test_far_coordinates_do_no_harm(annotation: ImageAnnotation) -> None:
    assert drawn(annotation).tobytes() != white().tobytes()


def test_shape_beside_the_picture_leaves_only_its_label() -> None:
    picture = drawn(BBox(value="a", color=BLUE_TEXT, points=(500, 500, 600, 600)))
    assert picture.crop((0, 0, 150, 150)).tobytes() == white(150, 150).tobytes()
    assert count(picture, BLUE) > 50


def test_line_that_leaves_the_picture_and_comes_back_is_drawn_where_it_is_seen() -> None:
    line = Line(value="a", color=BLUE_TEXT, points=[-900, -800, 1000, 1100, 1100, 100, -900, 100])
    picture = drawn(line, size=(200, 300))
    assert at(picture, 20, 120) == BLUE
    assert at(picture, 150, 250) == BLUE
    assert at(picture, 100, 100) == BLUE
    assert count(picture.crop((120, 120, 200, 200)), BLUE) == 0


def test_halo_is_evenly_dark_where_parts_of_a_line_meet() -> None:
    picture = drawn(
        Line(value="a", color="#ffff00", points=[100, 20, 100, 900, 101, 900]), size=(200, 1000)
    )
    columns = {at(picture, 98, y) for y in range(200, 880)}
    assert len(columns) == 1
