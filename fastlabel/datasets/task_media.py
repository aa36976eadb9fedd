"""The media files of a new task, to be read before they are sent."""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import SEEK_END, BytesIO
from pathlib import Path
from typing import BinaryIO, cast

from fastlabel._protocol.upload import folder_files
from fastlabel.errors import format_path
from fastlabel.models.tasks.base import NewContentsTask, NewFileTask, NewTask


@dataclass(frozen=True, slots=True)
class TaskFile:
    """One file of a new task."""

    name: str
    """Determines the type: the name of the file, or of the content."""
    source: Path | bytes | BinaryIO
    path: str
    """Path of its field, such as `file_path`."""
    content: str | None = None
    """Name of the content; None in a task of one file."""

    @contextmanager
    def opened(self) -> Generator[BinaryIO]:
        """Open the file from its first byte to send; an open file keeps its position."""
        if isinstance(self.source, bytes):
            yield BytesIO(self.source)
        elif isinstance(self.source, Path):
            with self.source.open("rb") as file:
                yield file
        else:
            with position_kept(self.source) as start:
                yield cast("BinaryIO", _OffsetFile(self.source, start)) if start else self.source

    @property
    def size(self) -> int:
        """Bytes."""
        if isinstance(self.source, Path):
            return self.source.stat().st_size
        with self.opened() as file:
            return file.seek(0, SEEK_END)


@contextmanager
def position_kept(source: object) -> Generator[int]:
    """Restore the position of an open file afterwards; yields it, or 0 for anything else."""
    file = cast("BinaryIO", source)
    try:
        start = file.tell() if hasattr(source, "seek") else None
    except (OSError, ValueError):
        start = None  # closed, or not seekable: an error of its own
    try:
        yield start or 0
    finally:
        if start is not None:
            file.seek(start)


class _OffsetFile:
    """An open file whose first byte is at an offset."""

    def __init__(self, file: BinaryIO, start: int) -> None:
        self._file = file
        self._start = start

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)

    def tell(self) -> int:
        return self._file.tell() - self._start

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        offset += self._start if whence == os.SEEK_SET else 0
        return self._file.seek(offset, whence) - self._start


def task_files(task: NewTask) -> list[TaskFile]:
    """Files that a new task would send."""
    if isinstance(task, NewContentsTask):
        return _content_files(task)
    single = cast("NewFileTask", task)
    if single.file_path is not None:
        path = Path(single.file_path)
        return [TaskFile(path.name, path, "file_path")]
    if single.file is not None:
        return [TaskFile(single.name or "", single.file, "file")]
    return []


def _content_files(task: NewContentsTask) -> list[TaskFile]:
    if task.folder_path is not None:
        return [
            TaskFile(path.name, path, format_path(("folder_path", path.name)), path.name)
            for path in folder_files(Path(task.folder_path))
        ]
    files = cast("Mapping[str, Path | bytes]", task.files or {})
    return [
        TaskFile(
            file.name if isinstance(file, Path) else name, file, format_path(("files", name)), name
        )
        for name, file in files.items()
    ]
