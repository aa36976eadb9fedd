"""Where the files of pictures come from."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path, PurePath, PurePosixPath
from typing import Final, TypeAlias, cast

from fastlabel._files.safe_names import safe_join
from fastlabel._types import StrPath
from fastlabel.converters._shared.task_images import Picture
from fastlabel.converters.losses import ConversionLosses
from fastlabel.errors import MissingFileError, invalid

__all__ = [
    "FileNames",
    "PictureFiles",
    "copy_picture",
    "media_path",
    "path_of",
    "safe_part",
]


PictureFiles: TypeAlias = StrPath | Mapping[str, StrPath] | Callable[[str], StrPath]
"""A folder in which pictures lie by their names, or what tells the path for a name."""


def copy_picture(files: PictureFiles, picture: Picture, target: Path) -> None:
    """Copy a picture's file, links followed.

    Raises:
        MissingFileError: There is none; the message names the picture.
        FastLabelInvalidException: The mapping does not have its name.
        OSError: It cannot be copied.
    """
    source = path_of(files, picture.name, picture.place)
    if not _is_file(source):
        raise MissingFileError(f"{picture.place}: there is no file {source} for {picture.name!r}")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # too long, or a byte of it is 0
        return False


def path_of(files: PictureFiles, name: str, place: str) -> Path:
    """Where the file of a name should be.

    Raises:
        FastLabelInvalidException: The mapping does not have it, or it leads out of the folder.
    """
    # Not narrowed by the type checkers, for which a callable may be a mapping or a path as well.
    given = cast("object", files)
    if isinstance(given, Mapping):
        paths = cast("Mapping[str, StrPath]", given)
        if name not in paths:
            invalid(f"{place}: images has no path for {name!r}")
        return Path(paths[name])
    if isinstance(given, str | os.PathLike):
        return _within(cast("StrPath", given), name, place)
    tell = cast("Callable[[str], StrPath]", files)
    return Path(tell(name))


def _within(folder: StrPath, name: str, place: str) -> Path:
    """A name may come from anybody: what lies outside of the folder is none of its files."""
    source = Path(folder) / name
    if "\0" in name:
        invalid(f"{place}: {name!r} is no name of a file")
    if not source.resolve().is_relative_to(Path(folder).resolve()):
        invalid(f"{place}: {name!r} leads out of the folder of images")
    return source


def media_path(folder: Path | None, name: str, place: str) -> Path | None:
    """The file of a name, which may have folders in it; None without a folder.

    It is only read, so the name stays as it is.

    Raises:
        FastLabelInvalidException: The name leads out of the folder.
    """
    if folder is None:
        return None
    pure = PurePath(name)
    if pure.is_absolute() or pure.drive or ".." in pure.parts or "\0" in name:
        invalid(f"{place}: {name!r} leads out of the folder of media")
    return folder / name


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
            invalid(
                f"{place}: {name!r} has the same file of annotations as a picture of {owner}; "
                "names have to differ by more than suffix and capitals"
            )
        self._check_length(path, name, place)
        self._check_folders(path, name, place)
        if self._losses and path.as_posix() != name:
            self._losses.warn(_RENAMED)
        return path

    def _check_length(self, path: PurePosixPath, name: str, place: str) -> None:
        file = path.with_suffix(self._suffix)
        if len(file.name.encode()) > _MOST_BYTES or len(str(file).encode()) > _MOST_PATH_BYTES:
            invalid(f"{place}: {name[:40]!r}… is too long for the name of a file")

    def _check_folders(self, path: PurePosixPath, name: str, place: str) -> None:
        """Refuse a file where a folder is: `a.jpg` beside `a.jpg/b.jpg`."""
        files = {_key(path.with_suffix(self._suffix))}
        if self._with_pictures:
            files.add(_key(path))
        above = {_key(folder) for folder in path.parents}
        others = [self._folders[key] for key in files if key in self._folders]
        others += [self._files[key] for key in above if key in self._files]
        if others:
            invalid(
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
