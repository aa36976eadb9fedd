"""Open file descriptors of this process."""

from __future__ import annotations

from pathlib import Path
from typing import Final

__all__ = ["open_descriptors"]

_FOLDER: Final = Path("/proc/self/fd")


def open_descriptors() -> list[str]:
    """The target of each descriptor, such as `socket:[4711]`; empty without `/proc`."""
    if not _FOLDER.exists():
        return []
    targets = map(_target, _FOLDER.iterdir())
    return [target for target in targets if target]


def _target(path: Path) -> str:
    try:
        return str(path.readlink())
    except OSError:  # the descriptor of the listing itself
        return ""
