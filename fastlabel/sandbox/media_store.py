"""Media on disk, under names of our own making: what callers call them never becomes a path."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import Final

__all__ = ["CONTENT_TYPES", "MediaStore"]

CONTENT_TYPES: Final = {".png": "image/png", ".jpg": "image/jpeg", ".mp4": "video/mp4"}
_KEY: Final = re.compile("[0-9a-f]{32}")


class MediaStore:
    """A folder of media. A file's name is its key, which cannot be guessed, and its extension."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(exist_ok=True)

    @contextmanager
    def written(self, files: Iterable[tuple[bytes, str]]) -> Generator[list[str]]:
        """Write contents with their extensions, and give their names.

        They are removed again if the block fails.
        """
        names: list[str] = []
        try:
            for content, extension in files:
                names.append(f"{uuid.uuid4().hex}.{extension}")
                self._write(names[-1], content)
            yield names
        except BaseException:
            self.remove(names)
            raise

    def find(self, key: str) -> Path | None:
        """The file of a key, if there is one."""
        if not _KEY.fullmatch(key):
            return None
        paths = (self._folder / f"{key}{suffix}" for suffix in CONTENT_TYPES)
        return next((path for path in paths if path.is_file()), None)

    def remove(self, names: Iterable[str]) -> None:
        """Remove files; those that are gone already are as they should be."""
        for name in names:
            (self._folder / name).unlink(missing_ok=True)

    def _write(self, name: str, content: bytes) -> None:
        beside = self._folder / f"{name}.part"
        try:
            beside.write_bytes(content)
            os.replace(beside, self._folder / name)  # noqa: PTH105  # the one call that replaces everywhere
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
