"""What `create` sends, as models: the same fields as its arguments."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from fastlabel.errors import InvalidResponseError
from fastlabel.models import BBox, NewImageTask, NewMultiImageTask, NewVideoTask

BOX = BBox(value="cat", points=(0, 0, 1, 1))


def test_new_image_task_round_trips_through_its_wire_form() -> None:
    task = NewImageTask(project="cats", name="a.png", file=b"abc", tags=["x"], annotations=[BOX])
    assert task.to_wire() == {
        "project": "cats",
        "name": "a.png",
        "file": "YWJj",
        "tags": ["x"],
        "annotations": [BOX.to_wire()],
    }
    assert NewImageTask.from_wire(task.to_wire()) == task
    assert NewImageTask.from_json(task.to_json()) == task


def test_paths_are_held_as_paths() -> None:
    task = NewVideoTask(project="p", file_path="a/b.mp4")
    assert task.file_path == Path("a/b.mp4")
    assert task.to_wire() == {"project": "p", "filePath": "a/b.mp4"}
    assert NewVideoTask.from_wire(task.to_wire()) == task


@pytest.mark.parametrize(
    ("files", "held"),
    [
        (["a/1.png", Path("2.png")], {"1.png": Path("a/1.png"), "2.png": Path("2.png")}),
        ({"x": "a/1.png", "y": b"abc"}, {"x": Path("a/1.png"), "y": b"abc"}),
    ],
)
def test_files_of_a_multi_image_task_are_held_by_name(files: Any, held: object) -> None:
    task = NewMultiImageTask(project="p", name="n", files=files)
    assert task.files == held
    assert NewMultiImageTask.from_wire(task.to_wire()) == task


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (["a/1.png", "b/1.png"], "two files are named '1.png'"),
        ({"": b"abc"}, "every file needs a name"),
        ({5: b"abc"}, "every file needs a name"),
        ("1.png", "list of paths"),
        ([7], "path"),
        ({"a": 7}, "path"),
    ],
)
def test_files_that_are_none(files: Any, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        NewMultiImageTask(project="p", name="n", files=files)


@pytest.mark.parametrize(
    "contents",
    [7, [7], [{"name": "a"}], [{"name": "a", "file": "!"}], [{"name": "a", "file": "YQ", "x": 1}]],
)
def test_contents_that_are_none(contents: Any) -> None:
    with pytest.raises(InvalidResponseError):
        NewMultiImageTask.from_wire({"project": "p", "name": "n", "contents": contents})


def test_open_files_have_no_json_form() -> None:
    file = io.BytesIO(b"abc")
    task = NewImageTask(project="p", name="n", file=file)
    assert task.file is file
    with pytest.raises(PydanticSerializationError, match="give its bytes"):
        task.to_wire()


@pytest.mark.parametrize("file", [5, "YWJj", None.__class__, object()])
def test_file_that_is_none(file: Any) -> None:
    with pytest.raises(ValidationError, match="bytes or an open binary file"):
        NewImageTask(project="p", name="n", file=file)


def test_bytearrays_are_frozen() -> None:
    assert NewImageTask.model_validate({"project": "p", "file": bytearray(b"abc")}).file == b"abc"


@pytest.mark.parametrize("status", ["someday", "", "customer_declined"])
def test_unknown_status_is_not_sent(status: Any) -> None:
    with pytest.raises(ValidationError, match="status"):
        NewImageTask(project="p", status=status)
