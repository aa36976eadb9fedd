"""Media that writers copy from `media_dir`, and that readers find there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image

import fastlabel
from fastlabel import FastLabelInvalidException, MissingFileError
from fastlabel.converters import AnnotatedImage
from fastlabel.models import BBox
from fastlabel.models.tasks import AnyTask
from tests.support.factories import box, image_task, moving_box, video_task
from tests.support.media_files import VIDEO


@pytest.fixture
def media_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "media"
    folder.mkdir()
    Image.new("RGB", (100, 80)).save(folder / "a.png")
    shutil.copy(VIDEO, folder / "v.mp4")
    return folder


def test_cvat_gets_images_and_videos(media_dir: Path, tmp_path: Path) -> None:
    tasks: list[AnyTask] = [image_task(box(), name="a.png"), video_task(moving_box(1, 2))]
    fastlabel.write_cvat(tasks, tmp_path / "set", media_dir=media_dir, on_loss="ignore")
    for copied, original in (("images/a.png", "a.png"), ("videos/v.mp4", "v.mp4")):
        assert (tmp_path / "set" / copied).read_bytes() == (media_dir / original).read_bytes()


def test_masks_get_images(media_dir: Path, tmp_path: Path) -> None:
    task = image_task(BBox(value="cat", points=(1, 2, 30, 40)), name="a.png")
    fastlabel.write_masks([task], tmp_path / "set", media_dir=media_dir)
    copied = tmp_path / "set" / "images" / "a.png"
    assert copied.read_bytes() == (media_dir / "a.png").read_bytes()
    (image,) = fastlabel.read_masks(tmp_path / "set", media_dir=tmp_path / "set" / "images")
    assert image.path == copied


def test_mot_gets_all_frames(media_dir: Path, tmp_path: Path) -> None:
    task = video_task(moving_box(1, 2))
    fastlabel.write_mot([task], tmp_path / "set", media_dir=media_dir, on_loss="ignore")
    frames = sorted((tmp_path / "set" / "v.mp4" / "img1").iterdir())
    assert [frame.name for frame in frames[:2]] == ["000001.jpg", "000002.jpg"]
    assert len(frames) == 132


def test_a_missing_video_is_an_error(tmp_path: Path) -> None:
    for write in (fastlabel.write_mot, fastlabel.write_cvat):
        with pytest.raises(MissingFileError, match=r"tasks\[0\]: there is no file"):
            write([video_task(moving_box(1))], tmp_path / "set", media_dir=tmp_path)
        assert list(tmp_path.iterdir()) == []


def only(images: list[AnnotatedImage]) -> AnnotatedImage:
    (image,) = images
    return image


def test_yolo_images_are_found(media_dir: Path, tmp_path: Path) -> None:
    fastlabel.write_yolo([image_task(box(), name="a.png")], tmp_path / "set")
    image = only(list(fastlabel.read_yolo(tmp_path / "set", media_dir=media_dir)))
    assert (image.name, image.path) == ("a.png", media_dir / "a.png")
    assert (image.width, image.height) == (100, 80)


def test_labelme_images_are_found(media_dir: Path, tmp_path: Path) -> None:
    fastlabel.write_labelme([image_task(box(), name="a.png")], tmp_path / "set")
    beside = only(list(fastlabel.read_labelme(tmp_path / "set")))
    assert beside.path == tmp_path / "set" / "a.png"
    image = only(list(fastlabel.read_labelme(tmp_path / "set", media_dir=media_dir)))
    assert image.path == media_dir / "a.png"


def test_errors_of_a_json_file_have_their_path(tmp_path: Path) -> None:
    text = '{"shapes": [{"label": "a", "shape_type": "point", "points": [[1]]}]}'
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(FastLabelInvalidException) as caught:
        list(fastlabel.read_labelme(tmp_path))
    assert caught.value.path == ("shapes", 0, "points", 0)
    assert caught.value.message == "a.json: shapes[0].points[0]: expected x, y in pixels, got [1]"
