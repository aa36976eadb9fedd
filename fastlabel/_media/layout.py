"""Where the media of tasks lie in a folder that they were brought home to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fastlabel._files.safe_names import safe_join
from fastlabel._types import StrPath
from fastlabel.errors import invalid
from fastlabel.models.tasks.base import (
    Content,
    ContentsTask,
    ImageFileTask,
    Task,
    TaskId,
    VideoFileTask,
)

__all__ = ["Medium", "media_of", "media_paths"]

_FOLDER: Final = Path("media")


@dataclass(frozen=True, slots=True)
class Medium:
    """One image or video of a task."""

    task_id: TaskId
    updated_at: str
    """When the task was last changed; empty if the service does not say."""
    position: int
    """Among the media of its task, from 0."""
    name: str
    """Of the task, or of the content of a multi-image task."""
    path: Path
    """Below the folder."""
    url: str | None
    """Where it can be fetched, for a while."""


def media_paths(folder: StrPath, task: Task) -> list[Path]:
    """Where the media of a task are in a folder that `download` or `pull` filled.

    An image or a video has one path, a multi-image task one for each of its contents, in order.
    Nothing is read: whether a file is there is for the caller to see.

    Args:
        folder: As it was given to `download` or `pull`.
        task: As it was read from `tasks.jsonl`, or from the service.

    Raises:
        FastLabelInvalidException: It is not a task with media.

    >>> from fastlabel.models import ImageTask
    >>> media_paths("cats", ImageTask(id="1", name="tabby.png"))[0].as_posix()
    'cats/media/tabby.png'
    """
    return [Path(folder) / medium.path for medium in media_of(task)]


def media_of(task: Task) -> list[Medium]:
    """The media of a task, in order.

    Raises:
        FastLabelInvalidException: It is not a task with media.
    """
    if not isinstance(task, ContentsTask | ImageFileTask | VideoFileTask):
        invalid(f"a {type(task).__name__} is not a task with media")
    if isinstance(task, ContentsTask):
        folder = safe_join(_FOLDER, task.name)
        return [_content(task, folder, *numbered) for numbered in enumerate(task.contents)]
    return [_medium(task, 0, task.name, safe_join(_FOLDER, task.name), task.url)]


def _content(task: Task, folder: Path, position: int, content: Content) -> Medium:
    path = safe_join(folder, content.name)
    return _medium(task, position, content.name, path, content.url)


def _medium(task: Task, position: int, name: str, path: Path, url: str | None) -> Medium:
    updated_at = "" if task.updated_at is None else task.updated_at.isoformat()
    return Medium(task.id, updated_at, position, name, path, url)
