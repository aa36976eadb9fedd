"""Media on disk, under names of our own making: what callers call them never becomes a path."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import Final

__all__ = ["CONTENT_TYPES", "MediaStore"]

CONTENT_TYPES: Final = {".png": "image/png", ".jpg": "image/jpeg", ".mp4": "video/mp4"}
_KEY: Final = re.compile("[0-9a-f]{32}")
_OWN: Final = re.compile(r"[0-9a-f]{32}\.(png|jpg|mp4)")


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
                (self._folder / names[-1]).write_bytes(content)
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

    def sweep(self, named: Collection[str]) -> None:
        """Remove files that a sandbox left behind when it was killed.

        Args:
            named: The names of the files to keep. What does not look like a name of this store is
                somebody else's, and kept as well.
        """
        for path in self._folder.iterdir():
            if _OWN.fullmatch(path.name) and path.name not in named and path.is_file():
                path.unlink(missing_ok=True)
