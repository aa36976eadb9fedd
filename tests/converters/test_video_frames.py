"""Frames of videos that are written beside a COCO file."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops

from fastlabel.converters import ConversionWarning, VideoFrames, to_coco, write_coco
from fastlabel.drawing import read_frames
from fastlabel.errors import FastLabelInvalidException, MissingFileError
from fastlabel.models import VideoTask
from tests.support.factories import moving_box, parsed, video_task
from tests.support.media_files import VIDEO


@pytest.fixture
def videos(tmp_path: Path) -> Path:
    folder = tmp_path / "videos"
    folder.mkdir()
    shutil.copy(VIDEO, folder / "v.mp4")
    return folder


def task_of(*frames: int) -> VideoTask:
    """A task that does not know the size of its video."""
    return video_task(moving_box(*frames)).model_copy(update={"width": None, "height": None})


def written(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix
    )


def test_file_names_lead_to_the_frames_that_have_boxes(videos: Path, tmp_path: Path) -> None:
    frames = VideoFrames(folder=tmp_path / "frames", media_dir=videos, format="png")
    write_coco([task_of(2, 5)], tmp_path / "coco.json", frames=frames)
    images = parsed(tmp_path / "coco.json")["images"]
    assert [image["file_name"] for image in images] == ["v.mp4/000002.png", "v.mp4/000005.png"]
    assert written(tmp_path / "frames") == ["v.mp4/000002.png", "v.mp4/000005.png"]
    for image, (_, expected) in zip(images, read_frames(VIDEO, [2, 5]), strict=True):
        with Image.open(tmp_path / "frames" / image["file_name"]) as picture:
            assert picture.size == (image["width"], image["height"])
            assert ImageChops.difference(picture, expected).getbbox() is None


def test_all_frames_are_images_too(videos: Path, tmp_path: Path) -> None:
    frames = VideoFrames(folder=tmp_path / "frames", media_dir=videos, choice="all")
    dataset = to_coco([task_of(3)], frames=frames)
    names = [image["file_name"] for image in dataset["images"]]
    assert names == written(tmp_path / "frames")
    assert names[0] == "v.mp4/000001.jpg"
    assert len(names) > 3
    assert [entry["image_id"] for entry in dataset["annotations"]] == [3]


def test_what_is_there_stays(videos: Path, tmp_path: Path) -> None:
    frames = VideoFrames(folder=tmp_path / "frames", media_dir=videos)
    to_coco([task_of(1)], frames=frames)
    first = tmp_path / "frames/v.mp4/000001.jpg"
    before = first.stat().st_mtime_ns
    to_coco([task_of(1, 2)], frames=frames)
    assert written(tmp_path / "frames") == ["v.mp4/000001.jpg", "v.mp4/000002.jpg"]
    assert first.stat().st_mtime_ns == before


def test_frames_of_another_video_are_not_taken_for_these(videos: Path, tmp_path: Path) -> None:
    frames = VideoFrames(folder=tmp_path / "frames", media_dir=videos)
    to_coco([task_of(1)], frames=frames)
    with (videos / "v.mp4").open("ab") as file:
        file.write(b"more")
    with pytest.raises(FastLabelInvalidException, match=r"tasks\[0\]: .* frames of another video"):
        to_coco([task_of(1)], frames=frames)


@pytest.mark.parametrize("form", ["mapping", "function", "pulled"])
def test_videos_may_lie_elsewhere(videos: Path, tmp_path: Path, form: str) -> None:
    video = videos / "media" / "v.mp4"
    video.parent.mkdir()
    (videos / "v.mp4").rename(video)
    given: dict[str, Any] = {
        "mapping": {"v.mp4": video},
        "function": video.with_name,
        "pulled": videos,
    }
    to_coco([task_of(1)], frames=VideoFrames(folder=tmp_path / "frames", media_dir=given[form]))
    assert written(tmp_path / "frames") == ["v.mp4/000001.jpg"]


def test_another_size_is_told(videos: Path, tmp_path: Path) -> None:
    frames = VideoFrames(folder=tmp_path / "frames", media_dir=videos)
    with pytest.warns(ConversionWarning, match=r"another size than the task says.*: tasks\[0\]"):
        to_coco([video_task(moving_box(1)).model_copy(update={"width": 7})], frames=frames)


@pytest.mark.parametrize("choice", ["annotated", "all"])
def test_a_box_after_the_end_is_refused(videos: Path, tmp_path: Path, choice: Any) -> None:
    frames = VideoFrames(folder=tmp_path / "frames", media_dir=videos, choice=choice)
    with pytest.raises(FastLabelInvalidException, match=r"tasks\[0\]: .*9999, the video has"):
        to_coco([task_of(9999)], frames=frames)


def test_a_missing_video_is_named(videos: Path, tmp_path: Path) -> None:
    frames = VideoFrames(folder=tmp_path / "frames", media_dir=videos)
    task = task_of(1).model_copy(update={"name": "absent.mp4"})
    with pytest.raises(MissingFileError, match=r"tasks\[0\]: there is no file .*absent.mp4"):
        to_coco([task], frames=frames)


def test_what_is_no_video_is_named(videos: Path, tmp_path: Path) -> None:
    (videos / "v.mp4").write_bytes(b"no video")
    frames = VideoFrames(folder=tmp_path / "frames", media_dir=videos)
    with pytest.raises(FastLabelInvalidException, match=r"tasks\[0\]: .*not a readable video"):
        to_coco([task_of(1)], frames=frames)


def test_tasks_of_one_name_do_not_share_frames(videos: Path, tmp_path: Path) -> None:
    frames = VideoFrames(folder=tmp_path / "frames", media_dir=videos)
    with pytest.raises(FastLabelInvalidException, match=r"tasks\[1\]: .* those of tasks\[0\]"):
        to_coco([task_of(1), task_of(2)], frames=frames)


@pytest.mark.parametrize("name", ["choice", "format"])
def test_options_have_their_values(name: str) -> None:
    with pytest.raises(FastLabelInvalidException, match=f"frames.{name}: expected one of"):
        VideoFrames(folder="f", media_dir="v", **{name: "x"})  # type: ignore[arg-type]  # on purpose
