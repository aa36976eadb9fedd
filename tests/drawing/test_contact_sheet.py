from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import fastlabel
from fastlabel.drawing import drawings, read_frames
from fastlabel.errors import FastLabelInvalidException
from fastlabel.models import (
    BBox,
    Content,
    ImageClassificationTask,
    ImageTask,
    MultiImageTask,
    TaskId,
    VideoBBox,
    VideoTask,
)
from tests.drawing.support.small_images import BLUE, BLUE_TEXT, at, white
from tests.support.media_files import CAT, VIDEO


def task(name: str = "a.png") -> ImageTask:
    box = BBox(value="x", color=BLUE_TEXT, points=(200, 200, 600, 600))
    return ImageTask(id=TaskId("1"), name=name, annotations=[box])


def film() -> VideoTask:
    box = VideoBBox.from_keyframes({1: (0, 0, 99, 99), 40: (9, 9, 99, 99)}, value="x")
    return VideoTask(id=TaskId("1"), name="v.mp4", annotations=[box])


def test_sheet_of_tasks_is_laid_out_in_columns() -> None:
    pairs = [(task(), white(800, 800))] * 5
    sheet = fastlabel.contact_sheet(pairs, tile=100)
    assert sheet.size == (3 * 108 + 8, 2 * (100 + 28) + 8)
    assert fastlabel.contact_sheet(pairs, tile=100, columns=5).size == (5 * 108 + 8, 136)
    assert fastlabel.contact_sheet(pairs, tile=100, columns=9).size == (5 * 108 + 8, 136)


def test_shapes_keep_their_places_and_labels_their_size() -> None:
    small = fastlabel.draw(task(), white(800, 800), max_size=200)
    assert small.size == (200, 200)
    assert at(small, 50, 100) == BLUE
    assert at(small, 150, 100) != (255, 255, 255)
    same = task().model_copy(
        update={"annotations": (BBox(value="x", color=BLUE_TEXT, points=(50, 50, 150, 150)),)}
    )
    assert small.tobytes() == fastlabel.draw(same, white(200, 200)).tobytes()


def test_within_makes_nothing_larger() -> None:
    assert fastlabel.draw(task(), white(30, 20), max_size=100).size == (30, 20)


def test_caption_stands_below_its_picture() -> None:
    one = fastlabel.contact_sheet([(task("a.png"), white(100, 100))])
    other = fastlabel.contact_sheet([(task("b.png"), white(100, 100))])
    assert one.crop((0, 0, 116, 108)).tobytes() == other.crop((0, 0, 116, 108)).tobytes()
    assert one.tobytes() != other.tobytes()


def test_sheet_of_a_video_has_some_of_its_frames() -> None:
    assert fastlabel.contact_sheet(film(), VIDEO).size == (4 * 328 + 8, 3 * (180 + 28) + 8)
    assert fastlabel.contact_sheet(film(), VIDEO, frames=[1, 9]).size == (2 * 328 + 8, 216)


def test_frame_of_a_video_is_drawn_from_the_video_or_its_image() -> None:
    ((_, image),) = read_frames(VIDEO, [7])
    drawn = fastlabel.draw(film(), VIDEO, frame=7)
    assert drawn.size == (1280, 720)
    assert drawn.tobytes() == fastlabel.draw(film(), image, frame=7).tobytes()


def test_drawings_of_each_kind_are_named() -> None:
    contents = [Content(name="a.png"), Content(name="b.png")]
    several = MultiImageTask(id=TaskId("1"), name="two", contents=contents)
    pictures = {"a.png": white(), "b.png": white()}
    assert [name for name, _ in drawings(several, pictures)] == ["a.png", "b.png"]
    plain = ImageClassificationTask(id=TaskId("1"), name="c.png")
    ((name, picture),) = drawings(plain, CAT)
    assert (name, picture.size) == ("c.png", (451, 300))
    assert [name for name, _ in drawings(film(), VIDEO, frames=[2])] == ["frame 2"]


def test_sheet_takes_tasks_one_by_one() -> None:
    taken: list[int] = []

    def pairs() -> Iterator[tuple[ImageTask, Any]]:
        for number in range(10_000):
            taken.append(number)
            yield task(), white(20, 20)

    with pytest.raises(
        FastLabelInvalidException, match="expected 1 to 400 images, got more than 400"
    ):
        fastlabel.contact_sheet(pairs())
    assert len(taken) == 401


REFUSED: list[tuple[tuple[Any, ...], dict[str, Any], str]] = [
    (([],), {}, "tasks: expected 1 to 400 images, got none"),
    ((task(), CAT), {"columns": 0}, "columns: expected 1 or more, got 0"),
    ((task(), CAT), {"tile": 3}, "tile: expected 16 or more pixels, got 3"),
    ((task(), {"a": CAT}), {}, "expected a Pillow image, a path or bytes, got a mapping"),
    ((task(), CAT), {"frames": [1]}, r"frames: task 'a\.png' is not a video"),
    ((film(),), {}, r"media: task 'v\.mp4': expected a video"),
    ((MultiImageTask(id=TaskId("1"), name="m"), CAT), {}, "expected a mapping of content names"),
]


@pytest.mark.parametrize(("arguments", "options", "message"), REFUSED)
def test_what_is_no_sheet_is_refused(
    arguments: tuple[Any, ...], options: dict[str, Any], message: str
) -> None:
    with pytest.raises(FastLabelInvalidException, match=message):
        fastlabel.contact_sheet(*arguments, **options)


@pytest.mark.parametrize(
    ("shown", "options", "message"),
    [
        (film(), {}, r"frame: task 'v\.mp4' is a video; give a frame number"),
        (film(), {"frame": 0}, "frame: 0 is not a frame; the first frame is 1"),
        (task(), {"frame": 1}, r"frame: task 'a\.png' is not a video; omit it"),
        (task(), {"max_size": 0}, "max_size: expected 1 or more pixels, got 0"),
    ],
)
def test_what_cannot_be_drawn_so_is_refused(
    shown: Any, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(FastLabelInvalidException, match=message):
        fastlabel.draw(shown, CAT, **options)
