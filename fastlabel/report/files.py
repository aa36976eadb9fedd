"""Files next to a report. They are named by their content, so that they can be reused."""

from __future__ import annotations

import hashlib
import os
import re
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final
from urllib.parse import quote

from fastlabel._files.atomic import atomic_write
from fastlabel.errors import invalid

if TYPE_CHECKING:
    from PIL.Image import Image

_NAME: Final = re.compile(r"[0-9a-f]{20}\.(?:jpg|js)|\.[0-9a-f]{32}\.part")
_QUALITY: Final = 82


def content_key(parts: Iterable[object]) -> str:
    """Key of what is made from these parts: 20 hexadecimal digits of their SHA-256."""
    digest = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8))
        digest.update(data)
    return digest.hexdigest()[:20]


class ReportFiles:
    """The folder next to a report: `report-files` for `report.html`. Threads may share it."""

    def __init__(self, report: Path) -> None:
        self.report = report
        self.folder: Path = report.with_name(f"{report.stem}-files")
        if self.folder.exists() and not self.folder.is_dir():
            invalid(f"'{self.folder}' is not a folder; remove it", "path")
        self._used: set[str] = set()
        self._lock = threading.Lock()

    def relative_url(self, path: Path) -> str | None:
        """URL of a local file relative to the page; None if it has none."""
        try:
            relative = os.path.relpath(path.resolve(), self.report.parent)
        except ValueError:  # it is on another drive
            return None
        return quote(Path(relative).as_posix(), safe="/")

    def url(self, name: str) -> str:
        """URL of one of the report's own files, relative to the page."""
        return f"{quote(self.folder.name, safe='')}/{name[:2]}/{name}"

    def path(self, name: str) -> Path:
        """Path of one of the report's own files."""
        return self.folder / name[:2] / name

    def reuse_image(self, name: str) -> bool:
        """Whether a complete image exists; it is kept then."""
        try:
            data = self.path(name).read_bytes()
        except OSError:
            return False
        is_complete = data.startswith(b"\xff\xd8") and data.endswith(b"\xff\xd9")
        if is_complete:
            self._mark_used(name)
        return is_complete

    def write_image(self, name: str, image: Image) -> None:
        """Write an image as JPEG, without metadata."""
        self._write(name, lambda file: image.save(file, format="JPEG", quality=_QUALITY))

    def write_script(self, data: bytes) -> str:
        """Write a script, and return its name."""
        name = f"{content_key([data])}.js"
        self._write(name, lambda file: file.write(data))
        return name

    def remove_unused(self) -> None:
        """Remove files of earlier reports of this name, and no other files."""
        for folder in self.folder.glob("[0-9a-f][0-9a-f]/"):
            for file in folder.iterdir():
                if _NAME.fullmatch(file.name) and file.name not in self._used:
                    file.unlink(missing_ok=True)
            if not any(folder.iterdir()):
                folder.rmdir()

    def _write(self, name: str, write: Callable[[BinaryIO], object]) -> None:
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path, durable=False) as file:
            write(file)
        self._mark_used(name)

    def _mark_used(self, name: str) -> None:
        with self._lock:
            self._used.add(name)
