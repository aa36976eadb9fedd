"""`tasks.jsonl`: one JSON object per line, rewritten only when the tasks have changed."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from pydantic_core import from_json, to_json

from fastlabel._files.atomic import atomic_write
from fastlabel.models.tasks.base import Task

_URL: Final = "url"


class TaskLines:
    """Writes tasks, and compares them with those of the old file."""

    def __init__(self, new: BinaryIO, old: BinaryIO | None) -> None:
        self.count: int = 0
        self._new = new
        self._old = old

    def add(self, task: Task) -> None:
        """Write a task."""
        line = task.to_json() + b"\n"
        self._new.write(line)
        self.count += 1
        if self._old is not None and not _is_same(line, self._old.readline()):
            self._old = None

    def is_unchanged(self) -> bool:
        """Whether the old file has these tasks and no others, apart from signatures."""
        return self._old is not None and not self._old.readline()


class _Unchanged(Exception):
    """The old file is current."""


@contextmanager
def write_tasks_if_changed(path: Path) -> Generator[TaskLines]:
    """A file of tasks that replaces `path` at the end of the block, if its content differs."""
    try:
        with _open_old(path) as old, atomic_write(path) as new:
            lines = TaskLines(new, old)
            yield lines
            if lines.is_unchanged():
                raise _Unchanged
    except _Unchanged:
        pass


@contextmanager
def _open_old(path: Path) -> Generator[BinaryIO | None]:
    if path.is_file() and not path.is_symlink():
        with path.open("rb") as file:
            yield file
    else:
        yield None


def _is_same(line: bytes, other: bytes) -> bool:
    return line == other or _without_signatures(line) == _without_signatures(other)


def _without_signatures(line: bytes) -> bytes:
    """A task without the queries of its URLs; other JSON as it is."""
    try:
        task = from_json(line)
    except ValueError:
        return line
    if not isinstance(task, dict):
        return line
    fields = cast("dict[str, Any]", task)
    contents = fields.get("contents")
    for entry in [fields, *(contents if isinstance(contents, list) else ())]:  # pyright: ignore[reportUnknownVariableType]  # JSON
        if isinstance(entry, dict) and isinstance(entry.get(_URL), str):  # pyright: ignore[reportUnknownMemberType]  # JSON
            entry[_URL] = entry[_URL].partition("?")[0]  # pyright: ignore[reportUnknownMemberType]  # JSON
    return to_json(fields)
