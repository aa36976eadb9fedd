"""Atomic writes: files and folders that appear complete or not at all."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import stat
from collections.abc import Callable, Collection, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from fastlabel._types import StrPath
from fastlabel.errors import MissingFileError, invalid

# Without O_BINARY, Windows would change line ends.
_CREATE: Final[int] = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)


def resolve_target(path: StrPath) -> Path:
    """The file to write for a path, with symlinks resolved."""
    target = _with_parent(path, "path")
    if target.exists() and not target.is_file():
        invalid(f"'{target}' is not a file; give the name of the file to write", "path")
    return target


@contextmanager
def atomic_write(path: Path, *, private: bool = False, durable: bool = True) -> Generator[BinaryIO]:
    """Write a new file that replaces `path` at the end of the block; on failure nothing remains."""
    part = path.with_name(f".{secrets.token_hex(16)}.part")
    # O_EXCL follows no symlink that another user may have created.
    descriptor = os.open(part, _CREATE, 0o600 if private else 0o666)
    with _removed_on_failure(lambda: part.unlink(missing_ok=True)):
        with open(descriptor, "wb") as file:  # noqa: PTH123  # a descriptor has no path
            yield file
            if durable:
                fsync(file)
        if not private:
            _copy_mode(path, part)
        part.replace(path)
    if durable:
        _fsync_folder(path.parent)


@contextmanager
def atomic_new_folder(folder: StrPath) -> Generator[Path]:
    """Fill a new folder that appears at the end of the block; on failure nothing remains."""
    target = _with_parent(folder, "path")
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        invalid(f"'{target}' already exists; give a new or an empty folder", "path")
    with _new_folder(target) as part:
        yield part
        if target.exists():
            target.rmdir()
        part.rename(target)


@contextmanager
def atomic_replace_folder(folder: Path, tables: Collection[str]) -> Generator[Path]:
    """Fill a new folder that replaces another at the end of the block."""
    target = _with_parent(folder, "folder")
    _check_replaceable(target, tables)
    leftover = re.compile(re.escape(f".{target.name}.") + r"[0-9a-f]{16}\.(part|old)")
    for path in target.parent.iterdir():
        if leftover.fullmatch(path.name):  # of a run that was killed
            shutil.rmtree(path, ignore_errors=True)
    with _new_folder(target) as part:
        for table in tables:
            (part / table).mkdir()
        yield part
        old = part.with_suffix(".old")
        if target.exists():
            target.rename(old)
        part.rename(target)
        shutil.rmtree(old, ignore_errors=True)


def fsync(file: BinaryIO) -> None:
    """Wait until what was written to a file is on the disk."""
    file.flush()
    os.fsync(file.fileno())


@contextmanager
def _new_folder(target: Path) -> Generator[Path]:
    part = target.with_name(f".{target.name}.{secrets.token_hex(8)}.part")
    part.mkdir()
    with _removed_on_failure(lambda: shutil.rmtree(part, ignore_errors=True)):
        yield part


@contextmanager
def _removed_on_failure(remove: Callable[[], None]) -> Generator[None]:
    try:
        yield
    except BaseException:
        remove()
        raise


def _with_parent(path: StrPath, argument: str) -> Path:
    target = Path(path).resolve()
    if not target.parent.is_dir():
        raise MissingFileError(f"'{target.parent}' is not a folder; create it first").at(argument)
    return target


def _copy_mode(path: Path, part: Path) -> None:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISREG(mode):
        part.chmod(stat.S_IMODE(mode))


def _fsync_folder(folder: Path) -> None:
    """Wait until the new name is on the disk, where folders can be opened."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _check_replaceable(folder: Path, tables: Collection[str]) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        invalid(f"'{folder}' is a file; give the name of a folder", "folder")
    for file in folder.rglob("*"):
        path = file.relative_to(folder)
        is_ours = path.parts[0] in tables and (file.suffix == ".parquet" or file.is_dir())
        if file.is_symlink() or not is_ours:
            invalid(
                f"'{folder}' has {path}, which is not of these tables; give a new one", "folder"
            )
