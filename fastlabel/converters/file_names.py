"""The names of pictures as paths in a set of files."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import Final

from fastlabel.checks import refuse
from fastlabel.safe_paths import safe_join

__all__ = ["FileNames", "safe_part"]

# How `safe_join` marks capitals, which a set does without: it knows all of its names.
_CAPITALS: Final = re.compile(r"%-[0-9a-f]+")


class FileNames:
    """Gives every picture a path of its own, also where capitals and small letters are the same.

    Names stay as they are, with `/` between folders; what is not safe on Linux, macOS and Windows
    is escaped as `safe_join` does.
    """

    def __init__(self) -> None:
        self._owners: dict[str, str] = {}

    def of(self, name: str, place: str) -> PurePosixPath:
        """The path for a picture's name, relative to the folder of all of them.

        Raises:
            FastLabelInvalidException: Another picture has the path but for its suffix, so that the
                two would share one file of annotations.
        """
        path = PurePosixPath(*map(safe_part, name.split("/")))
        owner = self._owners.setdefault(path.with_suffix("").as_posix().casefold(), place)
        if owner is not place:
            refuse(
                f"{place}: {name!r} has the same file of annotations as a picture of {owner}; "
                "names have to differ by more than suffix and capitals"
            )
        return path


def safe_part(part: str) -> str:
    """A folder or file of a name as it is, but for what is not safe; capitals are not marked."""
    safe = safe_join(Path(), part).name
    return part if part and _CAPITALS.sub("", safe, count=1) == part else safe
