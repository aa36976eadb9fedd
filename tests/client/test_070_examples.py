"""Every call that the documentation of release 0.7.0 shows, on the sandbox.

The calls stand as they are shown there, but for slugs, paths, and ids.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import fastlabel
from tests.support.media_files import CAT, COFFEE, ROCKET, VIDEO

pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The working folder that the examples name their files in."""
    shutil.copy(ROCKET, tmp_path / "sample.jpg")
    shutil.copy(VIDEO, tmp_path / "sample.mp4")
    (tmp_path / "sample").mkdir()
    shutil.copy(ROCKET, tmp_path / "sample" / "01.jpg")
    shutil.copy(COFFEE, tmp_path / "sample" / "02.png")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def client(
    fastlabel_sandbox: fastlabel.sandbox.Sandbox, monkeypatch: pytest.MonkeyPatch
) -> Iterator[fastlabel.Client]:
    monkeypatch.setenv("FASTLABEL_ACCESS_TOKEN", fastlabel_sandbox.token)
    monkeypatch.setenv("FASTLABEL_API_URL", fastlabel_sandbox.url)
    with fastlabel.Client() as client:
        yield client


def test_image(client: fastlabel.Client) -> None:
    task_id = client.create_image_task(
        project="YOUR_PROJECT_SLUG",
        name="sample.jpg",
        file_path="./sample.jpg"
    )  # fmt: skip
    task = client.find_image_task(task_id=task_id)
    assert (task["id"], task["name"], task["status"]) == (task_id, "sample.jpg", "registered")
    assert (task["width"], task["height"]) == (640, 427)
    assert client.get_image_tasks(project="YOUR_PROJECT_SLUG") == [task]


def test_image_with_annotations(client: fastlabel.Client) -> None:
    task_id = client.create_image_task(
        project="YOUR_PROJECT_SLUG",
        name="sample.jpg",
        file_path="./sample.jpg",
        annotations=[{
            "type": "bbox",
            "value": "annotation-value",
            "attributes": [
                {
                    "key": "attribute-key",
                    "value": "attribute-value"
                }
            ],
            "points": [
                100,  # top-left x
                100,  # top-left y
                200,  # bottom-right x
                200   # bottom-right y
            ]
        }]
    )  # fmt: skip
    (annotation,) = client.find_image_task(task_id)["annotations"]
    assert annotation["points"] == [100, 100, 200, 200]
    assert annotation["attributes"][0]["value"] == "attribute-value"
    assert annotation.keys() == {"attributes", "color", "points", "title", "type", "value"}


def test_filter(client: fastlabel.Client) -> None:
    task_id = client.create_image_task("YOUR_PROJECT_SLUG", "a.jpg", "./sample.jpg", tags=["tag1"])
    client.update_task(
        task_id=task_id,
        status="approved",
        tags=["tag1", "tag2"]
    )  # fmt: skip
    client.create_image_task("YOUR_PROJECT_SLUG", "b.jpg", "./sample.jpg", tags=["tag1"])
    tasks = client.get_image_tasks(
        project="YOUR_PROJECT_SLUG",
        status="approved", # status can be one of ten
        tags=["tag1", "tag2"] # up to 10 tags
    )  # fmt: skip
    assert [task["id"] for task in tasks] == [task_id]


def test_pages(client: fastlabel.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        client.create_image_task("YOUR_PROJECT_SLUG", f"{number}.jpg", "./sample.jpg")
    import time

    def no_wait(_: float) -> None: ...

    monkeypatch.setattr(time, "sleep", no_wait)

    # Iterate pages until new tasks are empty.
    all_tasks: list[Any] = []
    offset = None
    while True:
        time.sleep(1)

        tasks = client.get_image_tasks(project="YOUR_PROJECT_SLUG", offset=offset)
        all_tasks.extend(tasks)

        if len(tasks) > 0:
            offset = len(all_tasks)  # Set the offset
        else:
            break

    assert [task["name"] for task in all_tasks] == ["0.jpg", "1.jpg", "2.jpg"]


def test_image_classification(client: fastlabel.Client) -> None:
    task_id = client.create_image_classification_task(
        project="YOUR_PROJECT_SLUG",
        name="sample.jpg",
        file_path="./sample.jpg",
        attributes=[
            {
                "key": "attribute-key",
                "value": "attribute-value"
            }
        ],
    )  # fmt: skip
    task = client.find_image_classification_task(task_id=task_id)
    assert task["attributes"][0]["value"] == "attribute-value"
    assert "annotations" not in task
    tasks = client.get_image_classification_tasks(project="YOUR_PROJECT_SLUG")
    assert tasks == [task]


def test_multi_image(client: fastlabel.Client) -> None:
    task = client.create_multi_image_task(
        project="YOUR_PROJECT_SLUG",
        name="sample",
        folder_path="./sample",
        annotations=[{
            "type": "segmentation",
            "value": "annotation-value",
            "attributes": [
                {
                    "key": "attribute-key",
                    "value": "attribute-value"
                }
            ],
            "content": "01.jpg",
            "points": [[[
                100,
                100,
                300,
                100,
                300,
                300,
                100,
                300,
                100,
                100
            ]]] # clockwise rotation
        }]
    )  # fmt: skip
    found = client.find_multi_image_task(task_id=task)
    assert [content["name"] for content in found["contents"]] == ["01.jpg", "02.png"]
    assert found["annotations"][0]["content"] == "01.jpg"
    assert client.get_multi_image_tasks(project="YOUR_PROJECT_SLUG") == [found]


def test_video(client: fastlabel.Client) -> None:
    task_id = client.create_video_task(
        project="YOUR_PROJECT_SLUG",
        name="sample.mp4",
        file_path="./sample.mp4"
    )  # fmt: skip
    task = client.find_video_task(task_id=task_id)
    assert (task["fps"], task["frameCount"], task["duration"]) == (25.0, 132, 5.28)
    assert client.get_video_tasks(project="YOUR_PROJECT_SLUG") == [task]


def test_update_and_delete(client: fastlabel.Client) -> None:
    created = client.create_image_task("YOUR_PROJECT_SLUG", "sample.jpg", "./sample.jpg")
    task_id = client.update_task(
        task_id=created,
        status="approved",
        tags=["tag1", "tag2"]
    )  # fmt: skip
    assert task_id == created
    client.delete_task(task_id=task_id)
    with pytest.raises(fastlabel.NotFoundError):
        client.find_image_task(task_id)


def test_coco(client: fastlabel.Client) -> None:
    client.create_image_task(
        "YOUR_PROJECT_SLUG",
        CAT.name,
        str(CAT),
        annotations=[{"type": "bbox", "value": "cat", "points": [10, 20, 110, 70]}],
    )
    tasks = client.get_image_tasks(project="YOUR_PROJECT_SLUG")
    coco = client.to_coco(tasks)
    assert coco["images"][0]["file_name"] == "chelsea.png"
    assert coco["categories"][0]["name"] == "cat"
    assert coco["annotations"][0]["bbox"] == [10, 20, 100, 50]
