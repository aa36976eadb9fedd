"""Media on disk, under generated names: what clients call them never becomes a path."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import Final

CONTENT_TYPES: Final = {".png": "image/png", ".jpg": "image/jpeg", ".mp4": "video/mp4"}
_KEY: Final = re.compile("[0-9a-f]{32}")


class MediaStore:
    """A folder of media. A file's name is its key, which cannot be guessed, and its extension."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(exist_ok=True)

    @contextmanager
    def written(self, files: Iterable[tuple[bytes, str]]) -> Generator[list[str]]:
        """Write contents with their extensions and yield their names."""
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
        """File of a key, if it exists."""
        if not _KEY.fullmatch(key):
            return None
        paths = (self._folder / f"{key}{suffix}" for suffix in CONTENT_TYPES)
        return next((path for path in paths if path.is_file()), None)

    def remove(self, names: Iterable[str]) -> None:
        """Remove files, if they still exist."""
        for name in names:
            (self._folder / name).unlink(missing_ok=True)

    def remove_orphans(self, names: Collection[str]) -> None:
        """Remove what a killed sandbox left behind: generated names that are not among `names`."""
        for path in self._folder.iterdir():
            is_own = _KEY.fullmatch(path.stem) and path.suffix in CONTENT_TYPES
            if is_own and path.name not in names and path.is_file():
                path.unlink(missing_ok=True)
