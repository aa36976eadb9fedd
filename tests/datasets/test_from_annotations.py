"""New tasks from what the readers of other formats give."""

from __future__ import annotations

from pathlib import Path

import pytest

from fastlabel import ConversionWarning, FastLabelInvalidException
from fastlabel.converters.annotated import AnnotatedImage, AnnotatedVideo
from fastlabel.datasets import KindName, from_annotations
from fastlabel.models import Attribute, NewImageTask, NewVideoTask
from tests.support.factories import box, moving_box

IMAGE = AnnotatedImage(
    name="cats/1.png",
    path=Path("media/cats/1.png"),
    annotations=(box(),),
    attributes=(Attribute(key="indoors", value=True),),
    tags=("night",),
)
VIDEO = AnnotatedVideo(name="v.mp4", path=Path("media/v.mp4"), annotations=(moving_box(1, 2),))


def test_each_kind_takes_its_media_and_tells_of_the_others() -> None:
    both: list[AnnotatedImage | AnnotatedVideo] = [VIDEO, IMAGE]
    with pytest.warns(ConversionWarning) as of_images:
        images = list(from_annotations(both, project="p", tags=["t"], status="approved"))
    with pytest.warns(ConversionWarning) as of_videos:
        videos = list(from_annotations(both, project="p", kind="video"))
    assert images == [
        NewImageTask(
            project="p",
            name="cats/1.png",
            file_path=Path("media/cats/1.png"),
            annotations=[box()],
            status="approved",
            tags=["t", "night"],
        )
    ]
    assert videos == [
        NewVideoTask(
            project="p", name="v.mp4", file_path=Path("media/v.mp4"), annotations=[moving_box(1, 2)]
        )
    ]
    (of_images_only, of_videos_only) = (*of_images, *of_videos)
    assert str(of_images_only.message) == ("skipped: 1 videos; 1 attributes: image tasks have none")
    assert str(of_videos_only.message) == "skipped: 1 images"
    assert of_images_only.filename == of_videos_only.filename == __file__


def test_new_tasks_come_as_the_files_are_read() -> None:
    new_tasks = from_annotations((VIDEO for _ in iter(int, 1)), project="p", kind="video")
    assert [next(new_tasks).name, next(new_tasks).name] == ["v.mp4", "v.mp4"]


@pytest.mark.parametrize("kind", ["image", "image_classification", "multi_image"])
def test_an_image_without_a_path_is_refused(kind: KindName) -> None:
    with pytest.raises(FastLabelInvalidException, match=r"'a/1\.png': has no path; pass media_dir"):
        list(from_annotations([AnnotatedImage(name="a/1.png")], project="p", kind=kind))


def test_a_bad_argument_is_refused_at_once() -> None:
    with pytest.raises(FastLabelInvalidException, match="project: is required"):
        from_annotations([IMAGE], project="")
