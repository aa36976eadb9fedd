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

__all__ = ["PictureFiles", "copy_picture"]

PictureFiles: TypeAlias = StrPath | Mapping[str, StrPath] | Callable[[str], StrPath]
"""A folder in which pictures lie by their names, or what tells the path for a name."""


def copy_picture(files: PictureFiles, picture: Picture, target: Path) -> None:
    """Copy a picture's file, links followed.

    Raises:
        MissingFileError: There is none; the message names the picture.
        FastLabelInvalidException: The mapping does not have its name.
        OSError: It cannot be copied.
    """
    source = _source(files, picture)
    if not source.is_file():
        raise MissingFileError(f"{picture.place}: there is no file {source} for {picture.name!r}")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _source(files: PictureFiles, picture: Picture) -> Path:
    # Not narrowed by the type checkers, for which a callable may be a mapping or a path as well.
    given = cast("object", files)
    if isinstance(given, Mapping):
        paths = cast("Mapping[str, StrPath]", given)
        if picture.name not in paths:
            refuse(f"{picture.place}: images has no path for {picture.name!r}")
        return Path(paths[picture.name])
    if isinstance(given, str | os.PathLike):
        return _within(cast("StrPath", given), picture)
    path_of = cast("Callable[[str], StrPath]", files)
    return Path(path_of(picture.name))


def _within(folder: StrPath, picture: Picture) -> Path:
    """A name may come from anybody: what lies outside of the folder is none of its files."""
    source = Path(folder) / picture.name
    if not source.resolve().is_relative_to(Path(folder).resolve()):
        refuse(f"{picture.place}: {picture.name!r} leads out of the folder of images")
    return source
