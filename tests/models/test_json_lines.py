"""Tasks, one a line: as many as there are, and errors that name the line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel.errors import FastLabelInvalidException, InvalidResponseError
from fastlabel.models import BBox, ImageTask, TaskId, VideoTask

TASKS = [
    ImageTask(id=TaskId("1"), name="a\u2028b\x85c.png"),
    ImageTask.from_wire({"id": "2", "name": "b", "later": [1], "annotations": [{"type": "new"}]}),
    ImageTask(id=TaskId("3"), name="c", annotations=[BBox(value="cat", points=(0, 0, 1, 1))]),
]
LINES = b"".join(task.to_json() + b"\n" for task in TASKS)


@pytest.mark.parametrize(
    "text",
    [LINES, LINES.decode(), LINES.rstrip(b"\n"), LINES.replace(b"\n", b"\r\n"), b"\n \n" + LINES],
    ids=["bytes", "text", "no last end", "crlf", "empty lines"],
)
def test_list_is_what_was_written(text: bytes | str) -> None:
    assert ImageTask.list_from_json_lines(text) == TASKS


@pytest.mark.parametrize("mode", ["rb", "r"])
def test_open_file_is_read_line_by_line(tmp_path: Path, mode: str) -> None:
    (tmp_path / "tasks.jsonl").write_bytes(LINES)
    with (tmp_path / "tasks.jsonl").open(mode, encoding=None if "b" in mode else "utf-8") as file:
        tasks = ImageTask.iter_from_json_lines(file)
        assert next(tasks) == TASKS[0]
        assert list(tasks) == TASKS[1:]


def test_nothing_is_no_tasks() -> None:
    assert VideoTask.list_from_json_lines("") == []
    assert list(VideoTask.iter_from_json_lines([])) == []


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1)))
def test_any_names_come_back(names: list[str]) -> None:
    tasks = [ImageTask(id=TaskId("1"), name=name) for name in names]
    text = b"".join(task.to_json() + b"\n" for task in tasks)
    assert ImageTask.list_from_json_lines(text) == tasks
    assert ImageTask.list_from_json_lines(text.decode()) == tasks


@pytest.mark.parametrize(
    ("line", "match"),
    [
        (b"{", "^line 5: not a valid ImageTask"),
        (b'{"id": "1"}', "^line 5: .*name: is required"),
        (b"[]", "^line 5: .*expected an object"),
        (b"NaN", "^line 5: "),
        (b"\xff", "^line 5: "),
    ],
)
def test_errors_name_the_line(line: bytes, match: str) -> None:
    text = b"\n" + LINES + line
    with pytest.raises(InvalidResponseError, match=match):
        ImageTask.list_from_json_lines(text)
    tasks = ImageTask.iter_from_json_lines(text.split(b"\n"))
    assert [next(tasks) for _ in TASKS] == TASKS
    with pytest.raises(InvalidResponseError, match=match):
        next(tasks)


@pytest.mark.parametrize("text", ["{}", b"{}"])
def test_one_text_is_not_lines(text: bytes | str) -> None:
    with pytest.raises(FastLabelInvalidException, match="use list_from_json_lines"):
        ImageTask.iter_from_json_lines(text)  # type: ignore[arg-type]  # as bytes
