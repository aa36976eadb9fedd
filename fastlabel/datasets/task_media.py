"""The media of a spec, wherever they are: opened to look at, and left as they were."""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import SEEK_END, BytesIO
from pathlib import Path
from typing import BinaryIO, cast

from fastlabel._protocol.upload import folder_files
from fastlabel.models import NewMultiImageTask
from fastlabel.models.tasks import AnyNewTask
from fastlabel.models.tasks.base import NewFileTask

__all__ = ["SpecFile", "files_of", "left_in_place"]


@dataclass(frozen=True, slots=True)
class SpecFile:
    """One file of a spec."""

    name: str
    """By which the type of the file is told to others: that of the path, or of the content."""
    source: Path | bytes | BinaryIO
    place: str
    content: str | None = None
    """Of an image in a multi-image task: its name there."""

    @contextmanager
    def opened(self) -> Generator[BinaryIO]:
        """The file, from where it is to be sent; an open file is afterwards where it was.

        Raises:
            OSError: It cannot be read.
        """
        if isinstance(self.source, bytes):
            yield BytesIO(self.source)
        elif isinstance(self.source, Path):
            with self.source.open("rb") as file:
                yield file
        else:
            with left_in_place(self.source) as start:
                yield cast("BinaryIO", _From(self.source, start)) if start else self.source

    @property
    def size(self) -> int:
        """Bytes.

        Raises:
            OSError: It cannot be read.
        """
        if isinstance(self.source, Path):
            return self.source.stat().st_size
        with self.opened() as file:
            return file.seek(0, SEEK_END)


@contextmanager
def left_in_place(source: object) -> Generator[int]:
    """Have an open file afterwards where it was; gives its place, 0 for all else."""
    file = cast("BinaryIO", source)
    try:
        start = file.tell() if hasattr(source, "seek") else None
    except (OSError, ValueError):
        start = None  # it is closed, or cannot seek, which is refused elsewhere
    try:
        yield start or 0
    finally:
        if start is not None:
            file.seek(start)


class _From:
    """An open file from some byte on, as if it began there."""

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


def files_of(spec: AnyNewTask) -> list[SpecFile]:
    """The files that a spec would send.

    Raises:
        FastLabelInvalidException: Its folder is not there, or empty.
        OSError: Its folder cannot be read.
    """
    if isinstance(spec, NewMultiImageTask):
        return [
            SpecFile(source.name if isinstance(source, Path) else name, source, place, content=name)
            for name, (source, place) in _contents(spec).items()
        ]
    single = cast("NewFileTask", spec)
    if single.file_path is not None:
        path = Path(single.file_path)
        return [SpecFile(path.name, path, "file_path")]
    if single.file is not None:
        return [SpecFile(single.name or "", single.file, "file")]
    return []


def _contents(spec: NewMultiImageTask) -> dict[str, tuple[Path | bytes, str]]:
    if spec.folder_path is not None:
        paths = folder_files(Path(spec.folder_path))
        return {path.name: (path, f"folder_path[{path.name!r}]") for path in paths}
    files = cast("Mapping[str, Path | bytes]", spec.files or {})
    return {name: (source, f"files[{name!r}]") for name, source in files.items()}
