"""Where the files of pictures come from."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias, cast

from fastlabel.checks import refuse
from fastlabel.converters.pictures import Picture
from fastlabel.errors import MissingFileError
from fastlabel.models.source import StrPath

__all__ = ["PictureFiles", "copy_picture", "path_of"]

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
            refuse(f"{place}: images has no path for {name!r}")
        return Path(paths[name])
    if isinstance(given, str | os.PathLike):
        return _within(cast("StrPath", given), name, place)
    tell = cast("Callable[[str], StrPath]", files)
    return Path(tell(name))


def _within(folder: StrPath, name: str, place: str) -> Path:
    """A name may come from anybody: what lies outside of the folder is none of its files."""
    source = Path(folder) / name
    if "\0" in name:
        refuse(f"{place}: {name!r} is no name of a file")
    if not source.resolve().is_relative_to(Path(folder).resolve()):
        refuse(f"{place}: {name!r} leads out of the folder of images")
    return source
