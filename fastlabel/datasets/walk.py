"""The entries of a folder, in an order that stays the same."""

from __future__ import annotations

import heapq
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Final, TypeAlias

from fastlabel._types import StrPath
from fastlabel.errors import MissingFileError, invalid

__all__ = [
    "Entry",
    "checked_folder",
    "entries_of",
    "sorted_names",
    "walked",
]


_RUN: Final = 50_000
"""Names sorted at once; about 5 MB."""


def sorted_names(names: Iterable[str], run: int = _RUN) -> Iterator[str]:
    """The names of one folder, sorted by their code points.

    Up to `run` of them are sorted in memory. Beyond, sorted runs wait in temporary files and are
    merged.
    """
    left = iter(names)
    first = sorted(islice(left, run))
    more = list(islice(left, 1))
    if not more:
        yield from first
        return
    with ExitStack() as files:
        runs = [_spooled(first, files)]
        del first
        while more:
            runs.append(_spooled(sorted([*more, *islice(left, run - 1)]), files))
            more = list(islice(left, 1))
        yield from heapq.merge(*runs)


def _spooled(names: list[str], files: ExitStack) -> Iterator[str]:
    file = files.enter_context(tempfile.TemporaryFile())  # noqa: SIM115  # it closes with the others
    # A name may hold a line break, and never a NUL.
    file.writelines(os.fsencode(name) + b"\0\n" for name in names)
    file.seek(0)
    return _read_again(file)


def _read_again(file: IO[bytes]) -> Iterator[str]:
    begun = b""
    for line in file:
        begun += line
        if begun.endswith(b"\0\n"):
            yield os.fsdecode(begun[:-2])
            begun = b""


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
        invalid(f"{place}: {str(path)!r} is no folder")
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
                invalid(f"folder: {at!r} leads back to a folder that it is in; remove the link")
            yield from _below(entry.path, f"{entry.name}/", (*above, identity))


def _marked_names(folder: Path) -> Iterator[str]:
    """Names as the system gives them; that of a folder ends with a `/`."""
    try:
        with os.scandir(folder) as found:
            for entry in found:
                if not entry.name.startswith("."):
                    yield f"{entry.name}/" if entry.is_dir() else entry.name
    except OSError as error:
        invalid(f"folder: {str(folder)!r} cannot be read: {error.strerror}")


def _identity(folder: Path) -> _Identity:
    try:
        facts = folder.stat()
    except OSError as error:
        invalid(f"folder: {str(folder)!r} cannot be read: {error.strerror}")
    return facts.st_dev, facts.st_ino
