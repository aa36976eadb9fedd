"""The files beside a report. Their names tell what they hold, so that they can be used again."""

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
    from PIL.Image import Image as Picture

__all__ = ["ReportFiles", "digest_of"]

_NAME: Final = re.compile(r"[0-9a-f]{20}\.(?:jpg|js)|\.[0-9a-f]{32}\.part")
_QUALITY: Final = 82


def digest_of(parts: Iterable[object]) -> str:
    """The name of what is made of these: the same for the same, 20 hexadecimal digits."""
    digest = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8))
        digest.update(data)
    return digest.hexdigest()[:20]


class ReportFiles:
    """The folder of a report. Threads may share it.

    Args:
        report: The page. Its folder is beside it: `report-files` for `report.html`.
    """

    def __init__(self, report: Path) -> None:
        self.report = report
        self.folder: Path = report.with_name(f"{report.stem}-files")
        if self.folder.exists() and not self.folder.is_dir():
            invalid(f"path: {self.folder} is in the way; it has to be a folder")
        self._used: set[str] = set()
        self._lock = threading.Lock()

    def link(self, path: Path) -> str | None:
        """The address of a file of this machine, seen from the page; None if there is none."""
        try:
            beside = os.path.relpath(path.resolve(), self.report.parent)
        except ValueError:  # it is on another drive
            return None
        return quote(Path(beside).as_posix(), safe="/")

    def address(self, name: str) -> str:
        """The address of one of the report's own files, seen from the page."""
        return f"{quote(self.folder.name, safe='')}/{name[:2]}/{name}"

    def has_picture(self, name: str) -> bool:
        """Whether a picture is there whole already; if so it is used."""
        try:
            data = self.place(name).read_bytes()
        except OSError:
            return False
        is_whole = data.startswith(b"\xff\xd8") and data.endswith(b"\xff\xd9")
        if is_whole:
            self._use(name)
        return is_whole

    def put_picture(self, name: str, picture: Picture) -> None:
        """Write a picture as JPEG, without what its file said of its camera and place."""
        self._put(name, lambda file: picture.save(file, format="JPEG", quality=_QUALITY))

    def put_script(self, data: bytes) -> str:
        """Write a script under the name that it has by its content."""
        name = f"{digest_of([data])}.js"
        self._put(name, lambda file: file.write(data))
        return name

    def remove_others(self) -> None:
        """Remove what earlier reports of this name have left, and nothing that is not theirs."""
        for folder in self.folder.glob("[0-9a-f][0-9a-f]/"):
            for file in folder.iterdir():
                if _NAME.fullmatch(file.name) and file.name not in self._used:
                    file.unlink(missing_ok=True)
            if not any(folder.iterdir()):
                folder.rmdir()

    def _put(self, name: str, write: Callable[[BinaryIO], object]) -> None:
        place = self.place(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(place, durable=False) as file:
            write(file)
        self._use(name)

    def place(self, name: str) -> Path:
        """Where one of the report's own files is."""
        return self.folder / name[:2] / name

    def _use(self, name: str) -> None:
        with self._lock:
            self._used.add(name)
