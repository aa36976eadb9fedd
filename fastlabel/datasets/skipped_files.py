"""What is in a folder and becomes no task: refused, told, or passed over, as the caller wants."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal, TypeAlias

from fastlabel.converters.losses import level_of_caller
from fastlabel.errors import invalid

__all__ = ["LeftOut", "LeftOutWarning", "OnUnsupported", "suffix_of"]

OnUnsupported: TypeAlias = Literal["raise", "skip", "warn"] | Callable[[Path], None]
"""What becomes of files that no task is made of: an error, nothing, a warning with their count when
the folder is done, or a call with each path."""

_WORDS: Final = ("raise", "skip", "warn")
_MOST_PLACES: Final = 5


class LeftOutWarning(UserWarning):
    """Some of a folder became no task; the message says what, how many, and the first of them."""


class LeftOut:
    """Counts what is left out of one folder."""

    def __init__(self, on_unsupported: OnUnsupported) -> None:
        if not callable(on_unsupported) and on_unsupported not in _WORDS:
            invalid(f"on_unsupported: {on_unsupported!r} is not one of {', '.join(_WORDS)}")
        self._on_unsupported = on_unsupported
        self._counts: Counter[str] = Counter()
        self._first: list[str] = []

    def add(self, path: Path, name: str, what: str, way_out: str) -> None:
        """Note, or invalid, something that becomes no task.

        Args:
            path: The file or folder.
            name: It, relative to the folder given.
            what: What it is, such as `.txt`.
            way_out: What the caller can do about it.

        Raises:
            FastLabelInvalidException: This is what the caller asked for.
        """
        if callable(self._on_unsupported):
            self._on_unsupported(path)
        elif self._on_unsupported == "raise":
            invalid(f"folder: {name!r} makes no task: {way_out}")
        self._counts[what] += 1
        if len(self._first) < _MOST_PLACES:
            self._first.append(name)

    def tell(self) -> None:
        """Issue one `LeftOutWarning` at the caller's line, if it is wanted and anything was."""
        total = self._counts.total()
        if self._on_unsupported != "warn" or not total:
            return
        kinds = ", ".join(f"{count} {what}" for what, count in self._counts.most_common())
        more = ", …" if total > len(self._first) else ""
        message = f"left out of the tasks: {kinds}: {', '.join(self._first)}{more}"
        warnings.warn(message, LeftOutWarning, stacklevel=level_of_caller())


def suffix_of(path: Path) -> str:
    """What a file is by its name, for counts."""
    return path.suffix.lower() or "without extension"
