"""Lookup of the media files of a report's tasks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias, cast

from fastlabel._files.safe_names import safe_join
from fastlabel._media.layout import media_by_content
from fastlabel._types import StrPath
from fastlabel.drawing.contact_sheet import Media
from fastlabel.models.tasks import AnyTask
from fastlabel.models.tasks.base import ContentsTask

FindMedia: TypeAlias = "Callable[[AnyTask], Media | None]"
"""Returns the media of a task; None if it has none."""

ReportMedia: TypeAlias = "StrPath | Mapping[str, Media] | FindMedia"
"""A folder, task names → media, or a function."""


def media_finder(media: ReportMedia | None) -> FindMedia:
    """Function that returns the media of a task."""
    if media is None:
        return lambda _task: None
    if callable(media):
        return media
    if isinstance(media, Mapping):
        return lambda task: media.get(task.name)
    folder = Path(media)
    find = media_by_content if (folder / "media").is_dir() else _files_by_name
    return lambda task: cast("Media", find(folder, task))


def _files_by_name(folder: Path, task: AnyTask) -> Path | dict[str, Path]:
    """Files with the names of tasks and contents; contents may be in a folder of their task."""
    own = safe_join(folder, task.name)
    if not isinstance(task, ContentsTask):
        return own
    parent = own if own.is_dir() else folder
    return {content.name: safe_join(parent, content.name) for content in task.contents}
