from __future__ import annotations

import io
import sys
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import fastlabel
from fastlabel.errors import FastLabelInvalidException, MissingExtraError, MissingFileError
from fastlabel.models import (
    BBox,
    Content,
    ImageClassificationTask,
    ImageTask,
    MultiImageTask,
    NewImageTask,
    TaskId,
    VideoBBox,
    VideoTask,
)
from tests.drawing.support.small_images import at, white
from tests.html.parsed_html import Element, html_of, parsed
from tests.support.media_files import CAT, COFFEE, VIDEO

BOX = BBox(value="cat", points=(28, 0, 364, 292))


def task(**fields: Any) -> ImageTask:
    return ImageTask(id=TaskId("1"), name="cat.png", annotations=[BOX], **fields)


def view(*arguments: Any, **options: Any) -> Element:
    return parsed(fastlabel.show(*arguments, **options).html)


def embedded(picture: Element) -> Image.Image:
    head, data = picture.attributes["href"].split(",")
    assert head == "data:image/jpeg;base64"
    return Image.open(io.BytesIO(b64decode(data)))


@pytest.mark.parametrize("image", [CAT, str(CAT), CAT.read_bytes()], ids=["path", "text", "bytes"])
def test_image_is_embedded_and_tells_the_size(image: Path | str | bytes) -> None:
    whole = view(task(url="https://e.com/expired"), image)
    (picture,) = whole.all("image")
    assert embedded(picture).size == (451, 300)
    assert whole.all("svg")[0].attributes["viewbox"] == "0 0 451 300"


def test_large_image_is_embedded_smaller_and_keeps_its_coordinates() -> None:
    whole = view(task(), white(4000, 3000))
    (picture,) = whole.all("image")
    assert embedded(picture).size == (1280, 960)
    assert picture.attributes["width"] == "4000"


def test_what_the_file_says_of_its_place_is_not_embedded(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "a maker"
    white(30, 20).save(tmp_path / "a.jpg", exif=exif)
    (picture,) = view(task(), tmp_path / "a.jpg").all("image")
    assert not embedded(picture).getexif()


def test_view_is_shown_by_notebooks_and_short_elsewhere() -> None:
    shown = fastlabel.show(task())
    assert html_of(shown) == shown.html
    assert len(repr(shown)) < 60


def test_without_media_a_task_is_shown_as_it_shows_itself() -> None:
    assert fastlabel.show(task()).html == html_of(task())
    assert fastlabel.show(BOX).html == html_of(BOX)


def test_new_task_is_shown_over_its_file() -> None:
    new = NewImageTask(project="p", file_path=CAT, annotations=[BOX])
    assert embedded(view(new).all("image")[0]).size == (451, 300)


def test_classification_is_shown_over_its_image() -> None:
    shown = ImageClassificationTask(id=TaskId("1"), name="a.png", width=451, height=300)
    assert view(shown, CAT).all("image")
    with pytest.raises(FastLabelInvalidException, match="the image is 600 x 400"):
        fastlabel.show(shown, COFFEE)


def several() -> MultiImageTask:
    contents = [Content(name="a.png"), Content(name="b.png")]
    return MultiImageTask(id=TaskId("1"), name="two", contents=contents)


def test_several_images_are_given_by_their_names() -> None:
    first, second = view(several(), {"a.png": CAT}).all("figure")
    assert embedded(first.all("image")[0]).size == (451, 300)
    assert not second.all("image")


def test_pulled_folder_is_where_the_media_are(
    fastlabel_client: fastlabel.Client, tmp_path: Path
) -> None:
    fastlabel_client.image.create(project="p", name="A cat?.png", file_path=CAT, annotations=[BOX])
    files = {"a.png": CAT, "b.png": COFFEE}
    fastlabel_client.multi_image.create(project="m", name="two", files=files)
    fastlabel_client.image.pull(project="p", folder=tmp_path / "p")
    fastlabel_client.multi_image.pull(project="m", folder=tmp_path / "m")
    (one,) = fastlabel_client.image.iter(project="p")
    (two,) = fastlabel_client.multi_image.iter(project="m")
    assert embedded(view(one, tmp_path / "p").all("image")[0]).size == (451, 300)
    assert [embedded(each).size for each in view(two, str(tmp_path / "m")).all("image")] == [
        (451, 300),
        (600, 400),
    ]


def film(**fields: Any) -> VideoTask:
    box = VideoBBox.from_keyframes({1: (10, 10, 60, 60), 30: (50, 30, 90, 90)}, value="bird")
    return VideoTask(id=TaskId("1"), name="v.mp4", annotations=[box], **fields)


def test_frames_of_a_video_are_embedded() -> None:
    whole = view(film(fps=25), VIDEO, frames=[20, 1, 20])
    first, second = whole.all("div", "fl-frame")
    assert [first.attributes["data-when"], second.attributes["data-when"]] == [
        "frame 1, 0.00 s",
        "frame 20, 0.76 s",
    ]
    pictures = [embedded(frame.all("image")[0]) for frame in (first, second)]
    assert [picture.size for picture in pictures] == [(640, 360)] * 2
    assert at(pictures[0], 100, 100) != at(pictures[1], 100, 100)
    assert whole.all("svg")[0].attributes["viewbox"] == "0 0 1280 720"
    assert not whole.all("video")


def test_few_frames_are_decoded_unless_more_are_asked_for() -> None:
    shown = fastlabel.show(film(), VIDEO)
    assert len(parsed(shown.html).all("div", "fl-frame")) == 12
    assert len(shown.html) < 2_000_000


def test_frames_can_be_chosen_without_the_video() -> None:
    whole = view(film(width=1280, height=720), frames=range(5, 8))
    assert [one.attributes["data-when"] for one in whole.all("div", "fl-frame")] == [
        "frame 5",
        "frame 6",
        "frame 7",
    ]


@pytest.mark.parametrize(
    ("shown", "media", "frames", "message"),
    [
        (task(width=9, height=9), CAT, None, r"task 'cat\.png': the image is 451 x 300"),
        (task(), b"no picture", None, "not a readable picture"),
        (task(), {"a.png": CAT}, None, "media: a mapping, a task of one image has one"),
        (task(), CAT, [1], "frames: ImageTask has none"),
        (BOX, CAT, None, "media: BBox is shown without; show its task"),
        (several(), CAT, None, "media: a multi-image task has several"),
        (several(), {"c.png": CAT}, None, r"'c\.png' is not in .* a\.png, b\.png"),
        (film(), white(), None, "media: a video is given as a path or bytes"),
        (film(width=9, height=9), VIDEO, None, "frame 1: the image is 1280 x 720"),
        (film(), VIDEO, [0], "frame: 0, the first frame is 1"),
        (film(), VIDEO, [9_999_999], "frames: 9999999, the video has"),
        (film(), None, [], "frames: 0, between 1 and 200"),
        (film(), None, range(1, 202), "frames: 201, between 1 and 200"),
        (NewImageTask(project="p", file=b""), ".", None, "which has media of tasks that were read"),
    ],
)
def test_what_cannot_be_shown_is_refused(shown: Any, media: Any, frames: Any, message: str) -> None:
    with pytest.raises(FastLabelInvalidException, match=message):
        fastlabel.show(shown, media, frames=frames)


def test_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"there is no file '.*no\.png'"):
        fastlabel.show(task(), tmp_path / "no.png")


def test_missing_extra_names_the_pip_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    assert html_of(task())
    with pytest.raises(MissingExtraError, match="pip install pillow"):
        fastlabel.show(task(), CAT)
