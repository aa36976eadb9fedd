"""Where the pictures and videos of a report come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias, cast

from fastlabel._files.safe_names import safe_join
from fastlabel._media.layout import media_paths
from fastlabel._types import StrPath
from fastlabel.drawing.contact_sheet import Media
from fastlabel.models import MultiImageTask
from fastlabel.models.tasks import AnyTask

__all__ = ["FindMedia", "ReportMedia", "finder_of"]

FindMedia: TypeAlias = "Callable[[AnyTask], Media | None]"
"""Tells what a task was made of; None if that is not at hand."""

ReportMedia: TypeAlias = "StrPath | Mapping[str, Media] | FindMedia"
"""A folder, media by the names of tasks, or a function that tells them."""


def finder_of(media: ReportMedia | None) -> FindMedia:
    """The function that tells what a task was made of."""
    if media is None:
        return _nothing
    if callable(media):
        return media
    if isinstance(media, Mapping):
        return _by_name(media)
    return _of_folder(Path(media))


def _nothing(_task: AnyTask) -> None:
    return None


def _by_name(media: Mapping[str, Media]) -> FindMedia:
    return lambda task: media.get(task.name)


def _of_folder(folder: Path) -> FindMedia:
    """A folder that was pulled, or one where files have the names of tasks and contents."""
    is_pulled = (folder / "media").is_dir()

    def find(task: AnyTask) -> Media:
        paths = media_paths(folder, task) if is_pulled else _beside(folder, task)
        if not isinstance(task, MultiImageTask):
            return paths[0]
        names = (content.name for content in task.contents)
        return cast("Media", dict(zip(names, paths, strict=True)))

    return find


def _beside(folder: Path, task: AnyTask) -> list[Path]:
    if not isinstance(task, MultiImageTask):
        return [safe_join(folder, task.name)]
    own = safe_join(folder, task.name)
    place = own if own.is_dir() else folder
    return [safe_join(place, content.name) for content in task.contents]
