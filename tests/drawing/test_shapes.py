from __future__ import annotations

import pytest
from PIL import Image

from fastlabel.drawing import draw_annotations
from fastlabel.models import (
    BBox,
    ImageAnnotation,
    Keypoint,
    Line,
    Polygon,
    Segmentation,
    UnknownAnnotation,
)
from tests.drawing.support.small_images import (
    BLUE,
    BLUE_TEXT,
    NOTE,
    WHITE,
    at,
    count,
    drawn,
    is_tint,
    white,
)


def test_box_has_a_solid_edge_a_thin_fill_and_nothing_outside() -> None:
    picture = drawn(BBox(value="a", color=BLUE_TEXT, points=(50, 60, 150, 160)))
    for x, y in ((50, 120), (149, 120), (100, 60), (100, 159)):
        assert at(picture, x, y) == BLUE
    assert is_tint(at(picture, 100, 110))
    for x, y in ((44, 120), (156, 120), (100, 168), (190, 190)):
        assert at(picture, x, y) == WHITE


def test_box_with_inverted_corners_is_drawn_all_the_same() -> None:
    upright = drawn(BBox(value="a", points=(50, 60, 150, 160)))
    inverted = drawn(BBox(value="a", points=(150, 160, 50, 60)))
    assert inverted.tobytes() == upright.tobytes()


def test_box_as_large_as_the_picture_shows_all_its_edges() -> None:
    picture = drawn(BBox(value="a", color=BLUE_TEXT, points=(0, 0, 200, 200)))
    for x, y in ((0, 100), (199, 100), (100, 0), (100, 199)):
        assert at(picture, x, y) == BLUE


def test_polygon_fills_its_inside_and_not_its_notch() -> None:
    notched = [50, 50, 150, 50, 150, 150, 100, 80, 50, 150]
    picture = drawn(Polygon(value="a", color=BLUE_TEXT, points=notched))
    assert is_tint(at(picture, 100, 65))
    assert is_tint(at(picture, 60, 110))
    assert at(picture, 100, 120) == WHITE
    assert at(picture, 100, 80) == BLUE


def test_segmentation_is_filled_but_for_its_hole() -> None:
    outline = [50, 50, 150, 50, 150, 150, 50, 150, 50, 50]
    hole = [80, 80, 80, 120, 120, 120, 120, 80, 80, 80]
    picture = drawn(Segmentation(value="a", color=BLUE_TEXT, points=[[outline, hole]]))
    assert is_tint(at(picture, 65, 100))
    assert is_tint(at(picture, 135, 135))
    assert at(picture, 100, 100) == WHITE
    assert at(picture, 80, 100) == BLUE


def test_segmentation_keeps_a_region_that_lies_in_the_hole_of_another() -> None:
    outline = [50, 50, 150, 50, 150, 150, 50, 150, 50, 50]
    hole = [70, 70, 70, 130, 130, 130, 130, 70, 70, 70]
    island = [90, 90, 110, 90, 110, 110, 90, 110, 90, 90]
    for regions in ([[outline, hole], [island]], [[island], [outline, hole]]):
        picture = drawn(Segmentation(value="a", color=BLUE_TEXT, points=regions))
        assert is_tint(at(picture, 100, 100))
        assert at(picture, 80, 100) == WHITE


def test_keypoint_is_a_dot_of_its_colour_in_a_white_ring() -> None:
    picture = draw_annotations(
        Image.new("RGB", (200, 200), "black"),
        [Keypoint(value="a", color=BLUE_TEXT, points=(100, 100))],
    )
    row = [at(picture, x, 100) for x in range(90, 100)]
    assert at(picture, 100, 100) == BLUE
    assert row[0] == (0, 0, 0)
    assert WHITE in row


def test_line_is_open_and_follows_its_vertices() -> None:
    picture = drawn(Line(value="a", color=BLUE_TEXT, points=[40, 100, 100, 160, 160, 100]))
    for x in (70, 130):
        red, green, blue = at(picture, x, 130)
        assert red == green < 40 < blue
    assert at(picture, 100, 100) == WHITE
    assert at(picture, 100, 130) == WHITE


# What cannot be drawn


@pytest.mark.parametrize(
    "annotation",
    [
        UnknownAnnotation.from_wire({"type": "circle", "points": [1, 2, 3]}),
        Polygon(value="a", points=[]),
        Line(value="a", points=[]),
        Segmentation(value="a", points=[]),
        Segmentation(value="a", points=[[[]]]),
    ],
)
def test_what_cannot_be_drawn_is_counted_at_the_bottom(annotation: ImageAnnotation) -> None:
    picture = drawn(annotation)
    assert at(picture, 1, 198) == NOTE
    assert picture.crop((0, 0, 200, 150)).tobytes() == white(200, 150).tobytes()
    assert drawn(annotation, annotation).tobytes() != picture.tobytes()


def test_drawn_annotations_need_no_note() -> None:
    assert count(drawn(Keypoint(value="a", points=(100, 50))), NOTE) == 0


def test_region_without_an_outline_leaves_the_others() -> None:
    square = [50, 50, 150, 50, 150, 150, 50, 150, 50, 50]
    whole = drawn(Segmentation(value="a", points=[[square]]))
    assert drawn(Segmentation(value="a", points=[[[]], [square]])).tobytes() == whole.tobytes()
