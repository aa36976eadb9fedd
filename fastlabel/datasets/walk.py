"""Entries of a folder in a stable order, in constant memory."""

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

_RUN_NAMES: Final = 50_000
"""Names sorted in memory at once; about 5 MB."""

_Identity: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder."""

    name: str
    """Path below the folder that is read, with `/` on every system."""
    path: Path
    is_folder: bool


def require_folder(folder: StrPath, argument: str) -> Path:
    """Path of a folder that exists."""
    path = Path(folder)
    if not path.exists():
        raise MissingFileError(f"directory {str(path)!r} does not exist").at(argument)
    if not path.is_dir():
        invalid(f"{str(path)!r} is not a directory", argument)
    return path


def walk(folder: Path) -> Iterator[Entry]:
    """Entries of a folder and its subfolders, each folder before its entries."""
    return _walk_below(folder, "", (_identity(folder),))


def _walk_below(folder: Path, prefix: str, above: tuple[_Identity, ...]) -> Iterator[Entry]:
    for entry in list_folder(folder, prefix):
        yield entry
        if entry.is_folder:
            identity = _identity(entry.path)
            if identity in above:
                link = str(entry.path)
                invalid(f"{link!r} leads back to a folder that it is in; remove the link", "folder")
            yield from _walk_below(entry.path, f"{entry.name}/", (*above, identity))


def list_folder(folder: Path, prefix: str = "") -> Iterator[Entry]:
    """Entries directly in a folder, sorted by name, without hidden ones. Links are followed."""
    for name in sorted_names(_marked_names(folder)):
        bare = name.removesuffix("/")
        yield Entry(prefix + bare, folder / bare, is_folder=bare != name)


def _marked_names(folder: Path) -> Iterator[str]:
    """Names in the order of the system; that of a folder ends with a `/`."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not entry.name.startswith("."):
                    yield f"{entry.name}/" if entry.is_dir() else entry.name
    except OSError as error:
        invalid(f"{str(folder)!r} cannot be read: {error.strerror}", "folder")


def _identity(folder: Path) -> _Identity:
    try:
        stat = folder.stat()
    except OSError as error:
        invalid(f"{str(folder)!r} cannot be read: {error.strerror}", "folder")
    return stat.st_dev, stat.st_ino


def sorted_names(names: Iterable[str], run: int = _RUN_NAMES) -> Iterator[str]:
    """Names sorted by code points: up to `run` in memory, more by an external merge sort."""
    remaining = iter(names)
    first = sorted(islice(remaining, run))
    more = list(islice(remaining, 1))
    if not more:
        yield from first
        return
    with ExitStack() as files:
        runs = [_spool(first, files)]
        del first
        while more:
            runs.append(_spool(sorted([*more, *islice(remaining, run - 1)]), files))
            more = list(islice(remaining, 1))
        yield from heapq.merge(*runs)


def _spool(names: list[str], files: ExitStack) -> Iterator[str]:
    """Write names to a temporary file and read them back lazily."""
    file = files.enter_context(tempfile.TemporaryFile())  # noqa: SIM115  # closed with the stack
    # A name may contain a line break, but never a NUL.
    file.writelines(os.fsencode(name) + b"\0\n" for name in names)
    file.seek(0)
    return _read_spool(file)


def _read_spool(file: IO[bytes]) -> Iterator[str]:
    buffered = b""
    for line in file:
        buffered += line
        if buffered.endswith(b"\0\n"):
            yield os.fsdecode(buffered[:-2])
            buffered = b""
