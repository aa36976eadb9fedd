"""What is refused, and in which words."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from fastlabel.converters import to_coco, write_coco
from fastlabel.errors import FastLabelInvalidException, MissingExtraError, MissingFileError
from fastlabel.models import ImageTask
from tests.support.factories import HOLE, SQUARE, box, image_task, moving_box, regions, video_task

Convert = Callable[..., object]


def _write(tasks: Any, **options: Any) -> None:
    write_coco(tasks, "never.json", **options)


@pytest.fixture(params=[to_coco, _write], ids=["to_coco", "write_coco"])
def convert(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Convert:
    monkeypatch.chdir(tmp_path)
    converter: Convert = request.param
    return converter


async def _async_tasks() -> AsyncIterator[ImageTask]:
    yield image_task()


@pytest.mark.parametrize(
    ("item", "message"),
    [
        pytest.param(None, "a task as the client returns it, got NoneType", id="None"),
        pytest.param("a.jpg", "a task as the client returns it, got str", id="string"),
        pytest.param(box(), "a task as the client returns it, got BBox", id="annotation"),
        pytest.param(
            [image_task()], "a task as the client returns it, got list", id="page of tasks"
        ),
        pytest.param({}, "name: is required", id="empty dict"),
        pytest.param({"name": 5}, "name: expected a string, got 5", id="dict with a wrong name"),
        pytest.param({"name": "a", "width": "9"}, "width", id="dict with a wrong width"),
        pytest.param(
            {"name": "a", "annotations": 5},
            "annotations: expected a list",
            id="annotations are a number",
        ),
        pytest.param(
            {"name": "a", "annotations": ["x"]}, "annotations[0]", id="an annotation is a string"
        ),
        pytest.param(
            {"name": "a", "contents": [{"url": "b"}]}, "contents[0].name", id="content without name"
        ),
    ],
)
def test_what_is_no_task_is_named(convert: Convert, item: Any, message: str) -> None:
    with pytest.raises(FastLabelInvalidException) as caught:
        convert([image_task(), image_task(), item])
    assert caught.value.message.startswith("tasks[2]: ")
    assert message in caught.value.message
    assert caught.value.code == 422


@pytest.mark.parametrize(
    ("tasks", "message"),
    [
        pytest.param(image_task(), "expected several tasks, got a single one", id="task"),
        pytest.param({"name": "a"}, "expected several tasks, got a single one", id="dict"),
        pytest.param("tasks", "expected an iterable of tasks, got str", id="string"),
        pytest.param(None, "expected an iterable of tasks, got NoneType", id="None"),
        pytest.param(_async_tasks(), "expected an iterable of tasks", id="async iterator"),
    ],
)
def test_what_is_no_iterable_of_tasks_is_refused(
    convert: Convert, tasks: Any, message: str
) -> None:
    with pytest.raises(FastLabelInvalidException, match=f"tasks: {message}"):
        convert(tasks)


@pytest.mark.parametrize(
    "task", [image_task(box("cat"), box("dog")), video_task(moving_box(1), moving_box(2))]
)
def test_class_that_is_not_among_the_categories_is_named(convert: Convert, task: Any) -> None:
    unknown = task.annotations[0].value
    with pytest.raises(FastLabelInvalidException) as caught:
        convert([image_task(), task], categories=["bird"])
    assert caught.value.message.startswith("tasks[1].annotations[0]: ")
    assert repr(unknown) in caught.value.message


@pytest.mark.parametrize(
    ("categories", "message"),
    [
        pytest.param("cat", "expected a list of class names.*'cat'", id="string"),
        pytest.param(["cat", 5], "expected a list of class names", id="number in it"),
        pytest.param(["cat", "dog", "cat"], "'cat' is listed 2 times", id="class twice"),
        pytest.param({5: 1}, "expected a list of class names", id="number for a class"),
    ],
)
def test_categories_are_different_strings(convert: Convert, categories: Any, message: str) -> None:
    with pytest.raises(FastLabelInvalidException, match=f"categories: .*{message}"):
        convert([], categories=categories)


@pytest.mark.parametrize(
    ("categories", "message"),
    [
        pytest.param({"cat": 0}, "expected an integer from 1, got 0", id="0"),
        pytest.param({"cat": True}, "expected an integer from 1, got True", id="bool"),
        pytest.param({"cat": "1"}, "expected an integer from 1, got '1'", id="text"),
        pytest.param({"dog": 3, "cat": 3}, "3 is also the id of 'dog'", id="id twice"),
    ],
)
def test_ids_of_categories_are_different_numbers_from_1(
    convert: Convert, categories: Any, message: str
) -> None:
    with pytest.raises(FastLabelInvalidException, match=f"categories\\.cat: {message}"):
        convert([], categories=categories)


def test_no_categories_given_is_not_the_same_as_none(convert: Convert) -> None:
    with pytest.raises(FastLabelInvalidException, match="'cat' is not in the given categories"):
        convert([image_task(box("cat"))], categories=[])


def test_holes_has_two_values(convert: Convert) -> None:
    with pytest.raises(
        FastLabelInvalidException, match="holes: expected one of rle, polygons, got 'mask'"
    ):
        convert([], holes="mask")


def test_missing_pycocotools_names_the_way_out(
    convert: Convert, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pycocotools.mask", None)
    convert([image_task(regions((SQUARE,)))])
    with pytest.raises(MissingExtraError, match="pip install pycocotools"):
        convert([image_task(regions((SQUARE, HOLE)))])


def test_nothing_is_imported_that_is_not_needed() -> None:
    program = """
import sys
from fastlabel.converters import to_coco
to_coco([{"name": "a", "annotations": [{"type": "bbox", "value": "c", "points": [1, 2, 3, 4]}]}])
print(sorted({"numpy", "pycocotools", "httpx"} & sys.modules.keys()))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"


def test_error_of_the_iterable_comes_through(convert: Convert) -> None:
    def failing() -> Any:
        yield image_task(box())
        raise ConnectionError("page 2")

    with pytest.raises(ConnectionError, match="page 2"):
        convert(failing())


def test_folder_has_to_exist(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"path: '.*absent' is not a folder; create it"):
        write_coco([], tmp_path / "absent" / "coco.json")


def test_path_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(FastLabelInvalidException, match=r"path: .* is not a file"):
        write_coco([], tmp_path)
