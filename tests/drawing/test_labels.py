from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageFont

from fastlabel.drawing import draw_annotations
from fastlabel.errors import FastLabelInvalidException
from fastlabel.models import BBox, Keypoint
from tests.drawing.support.small_images import (
    BLUE,
    BLUE_TEXT,
    WHITE,
    Color,
    at,
    count,
    drawn,
    is_tint,
    white,
)


def dot(x: float, y: float, color: str = BLUE_TEXT, title: str | None = None) -> Keypoint:
    return Keypoint(value="a class", title=title, color=color, points=(x, y))


@pytest.mark.parametrize(
    ("x", "y"), [(0, 0), (200, 0), (0, 200), (200, 200), (100, 0), (0, 100), (200, 100), (100, 200)]
)
def test_label_at_an_edge_is_wholly_inside(x: int, y: int) -> None:
    inside = count(drawn(dot(100, 100)), BLUE)
    assert count(drawn(dot(x, y)), BLUE) > inside * 0.9


def test_labels_keep_out_of_each_others_way() -> None:
    alone = count(drawn(dot(100, 100)), BLUE)
    three = drawn(*(dot(100, 100) for _ in range(3)))
    assert count(three, BLUE) > alone * 2.5


def test_label_where_no_place_is_free_is_drawn_over_others() -> None:
    crowd = [dot(20, 10) for _ in range(40)]
    last = dot(20, 10, color="#ff0000")
    picture = drawn(*crowd, last, size=(60, 40))
    assert count(picture, (255, 0, 0)) > 0


@pytest.mark.parametrize(
    ("color", "ink"), [("#ffff00", (0, 0, 0)), ("#000060", WHITE)], ids=["bright", "dark"]
)
def test_label_text_stands_out_from_its_colour(color: str, ink: Color) -> None:
    black = Image.new("RGB", (200, 200), (90, 90, 90))
    box = BBox(value="WWW", color=color, points=(60, 60, 160, 160))
    label = draw_annotations(black, [box]).crop((60, 40, 90, 57))
    assert count(label, ink) > 0


def test_label_says_the_title_and_without_one_the_value() -> None:
    titled = drawn(BBox(value="cat", title="Cat", color=BLUE_TEXT, points=(50, 50, 150, 150)))
    plain = drawn(BBox(value="Cat", color=BLUE_TEXT, points=(50, 50, 150, 150)))
    other = drawn(BBox(value="Dog", color=BLUE_TEXT, points=(50, 50, 150, 150)))
    assert titled.tobytes() == plain.tobytes() != other.tobytes()


@pytest.mark.parametrize(
    ("value", "title", "shown"),
    [
        pytest.param("cat", "猫", "cat", id="value-for-a-title-it-cannot-write"),
        pytest.param("猫", None, "?", id="nothing-it-can-write"),
        pytest.param("Bär", "Äh", "Ah", id="accents-dropped"),
        pytest.param("two\nlines\t ", None, "two lines", id="white-space"),
        pytest.param("a\x1bb", None, "a?b", id="control-character"),
        pytest.param("", None, "bbox", id="no-name-at-all"),
    ],
)
def test_label_is_written_as_far_as_the_font_goes(
    value: str, title: str | None, shown: str
) -> None:
    box = BBox(value=value, title=title, color=BLUE_TEXT, points=(50, 50, 150, 150))
    expected = BBox(value=shown, color=BLUE_TEXT, points=(50, 50, 150, 150))
    assert drawn(box).tobytes() == drawn(expected).tobytes()


def test_label_longer_than_the_picture_is_shortened() -> None:
    picture = drawn(dot(30, 20, title="W" * 300), size=(60, 40))
    assert count(picture, BLUE) > 60


def test_label_is_left_out_of_a_picture_too_small_for_it() -> None:
    picture = drawn(BBox(value="a", color=BLUE_TEXT, points=(0, 0, 5, 5)), size=(5, 5))
    assert at(picture, 0, 2) == BLUE
    assert is_tint(at(picture, 2, 2))


def test_label_takes_a_font_of_the_caller(tmp_path: Path) -> None:
    builtin = ImageFont.load_default(12)
    assert isinstance(builtin, ImageFont.FreeTypeFont)
    assert isinstance(builtin.path, io.BytesIO)
    path = tmp_path / "labels.ttf"
    path.write_bytes(builtin.path.getvalue())
    box = BBox(value="cat", color=BLUE_TEXT, points=(50, 60, 150, 160))
    for font in (path, str(path)):
        picture = draw_annotations(white(), [box], font=font)
        assert count(picture.crop((50, 40, 80, 56)), BLUE) > 50


def test_font_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "no.ttf"
    path.write_bytes(b"no font")
    with pytest.raises(FastLabelInvalidException, match=r"font: cannot read '.*no\.ttf'"):
        draw_annotations(white(), [], font=path)
