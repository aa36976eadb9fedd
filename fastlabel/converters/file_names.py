"""The names of pictures as paths in a set of files."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import Final

from fastlabel.checks import refuse
from fastlabel.converters.loss import ConversionLosses
from fastlabel.safe_paths import safe_join

__all__ = ["FileNames", "safe_part"]

# How `safe_join` marks capitals, which a set does without: it knows all of its names.
_CAPITALS: Final = re.compile(r"%-[0-9a-f]+")


_RENAMED: Final = "names that are not safe for files, written otherwise"
_MOST_BYTES: Final = 255
_MOST_PATH_BYTES: Final = 2000
"""Of 4096 on Linux, less the folder of the set."""


class FileNames:
    """Gives every picture a path of its own, also where capitals and small letters are the same.

    Names stay as they are, with `/` between folders; what is not safe on Linux, macOS and Windows
    is escaped as `safe_join` does.
    """

    def __init__(
        self, suffix: str, losses: ConversionLosses | None = None, *, with_pictures: bool = False
    ) -> None:
        """Start without any.

        Args:
            suffix: Of the file that a picture's annotations are in, such as `.json`.
            losses: Where names that are written otherwise are noted, if that is lost.
            with_pictures: Whether the pictures themselves are written too.
        """
        self._with_pictures = with_pictures
        self._suffix = suffix
        self._losses = losses
        self._owners: dict[str, str] = {}
        self._files: dict[str, str] = {}
        self._folders: dict[str, str] = {}

    def of(self, name: str, place: str) -> PurePosixPath:
        """The path for a picture's name, relative to the folder of all of them.

        Raises:
            FastLabelInvalidException: Another picture has the path but for its suffix, so that the
                two would share one file of annotations; a file would be where a folder is; or it is
                too long.
        """
        path = PurePosixPath(*map(safe_part, name.split("/")))
        owner = self._owners.setdefault(path.with_suffix("").as_posix().casefold(), place)
        if owner is not place:
            refuse(
                f"{place}: {name!r} has the same file of annotations as a picture of {owner}; "
                "names have to differ by more than suffix and capitals"
            )
        self._check_length(path, name, place)
        self._check_folders(path, name, place)
        if self._losses and path.as_posix() != name:
            self._losses.odd(_RENAMED)
        return path

    def _check_length(self, path: PurePosixPath, name: str, place: str) -> None:
        file = path.with_suffix(self._suffix)
        if len(file.name.encode()) > _MOST_BYTES or len(str(file).encode()) > _MOST_PATH_BYTES:
            refuse(f"{place}: {name[:40]!r}… is too long for the name of a file")

    def _check_folders(self, path: PurePosixPath, name: str, place: str) -> None:
        """Refuse a file where a folder is: `a.jpg` beside `a.jpg/b.jpg`."""
        files = {_key(path.with_suffix(self._suffix))}
        if self._with_pictures:
            files.add(_key(path))
        above = {_key(folder) for folder in path.parents}
        others = [self._folders[key] for key in files if key in self._folders]
        others += [self._files[key] for key in above if key in self._files]
        if others:
            refuse(
                f"{place}: {name!r} and a picture of {others[0]} would be a file and a folder of "
                "one name; rename one of them"
            )
        self._files.update(dict.fromkeys(files, place))
        self._folders.update(dict.fromkeys(above, place))


def _key(path: PurePosixPath) -> str:
    return path.as_posix().casefold()


def safe_part(part: str) -> str:
    """A folder or file of a name as it is, but for what is not safe; capitals are not marked."""
    safe = safe_join(Path(), part).name
    return part if part and _CAPITALS.sub("", safe, count=1) == part else safe
