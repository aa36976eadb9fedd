"""Where in a `tasks.jsonl` each picture is, so that any of them is read without the others."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Final, Generic, TypeVar, cast

from fastlabel._media.layout import media_paths
from fastlabel.errors import InvalidResponseError, MissingFileError, invalid, missing_extra
from fastlabel.models import ImageClassificationTask, ImageTask, MultiImageTask
from fastlabel.models.tasks.base import Task

__all__ = [
    "PictureTask",
    "TaskIndex",
    "check_installed",
    "check_pictures",
]


PictureTask = TypeVar("PictureTask", bound=ImageTask | ImageClassificationTask | MultiImageTask)

_TASKS: Final = "tasks.jsonl"


@dataclass(slots=True)
class TaskIndex(Generic[PictureTask]):
    """The tasks of a pulled folder by number: 16 bytes for each picture are in memory.

    It can be pickled, and holds no open file, so that it goes to the workers of a loader.
    """

    folder: Path
    task: type[PictureTask]
    _stamp: tuple[int, int] = (0, 0)
    _offsets: array[int] = field(default_factory=lambda: array("Q"))
    _contents: array[int] = field(default_factory=lambda: array("Q"))

    def read(self) -> Iterator[PictureTask]:
        """Walk the file once and give each task; what each picture is found by is kept.

        Raises:
            MissingFileError: There is no `tasks.jsonl` in the folder.
            InvalidResponseError: A line is no task of this kind; the message names it.
        """
        try:
            file = self._path.open("rb")
        except (FileNotFoundError, NotADirectoryError):
            message = f"folder: there is no {self._path}; give a folder that pull filled"
            raise MissingFileError(message) from None
        with file:
            self._stamp = _stamp_of(os.fstat(file.fileno()))
            offset = 0
            for number, line in enumerate(file, 1):
                if line.strip():
                    task = self._parsed(line, f"{_TASKS} line {number}")
                    self._add(offset, task)
                    yield task
                offset += len(line)

    def __len__(self) -> int:
        """How many pictures there are."""
        return len(self._offsets)

    def __getitem__(self, number: int) -> tuple[PictureTask, int]:
        """The task of a picture, and which of its pictures it is, from 0.

        Raises:
            IndexError: There is no picture of that number.
            FastLabelInvalidException: The file has been written anew since it was walked.
        """
        offset, content = self._offsets[number], self._contents[number]
        with self._path.open("rb") as file:
            if _stamp_of(os.fstat(file.fileno())) != self._stamp:
                invalid(f"{self._path}: was written anew since; make the data set again")
            file.seek(offset)
            return self._parsed(file.readline(), f"{_TASKS} at byte {offset}"), content

    @property
    def _path(self) -> Path:
        return self.folder / _TASKS

    def _add(self, offset: int, task: PictureTask) -> None:
        count = len(task.contents) if isinstance(task, MultiImageTask) else 1
        self._offsets.extend([offset] * count)
        self._contents.extend(range(count))

    def _parsed(self, line: bytes, place: str) -> PictureTask:
        try:
            # Of a union of classes, mypy gives the union.
            return cast("PictureTask", self.task.from_json(line))
        except InvalidResponseError as error:
            raise InvalidResponseError(f"{place}: {error.message}") from None


def _stamp_of(facts: os.stat_result) -> tuple[int, int]:
    return facts.st_size, facts.st_mtime_ns


def check_pictures(folder: Path, task: Task) -> None:
    """Refuse a task whose pictures are not all there.

    Raises:
        MissingFileError: One is not.
    """
    for path in media_paths(folder, task):
        if not path.is_file():
            raise MissingFileError(f"folder: there is no {path}; pull the folder again")


def check_installed() -> None:
    """Refuse to go on without numpy and Pillow.

    Raises:
        MissingExtraError: One of them is not installed.
    """
    for module, package in (("numpy", "numpy"), ("PIL", "pillow")):
        try:
            import_module(module)
        except ImportError:
            raise missing_extra("training datasets", package) from None
