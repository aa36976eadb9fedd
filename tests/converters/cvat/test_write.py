"""Tasks as CVAT's XML, and back."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from pydantic import JsonValue

import fastlabel
from fastlabel import AnnotatedImage, AnnotatedVideo, ConversionWarning, FastLabelInvalidException
from fastlabel.converters import AnyTask, LossReport, OnLoss
from fastlabel.models import (
    Attribute,
    BBox,
    Content,
    FramePoint,
    ImageAnnotation,
    ImageClassificationTask,
    Keypoint,
    Line,
    MultiImageTask,
    Polygon,
    Segmentation,
    TaskId,
    VideoBBox,
)
from tests.geometry import shapes
from tests.support.factories import HOLE, SQUARE, box, image_task, moving_box, regions, video_task

SHAPES = shapes.boxes | shapes.polygons | shapes.lines


def written(tasks: Sequence[AnyTask], folder: Path, on_loss: OnLoss = "raise") -> LossReport:
    return fastlabel.write_cvat(tasks, folder / "cvat", on_loss=on_loss)


def read_again(folder: Path) -> list[AnnotatedImage | AnnotatedVideo]:
    return list(fastlabel.read_cvat(folder / "cvat", on_loss="raise"))


def image_again(annotation: ImageAnnotation, folder: Path) -> AnnotatedImage:
    written([image_task(annotation)], folder)
    (found,) = read_again(folder)
    assert isinstance(found, AnnotatedImage)
    return found


def video_again(folder: Path) -> AnnotatedVideo:
    (found,) = read_again(folder)
    assert isinstance(found, AnnotatedVideo)
    return found


def root(path: Path) -> ET.Element:
    return ET.parse(path).getroot()


@given(annotation=SHAPES)
def test_shapes_come_back(
    tmp_path_factory: pytest.TempPathFactory, annotation: BBox | Polygon | Line
) -> None:
    report = written([image_task(annotation)], folder := tmp_path_factory.mktemp("a"), "ignore")
    (found,) = fastlabel.read_cvat(folder / "cvat")
    assert isinstance(found, AnnotatedImage)
    if isinstance(annotation, BBox):
        assert report.is_lossless == (annotation.bounds == annotation.points)
        annotation = BBox(value="cat", points=annotation.bounds)
    assert found == AnnotatedImage(name="a.jpg", width=100, height=80, annotations=(annotation,))


@given(mask=shapes.masks, x=st.integers(0, 40), y=st.integers(0, 40))
def test_masks_come_back(
    tmp_path_factory: pytest.TempPathFactory, mask: NDArray[np.bool_], x: int, y: int
) -> None:
    whole = np.zeros((80, 100), bool)
    whole[y : y + mask.shape[0], x : x + mask.shape[1]] = mask
    annotation = Segmentation.from_mask(whole, value="cat")
    assert image_again(annotation, tmp_path_factory.mktemp("a")).annotations == (annotation,)


@given(rings=st.lists(shapes.stars(), min_size=1, max_size=3))
def test_slanted_regions_keep_their_pixels(
    tmp_path_factory: pytest.TempPathFactory, rings: list[shapes.Vertices]
) -> None:
    annotation = Segmentation.from_rings([rings], value="cat")
    folder = tmp_path_factory.mktemp("a")
    report = written([image_task(annotation)], folder, "ignore")
    mask = annotation.to_mask(100, 80)
    (found,) = fastlabel.read_cvat(folder / "cvat")
    assert (not mask.any()) == bool(report.dropped)
    for again in found.annotations:
        assert isinstance(again, Segmentation)
        assert (again.to_mask(100, 80) == mask).all()


def test_mask_of_a_hole(tmp_path: Path) -> None:
    image_again(regions((SQUARE, HOLE)), tmp_path)
    mask = root(tmp_path / "cvat" / "annotations.xml").find("image/mask")
    assert mask is not None
    assert [mask.get(key) for key in ("left", "top", "width", "height")] == [
        *("10", "10", "50", "50")
    ]
    runs = [int(run) for run in (mask.get("rle") or "").split(",")]
    # Row by row from the first pixel, none of which is unset.
    assert runs[:4] == [0, 510, 20, 30]
    assert sum(runs) == 2500
    assert sum(runs[::2]) == 400


def test_unknown_size(tmp_path: Path) -> None:
    task = image_task(regions((SQUARE,)), box(), width=None, height=None)
    written([task], tmp_path)
    (found,) = read_again(tmp_path)
    assert (found.width, found.height, len(found.annotations)) == (None, None, 2)


@pytest.mark.parametrize(
    ("annotation", "reason"),
    [
        (Line(value="a", points=[]), "without points"),
        (Polygon(value="a", points=[]), "without points"),
        (Segmentation(value="a", points=[]), "that covers no pixel of the image"),
        (regions((tuple(n + 200 for n in SQUARE),)), "that covers no pixel of the image"),
        (regions((tuple(n - 30 for n in SQUARE),)), "cut off at the edges of the image"),
        (regions(((0.0, 0.0, 9.0, 3.0, 0.0, 9.0),)), "with edges that are not those of pixels"),
        (BBox(value="a", points=(9, 9, 1, 1)), "with swapped corners"),
        (
            BBox(value="a", points=(1, 1, 2, 2), attributes=[Attribute(key="k", value=[1])]),
            "with an attribute that is not text, a flag or an integer",
        ),
        (
            BBox(
                value="a",
                points=(1, 1, 2, 2),
                attributes=[Attribute(key="k", value=1), Attribute(key="k", value=2)],
            ),
            "with several attributes of one key",
        ),
    ],
)
def test_losses_are_told(annotation: ImageAnnotation, reason: str, tmp_path: Path) -> None:
    report = written([image_task(annotation)], tmp_path, "ignore")
    (loss,) = report.losses
    assert loss.reason.startswith(reason)
    assert loss.locations == (f"tasks[0].annotations[0] ({annotation.type})",)


def test_segmentation_too_large(tmp_path: Path) -> None:
    far = regions((tuple(n * 1000 for n in SQUARE),))
    report = written([image_task(far, width=None, height=None)], tmp_path, "ignore")
    assert report.losses[0].reason == "with too many pixels for a mask"


@pytest.mark.parametrize("value", ["tabby", "", "a\nb\t<&\"'", "5", True, False, 7, -3, 0])
def test_attributes_come_back(value: JsonValue, tmp_path: Path) -> None:
    given_ = (Attribute(key="kind of", value=value), Attribute(key="other", value="x"))
    annotation = BBox(value="cat & <dog>", points=(1, 2, 3, 4), attributes=given_)
    assert image_again(annotation, tmp_path).annotations == (annotation,)


def test_attributes_of_several_kinds(tmp_path: Path) -> None:
    values: list[JsonValue] = [5, "5", True, "no number", 1.5, 10**20, None]
    annotations = [
        BBox(value="cat", points=(1, 2, 3, 4), attributes=[Attribute(key="k", value=value)])
        for value in values
    ]
    report = written([image_task(*annotations)], tmp_path, "ignore")
    (loss,) = report.losses
    assert (loss.reason, loss.count) == ("with an attribute of several types, written as text", 6)


def test_classification(tmp_path: Path) -> None:
    attributes = (Attribute(key="weather", value="rain"), Attribute(key="dark", value=True))
    task = ImageClassificationTask(id=TaskId("1"), name="c.png", attributes=attributes)
    written([task], tmp_path)
    assert read_again(tmp_path) == [AnnotatedImage(name="c.png", attributes=attributes)]


def test_multi_image(tmp_path: Path) -> None:
    contents = [Content(name="1.png", width=50, height=40), Content(name="2.png")]
    on_second = BBox(value="cat", points=(1, 2, 3, 4), content="2.png")
    nowhere = BBox(value="cat", points=(1, 2, 3, 4), content="3.png")
    task = MultiImageTask(
        id=TaskId("1"), name="m", contents=contents, annotations=[on_second, nowhere]
    )
    report = written([task], tmp_path, "ignore")
    assert report.losses[0].reason == "on none of its task's images"
    first, second = read_again(tmp_path)
    assert (first.name, first.width, first.annotations) == ("m/1.png", 50, ())
    assert (second.name, second.annotations) == (
        "m/2.png",
        (BBox(value="cat", points=(1, 2, 3, 4)),),
    )


def test_names_of_one_file_are_refused(tmp_path: Path) -> None:
    message = r"tasks\[1\]: 'a.jpg' is also the name of an image of tasks\[0\]"
    with pytest.raises(FastLabelInvalidException, match=message):
        written([image_task(), image_task()], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_text_that_xml_cannot_hold(tmp_path: Path) -> None:
    message = r"tasks\[0\].annotations\[1\]: .* which XML cannot hold"
    with pytest.raises(FastLabelInvalidException, match=message):
        written([image_task(box(), box("\x07"))], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_classes_in_their_order(tmp_path: Path) -> None:
    tasks = [image_task(box("dog"), box("cat"))]
    fastlabel.write_cvat(tasks, tmp_path / "given", classes=["dog", "emu", "cat"])
    fastlabel.write_cvat(tasks, tmp_path / "sorted")
    for folder, names in (("given", ["dog", "emu", "cat"]), ("sorted", ["cat", "dog"])):
        labels = root(tmp_path / folder / "annotations.xml").findall("meta/task/labels/label")
        assert [label.findtext("name") for label in labels] == names
    message = r"tasks\[0\].annotations\[1\]: class 'cat' is not one of the given classes"
    with pytest.raises(FastLabelInvalidException, match=message):
        fastlabel.write_cvat(tasks, tmp_path / "other", classes=["dog"])
    assert not (tmp_path / "other").exists()


def test_folder_in_use(tmp_path: Path) -> None:
    written([image_task(box())], tmp_path)
    with pytest.raises(FastLabelInvalidException, match=r"path: .* already exists"):
        written([], tmp_path)


def test_no_tasks(tmp_path: Path) -> None:
    assert written([], tmp_path).is_lossless
    assert read_again(tmp_path) == []


def test_raise_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(FastLabelInvalidException, match="0 of 1 annotations kept"):
        written([image_task(Line(value="a", points=[]))], tmp_path)
    with pytest.warns(ConversionWarning), warnings.catch_warnings():
        written([image_task(Line(value="a", points=[]))], tmp_path, "warn")
    assert [path.name for path in tmp_path.iterdir()] == ["cvat"]


def test_dicts_of_070(tmp_path: Path) -> None:
    task: dict[str, object] = {
        "name": "a.jpg",
        "width": 9,
        "height": 9,
        "annotations": [{"type": "keypoint", "value": "nose", "points": [1, 2]}],
    }
    fastlabel.write_cvat([task], tmp_path / "cvat")
    (found,) = read_again(tmp_path)
    assert found.annotations == (Keypoint(value="nose", points=(1, 2)),)


def test_video(tmp_path: Path) -> None:
    given_ = (Attribute(key="night", value=True),)
    track = moving_box(3, 4, 5, keyframes=(3, 5)).model_copy(update={"attributes": given_})
    written([image_task(box()), video_task(track, name="Ä/v.mp4")], tmp_path)
    image, video = read_again(tmp_path)
    assert image.name == "a.jpg"
    assert video == AnnotatedVideo(
        name="Ä/v.mp4", width=320, height=240, frame_count=50, annotations=(track,)
    )
    (path,) = (tmp_path / "cvat" / "videos").iterdir()
    boxes = root(path).findall("track/box")
    assert [(b.get("frame"), b.get("keyframe"), b.get("outside")) for b in boxes] == [
        *(("2", "1", "0"), ("3", "0", "0"), ("4", "1", "0"), ("5", "1", "1"))
    ]


def test_track_to_the_last_frame_has_no_end(tmp_path: Path) -> None:
    written([video_task(moving_box(49, 50, keyframes=(49, 50)))], tmp_path)
    boxes = root(tmp_path / "cvat" / "videos" / "v.mp4.xml").findall("track/box")
    assert [b.get("outside") for b in boxes] == ["0", "0"]


frame_points = st.dictionaries(
    st.integers(1, 30),
    st.builds(
        FramePoint,
        st.tuples(*[st.integers(0, 9), st.integers(0, 9), st.integers(9, 19), st.integers(9, 19)]),
        autogenerated=st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


@given(points=frame_points)
def test_tracks_come_back(
    tmp_path_factory: pytest.TempPathFactory, points: dict[int, FramePoint]
) -> None:
    track = VideoBBox(value="car", points=points)
    report = written([video_task(track)], folder := tmp_path_factory.mktemp("a"), "ignore")
    (again,) = video_again(folder).annotations
    assert isinstance(again, VideoBBox)
    assert again.interpolated().frames == track.interpolated().frames
    for frame in track.interpolated().frames:
        assert again.box_at(frame) == track.box_at(frame)
    if report.is_lossless:
        assert again == track
    # What CVAT takes of it: the keyframes alone give the same boxes, as far as it can show them.
    keys = VideoBBox.from_keyframes(
        {frame: point.value for frame, point in again.keyframes.items()}, value="car"
    )
    assert keys.frames == again.interpolated().frames
    for frame in again.frames:
        assert keys.points[frame].value == pytest.approx(again.points[frame].value, abs=0.02)


def test_interpolated_boxes_off_the_line(tmp_path: Path) -> None:
    points = {
        1: FramePoint((0, 0, 4, 4), autogenerated=False),
        2: FramePoint((9, 9, 13, 13), autogenerated=True),
        3: FramePoint((2, 2, 6, 6), autogenerated=False),
    }
    report = written([video_task(VideoBBox(value="a", points=points))], tmp_path, "ignore")
    assert "made keyframes" in report.losses[0].reason


def test_videos_without_boxes(tmp_path: Path) -> None:
    report = written([video_task(VideoBBox(value="a", points={}))], tmp_path, "ignore")
    assert report.losses[0].reason == "without frames"
    assert video_again(tmp_path).annotations == ()
