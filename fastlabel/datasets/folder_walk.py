"""The entries of a folder, in an order that stays the same."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from fastlabel.checks import refuse
from fastlabel.datasets.sorted_names import sorted_names
from fastlabel.errors import MissingFileError
from fastlabel.models.source import StrPath

__all__ = ["Entry", "checked_folder", "entries_of", "walked"]

_Identity: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """A file, or a folder, somewhere below the folder that was given."""

    name: str
    """Relative to the folder given, with `/` between its parts on every system."""
    path: Path
    is_folder: bool


def checked_folder(folder: StrPath, place: str) -> Path:
    """The path of a folder that is there.

    Raises:
        MissingFileError: There is nothing at that path.
        FastLabelInvalidException: It is no folder.
    """
    path = Path(folder)
    if not path.is_dir():
        if not path.exists():
            raise MissingFileError(f"{place}: there is no folder {str(path)!r}")
        refuse(f"{place}: {str(path)!r} is no folder")
    return path


def entries_of(folder: Path, prefix: str = "") -> Iterator[Entry]:
    """What is directly in a folder, by name, without what is hidden. Links are followed.

    A folder stands where its name with a `/` would, so that a walk gives names in order too.

    Args:
        folder: The folder.
        prefix: What stands before the names, such as `cats/`.

    Raises:
        FastLabelInvalidException: The folder cannot be read.
    """
    for name in sorted_names(_marked_names(folder)):
        bare = name.removesuffix("/")
        yield Entry(prefix + bare, folder / bare, is_folder=bare != name)


def walked(folder: Path) -> Iterator[Entry]:
    """What is in a folder and its subfolders, each folder before what is in it.

    Raises:
        FastLabelInvalidException: A folder cannot be read, or a link leads back to a folder that
            it is in.
    """
    return _below(folder, "", (_identity(folder),))


def _below(folder: Path, prefix: str, above: tuple[_Identity, ...]) -> Iterator[Entry]:
    for entry in entries_of(folder, prefix):
        yield entry
        if entry.is_folder:
            identity = _identity(entry.path)
            if identity in above:
                at = str(entry.path)
                refuse(f"folder: {at!r} leads back to a folder that it is in; remove the link")
            yield from _below(entry.path, f"{entry.name}/", (*above, identity))


def _marked_names(folder: Path) -> Iterator[str]:
    """Names as the system gives them; that of a folder ends with a `/`."""
    try:
        with os.scandir(folder) as found:
            for entry in found:
                if not entry.name.startswith("."):
                    yield f"{entry.name}/" if entry.is_dir() else entry.name
    except OSError as error:
        refuse(f"folder: {str(folder)!r} cannot be read: {error.strerror}")


def _identity(folder: Path) -> _Identity:
    try:
        facts = folder.stat()
    except OSError as error:
        refuse(f"folder: {str(folder)!r} cannot be read: {error.strerror}")
    return facts.st_dev, facts.st_ino
