"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Generator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import BinaryIO, Final

from fastlabel.errors import FastLabelInvalidException, MissingFileError

__all__ = ["checked_target", "to_disk", "write_beside"]

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
