"""Where the media of a file should be."""

from __future__ import annotations

from pathlib import Path, PurePath

from fastlabel.checks import refuse

__all__ = ["media_path"]


def media_path(folder: Path | None, name: str, place: str) -> Path | None:
    """The file of a name, which may have folders in it; None without a folder.

    It is only read, so the name stays as it is.

    Raises:
        FastLabelInvalidException: The name leads out of the folder.
    """
    if folder is None:
        return None
    pure = PurePath(name)
    if pure.is_absolute() or pure.drive or ".." in pure.parts or "\0" in name:
        refuse(f"{place}: {name!r} leads out of the folder of media")
    return folder / name
