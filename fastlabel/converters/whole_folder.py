"""Folders of files that are written whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from fastlabel.checks import refuse
from fastlabel.errors import MissingFileError

__all__ = ["whole_folder"]


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
        refuse(f"folder: {target} is there already; give a new or an empty folder")
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
