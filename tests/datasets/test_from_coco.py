"""New tasks from COCO files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import fastlabel
from fastlabel import ConversionWarning, FastLabelInvalidException, MissingFileError
from fastlabel.converters import to_coco, write_coco
from fastlabel.datasets import check, from_coco
from fastlabel.models import (
    Attribute,
    BBox,
    Content,
    ImageClassificationTask,
    MultiImageTask,
    NewImageTask,
    TaskId,
)
from tests.sandbox.support.small_media import mp4, png
from tests.support.factories import box, image_task, moving_box, video_task


def test_image_with_its_annotations(tmp_path: Path) -> None:
    task = image_task(box(), name="cats/1.png")
    write_coco([task], tmp_path / "coco.json")
    new_tasks = from_coco(
        tmp_path / "coco.json", tmp_path, project="p", status="approved", tags=["t"]
    )
    assert list(new_tasks) == [
        NewImageTask(
            project="p",
            name="cats/1.png",
            file_path=tmp_path / "cats/1.png",
            annotations=[box()],
            status="approved",
            tags=["t"],
        )
    ]


def test_tags_of_the_file_come_after_those_given(tmp_path: Path) -> None:
    file = {"images": [{"id": 1, "file_name": "a.png", "tags": ["night", "t"]}]}
    (new_task,) = from_coco(file, tmp_path, project="p", tags=["t"])
    assert new_task.tags == ("t", "night")


def test_classified_image(tmp_path: Path) -> None:
    said = (Attribute(key="coat", value="tabby"),)
    task = ImageClassificationTask(id=TaskId("1"), name="a.png", attributes=said)
    (new_task,) = from_coco(to_coco([task]), tmp_path, project="p", kind="image_classification")
    assert new_task.attributes == said
    drawn = to_coco([image_task(box())])
    with pytest.warns(ConversionWarning, match="1 annotations: image classification") as caught:
        list(from_coco(drawn, tmp_path, project="p", kind="image_classification"))
    assert caught[0].filename == __file__


def test_multi_image_task_comes_back(tmp_path: Path) -> None:
    drawn = box().model_copy(update={"content": "x/2.png"})
    task = MultiImageTask(
        id=TaskId("1"),
        name="day/walk",
        contents=[Content(name="1.png"), Content(name="x/2.png")],
        annotations=[drawn],
    )
    (new_task,) = from_coco(to_coco([task]), tmp_path, project="p", kind="multi_image")
    assert new_task.name == "day/walk"
    assert new_task.files == {
        "1.png": tmp_path / "day/walk/1.png",
        "x/2.png": tmp_path / "day/walk/x/2.png",
    }
    assert new_task.annotations == (drawn,)


def test_images_of_others_are_grouped_by_their_folder(tmp_path: Path) -> None:
    names = ["a/1.png", "b/1.png", "a/2.png"]
    file = {"images": [{"id": name, "file_name": name} for name in names]}
    new_tasks = list(from_coco(file, tmp_path, project="p", kind="multi_image"))
    assert [(new_task.name, list(new_task.files or ())) for new_task in new_tasks] == [
        ("a", ["1.png", "2.png"]),
        ("b", ["1.png"]),
    ]


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["1.png"], "'1.png': expected an image in a folder"),
        (["a/1.png", "a/1.png"], "'a/1.png': duplicate image"),
    ],
)
def test_images_that_cannot_be_grouped(tmp_path: Path, names: list[str], message: str) -> None:
    file = {"images": [{"id": at, "file_name": name} for at, name in enumerate(names)]}
    with pytest.raises(FastLabelInvalidException) as caught:
        list(from_coco(file, tmp_path, project="p", kind="multi_image"))
    assert caught.value.message.startswith(message)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"project": ""}, "project: is required"),
        ({"kind": "text"}, "kind: expected one of"),
        ({"media_dir": "none"}, "media_dir: directory .* does not exist"),
        ({"file": "none.json"}, "source: there is no file"),
        ({"file": b"[]"}, "source: expected an object"),
    ],
)
def test_what_is_wrong_is_refused_at_once(
    tmp_path: Path, arguments: dict[str, Any], error: str
) -> None:
    good: dict[str, Any] = {"file": {"images": []}, "media_dir": tmp_path, "project": "p"}
    with pytest.raises((FastLabelInvalidException, MissingFileError), match=error):
        from_coco(**{**good, **arguments})


def test_there_and_back_through_the_service(
    tmp_path: Path, fastlabel_client: fastlabel.Client
) -> None:
    (tmp_path / "a.png").write_bytes(png(100, 80))
    (tmp_path / "v.mp4").write_bytes(mp4())
    moving = moving_box(1, 2, keyframes=(1, 2))
    file = to_coco([image_task(box(), name="a.png"), video_task(moving)])
    file["images"] = [image for image in file["images"] if image["file_name"] == "a.png"]
    only_image = {**file, "annotations": file["annotations"][:1]}
    (image,) = from_coco(only_image, tmp_path, project="i")
    whole = to_coco([video_task(moving)])
    (video,) = from_coco(whole, tmp_path, project="v", kind="video")
    assert check([image, video]) == []
    assert image.name
    assert image.file_path
    task_id = fastlabel_client.image.create(
        project="i", name=image.name, file_path=image.file_path, annotations=image.annotations
    )
    task = fastlabel_client.image.find(task_id)
    (found,) = task.annotations
    assert isinstance(found, BBox)
    assert found.points == box().points
    again = to_coco([task])["annotations"]
    assert [entry["bbox"] for entry in again] == [file["annotations"][0]["bbox"]]
