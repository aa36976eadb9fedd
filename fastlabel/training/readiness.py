"""Whether the pictures of tasks are in a pulled folder, seen before training begins."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from fastlabel.errors import MissingExtraError, MissingFileError
from fastlabel.media_places import media_paths
from fastlabel.models.task import Task

__all__ = ["check_installed", "check_pictures"]


def check_pictures(folder: Path, task: Task) -> None:
    """Refuse a task whose pictures are not all there.

    Raises:
        MissingFileError: One is not.
    """
    for path in media_paths(folder, task):
        if not path.is_file():
            raise MissingFileError(f"folder: there is no {path}; pull the folder again")


def check_installed() -> None:
    """Refuse to go on without numpy and Pillow.

    Raises:
        MissingExtraError: One of them is not installed.
    """
    for module in ("numpy", "PIL"):
        try:
            import_module(module)
        except ImportError:
            message = f"training needs {module}: pip install 'fastlabel[training]'"
            raise MissingExtraError(message) from None
