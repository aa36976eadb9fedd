"""Folders that are written whole or not at all."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Collection, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from fastlabel.checks import refuse
from fastlabel.errors import MissingFileError

__all__ = ["replaced_folder"]


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
        refuse(f"folder: {folder} is a file; give the name of a folder")
    for file in folder.rglob("*"):
        place = file.relative_to(folder)
        is_ours = place.parts[0] in tables and (file.suffix == ".parquet" or file.is_dir())
        if file.is_symlink() or not is_ours:
            refuse(f"folder: {folder} holds {place}, which is not of these tables; give a new one")


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
