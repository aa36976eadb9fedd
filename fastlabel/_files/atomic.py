"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import stat
from collections.abc import Collection, Generator, Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import BinaryIO, Final

from fastlabel.errors import FastLabelInvalidException, MissingFileError, invalid

__all__ = [
    "checked_target",
    "replaced_folder",
    "to_disk",
    "whole_folder",
    "write_beside",
]


# Without O_BINARY, Windows would change line ends.
_NEW: Final[int] = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)


def checked_target(path: str | PathLike[str]) -> Path:
    """The file that writing to `path` is about, links followed.

    Raises:
        FastLabelInvalidException: `path` is a folder or something else that is no file.
        MissingFileError: Its folder does not exist.
    """
    target = Path(path).resolve()
    if not target.parent.is_dir():
        raise MissingFileError(f"path: there is no folder {target.parent}; create it first")
    if target.exists() and not target.is_file():
        message = f"path: {target} is not a file; give the name of the file to write"
        raise FastLabelInvalidException(message, 422)
    return target


@contextmanager
def write_beside(path: Path, *, private: bool = False) -> Generator[BinaryIO]:
    """A new file that takes the place of `path` when the block ends; no trace of it on failure.

    It is written beside `path`, so that taking its place is one step of the file system, and is on
    the disk before it does. A symlink at `path` is replaced, never followed.

    Args:
        path: The file to write. Its folder must exist.
        private: Only the user may read it (mode 0600). Otherwise it has the mode of the file that
            it replaces, or that of any new file.

    Raises:
        OSError: It cannot be written, or `path` is a folder.
    """
    part = path.with_name(f".{secrets.token_hex(16)}.part")
    # Made anew or not at all, so that nobody can have put a link there.
    made = os.open(part, _NEW, 0o600 if private else 0o666)
    try:
        with open(made, "wb") as file:  # noqa: PTH123  # it has no path but a descriptor
            yield file
            to_disk(file)
        if not private:
            _copy_mode(path, part)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def to_disk(file: BinaryIO) -> None:
    """Wait until what was written to a file is on the disk.

    Raises:
        OSError: It cannot be written.
    """
    file.flush()
    os.fsync(file.fileno())


def _copy_mode(path: Path, part: Path) -> None:
    try:
        facts = path.lstat()
    except FileNotFoundError:
        return
    if stat.S_ISREG(facts.st_mode):
        part.chmod(stat.S_IMODE(facts.st_mode))


def _sync_folder(folder: Path) -> None:
    """Have the new name on the disk too, where folders can be opened."""
    if os.name != "posix":
        return
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def whole_folder(folder: str | os.PathLike[str]) -> Generator[Path]:
    """A new folder that takes the place of `folder` when the block ends; no trace on failure.

    Args:
        folder: The folder to write. It must not be there yet, or be empty; its parent must exist.

    Raises:
        MissingFileError: Its parent does not exist.
        FastLabelInvalidException: It is not empty, or no folder.
        OSError: It cannot be written.
    """
    target = Path(folder).resolve()
    if not target.parent.is_dir():
        raise MissingFileError(f"folder: there is no folder {target.parent}; create it first")
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        invalid(f"folder: {target} is there already; give a new or an empty folder")
    part = target.with_name(f".{secrets.token_hex(16)}.part")
    part.mkdir()
    try:
        yield part
        if target.exists():
            target.rmdir()
        part.rename(target)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


@contextmanager
def replaced_folder(folder: Path, tables: Collection[str]) -> Generator[Path]:
    """A new folder that takes the place of another when the block ends.

    Args:
        folder: Not there, or empty, or with the Parquet files of these tables and no others.
        tables: Names of the folders in it.

    Raises:
        FastLabelInvalidException: The folder holds other files, which would be lost.
        MissingFileError: The folder that it should be in does not exist.
        OSError: It cannot be written.
    """
    target = folder.resolve()
    if not target.parent.is_dir():
        raise MissingFileError(f"folder: there is no folder {target.parent}; create it first")
    _check_replaceable(target, tables)
    _remove_leavings(target)
    part = target.with_name(f".{target.name}.{secrets.token_hex(8)}.part")
    part.mkdir()
    try:
        for table in tables:
            (part / table).mkdir()
        yield part
        _swap(part, target)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def _check_replaceable(folder: Path, tables: Collection[str]) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        invalid(f"folder: {folder} is a file; give the name of a folder")
    for file in folder.rglob("*"):
        place = file.relative_to(folder)
        is_ours = place.parts[0] in tables and (file.suffix == ".parquet" or file.is_dir())
        if file.is_symlink() or not is_ours:
            invalid(f"folder: {folder} holds {place}, which is not of these tables; give a new one")


def _swap(part: Path, target: Path) -> None:
    old = part.with_suffix(".old")
    if target.exists():
        target.rename(old)
    part.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _remove_leavings(target: Path) -> None:
    """Remove what a run that was killed has left."""
    for path in _leavings(target):
        shutil.rmtree(path, ignore_errors=True)


def _leavings(target: Path) -> Iterator[Path]:
    ours = re.compile(re.escape(f".{target.name}.") + r"[0-9a-f]{16}\.(part|old)")
    return (path for path in target.parent.iterdir() if ours.fullmatch(path.name))
