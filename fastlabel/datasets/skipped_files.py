"""Files of a folder that become no task: an error, a warning, a callback or nothing."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args

from fastlabel.converters.losses import level_of_caller
from fastlabel.errors import invalid

_Choice: TypeAlias = Literal["raise", "skip", "warn"]
OnUnsupported: TypeAlias = _Choice | Callable[[Path], None]
"""What to do about unsupported files: raise an error, skip them silently, emit one warning with
counts when the folder is done, or call a function with each path."""

_MAX_NAMES: Final = 5


class SkippedFilesWarning(UserWarning):
    """Files of a folder were skipped; the message has counts and the first names."""


class SkippedFiles:
    """Counts the skipped files of one folder."""

    def __init__(self, on_unsupported: OnUnsupported) -> None:
        choices = get_args(_Choice)
        if not callable(on_unsupported) and on_unsupported not in choices:
            expected = f"expected one of {', '.join(choices)} or a function"
            invalid(f"{expected}, got {on_unsupported!r}", "on_unsupported")
        self._on_unsupported = on_unsupported
        self._counts: Counter[str] = Counter()
        self._names: list[str] = []

    def add(self, path: Path, name: str, category: str, hint: str) -> None:
        """Record a skipped file or folder."""
        if callable(self._on_unsupported):
            self._on_unsupported(path)
        elif self._on_unsupported == "raise":
            invalid(f"{name!r} is not supported: {hint}", "folder")
        self._counts[category] += 1
        if len(self._names) < _MAX_NAMES:
            self._names.append(name)

    def warn(self) -> None:
        """Emit one `SkippedFilesWarning` at the caller's line if files were skipped."""
        total = self._counts.total()
        if self._on_unsupported != "warn" or not total:
            return
        counts = ", ".join(f"{count} {category}" for category, count in self._counts.most_common())
        more = ", …" if total > len(self._names) else ""
        message = f"skipped: {counts}: {', '.join(self._names)}{more}"
        warnings.warn(message, SkippedFilesWarning, stacklevel=level_of_caller())


def extension_of(path: Path) -> str:
    """Extension of a file with its dot, for counts."""
    return path.suffix.lower() or "without extension"
