"""Index of a `tasks.jsonl`: random access to the task of each image."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Generic, TypeVar

from fastlabel._media.layout import media_paths
from fastlabel.errors import InvalidResponseError, MissingFileError, invalid, missing_extra
from fastlabel.models.tasks.base import ContentsTask, Task

T = TypeVar("T", bound=Task)

_TASKS: Final = "tasks.jsonl"


@dataclass(slots=True)
class TaskIndex(Generic[T]):
    """Tasks of a pulled folder by image, with 16 bytes of memory for each image."""

    folder: Path
    model: type[T]
    _signature: tuple[int, int] = (0, 0)
    _offsets: array[int] = field(default_factory=lambda: array("Q"))
    _positions: array[int] = field(default_factory=lambda: array("Q"))

    def scan(self) -> Iterator[T]:
        """Index the file, and yield each task after checking that its images exist."""
        try:
            file = self._path.open("rb")
        except (FileNotFoundError, NotADirectoryError):
            message = f"{str(self._path)!r} does not exist; pass a folder that pull filled"
            raise MissingFileError(message).at("folder") from None
        with file:
            self._signature = _signature(os.fstat(file.fileno()))
            offset = 0
            for number, line in enumerate(file, 1):
                if line.strip():
                    task = self._parse(line, f"{_TASKS} line {number}")
                    self._add(offset, task)
                    yield task
                offset += len(line)

    def __len__(self) -> int:
        """Number of images."""
        return len(self._offsets)

    def __getitem__(self, index: int) -> tuple[Path, T, int]:
        """Path of an image, its task, and its position among the images of its task, from 0."""
        offset, position = self._offsets[index], self._positions[index]
        with self._path.open("rb") as file:
            if _signature(os.fstat(file.fileno())) != self._signature:
                invalid(f"{self._path}: has changed; create the dataset again")
            file.seek(offset)
            task = self._parse(file.readline(), f"{_TASKS} at byte {offset}")
        return media_paths(self.folder, task)[position], task, position

    @property
    def _path(self) -> Path:
        return self.folder / _TASKS

    def _add(self, offset: int, task: T) -> None:
        for path in media_paths(self.folder, task):
            if not path.is_file():
                message = f"{str(path)!r} does not exist; pull the folder again"
                raise MissingFileError(message).at("folder")
        count = len(task.contents) if isinstance(task, ContentsTask) else 1
        self._offsets.extend([offset] * count)
        self._positions.extend(range(count))

    def _parse(self, line: bytes, where: str) -> T:
        try:
            return self.model.from_json(line)
        except InvalidResponseError as error:
            raise InvalidResponseError(f"{where}: {error.message}") from None


def _signature(stat: os.stat_result) -> tuple[int, int]:
    return stat.st_size, stat.st_mtime_ns


def require_libraries() -> None:
    """Refuse to continue without numpy and Pillow."""
    for module, package in (("numpy", "numpy"), ("PIL", "pillow")):
        if find_spec(module) is None:
            raise missing_extra("training datasets", package)
