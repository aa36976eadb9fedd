"""A file of tasks, one JSON object a line, which is renewed only when the tasks have changed."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from pydantic_core import from_json, to_json

from fastlabel._files.atomic import write_beside
from fastlabel.models.tasks.base import Task

__all__ = ["TaskLines", "renewed_lines"]

_URL: Final = "url"


class TaskLines:
    """Writes tasks, and compares them with those of the file before.

    Attributes:
        count: Tasks so far.
    """

    def __init__(self, new: BinaryIO, old: BinaryIO | None) -> None:
        self.count: int = 0
        self._new = new
        self._old = old
        self._is_same = old is not None

    def add(self, task: Task) -> None:
        """Write a task."""
        line = task.to_json() + b"\n"
        self._new.write(line)
        self.count += 1
        if self._is_same and self._old is not None:
            self._is_same = _is_same(line, self._old.readline())

    def is_same(self) -> bool:
        """Whether the file before has these tasks and no more, signatures aside."""
        return self._is_same and self._old is not None and not self._old.readline()


class _Unchanged(Exception):
    """There is nothing to renew."""


@contextmanager
def renewed_lines(path: Path) -> Generator[TaskLines]:
    """A file of tasks that takes the place of `path` when the block ends, if it says other things.

    The signatures of URLs are not compared: a service may sign anew for each answer.

    Raises:
        OSError: It cannot be written.
    """
    try:
        with _opened(path) as old, write_beside(path) as new:
            lines = TaskLines(new, old)
            yield lines
            if lines.is_same():
                raise _Unchanged
    except _Unchanged:
        pass


@contextmanager
def _opened(path: Path) -> Generator[BinaryIO | None]:
    if path.is_file() and not path.is_symlink():
        with path.open("rb") as file:
            yield file
    else:
        with BytesIO():
            yield None


def _is_same(line: bytes, other: bytes) -> bool:
    return line == other or _unsigned(line) == _unsigned(other)


def _unsigned(line: bytes) -> bytes:
    """A task without the signatures of its URLs. What is no task is only equal to itself."""
    try:
        task = from_json(line)
    except ValueError:
        return line
    if not isinstance(task, dict):
        return line
    found = cast("dict[str, Any]", task)
    contents = found.get("contents")
    for each in [found, *(contents if isinstance(contents, list) else ())]:  # pyright: ignore[reportUnknownVariableType]  # JSON
        if isinstance(each, dict) and isinstance(each.get(_URL), str):  # pyright: ignore[reportUnknownMemberType]  # JSON
            each[_URL] = each[_URL].partition("?")[0]  # pyright: ignore[reportUnknownMemberType]  # JSON
    return to_json(found)
