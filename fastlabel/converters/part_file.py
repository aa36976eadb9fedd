"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import BinaryIO

from fastlabel.checks import refuse
from fastlabel.errors import MissingFileError

__all__ = ["checked_target", "replacing"]


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
        refuse(f"path: {target} is not a file; give the name of the file to write")
    return target


@contextmanager
def replacing(target: Path) -> Generator[BinaryIO]:
    """A new file that takes the place of `target` when the block ends; no trace of it on failure.

    It is written beside `target`, so that taking its place is one step of the file system.
    """
    part = target.with_name(f".{target.name}.{secrets.token_hex(8)}.part")
    try:
        with part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, part)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
