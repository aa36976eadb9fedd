"""Media files of tasks: their paths in a downloaded folder, and their sizes in pixels."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from fastlabel._files.safe_names import safe_join
from fastlabel._types import StrPath
from fastlabel.errors import invalid
from fastlabel.models import TaskId
from fastlabel.models.tasks.base import ContentsTask, ImageFileTask, Task, VideoFileTask

_FOLDER: Final = Path("media")


@dataclass(frozen=True, slots=True)
class MediaFile:
    """One image or video of a task."""

    task_id: TaskId
    updated_at: str
    """When the task was last changed; empty if unknown."""
    position: int
    """Position among the files of the task, from 0."""
    name: str
    """Name of the task, or of the content of a multi-image task."""
    path: Path
    """Relative to the folder."""
    url: str | None
    """Where it can be downloaded, for a limited time."""


class HasSize(Protocol):
    """A task or a content with one image or video."""

    @property
    def width(self) -> int | None:
        """Pixels."""

    @property
    def height(self) -> int | None:
        """Pixels."""


def known_size(media: object) -> tuple[int, int] | None:
    """Width and height of a task or content, in pixels; None if it has none or does not say."""
    width, height = getattr(media, "width", None), getattr(media, "height", None)
    return (width, height) if width and height else None


def size_by_content(task: Task) -> dict[str | None, tuple[int, int]]:
    """Known sizes of a task's images, by content; by None for a task of one file."""
    media = (
        {content.name: content for content in task.contents}
        if isinstance(task, ContentsTask)
        else {None: task}
    )
    return {name: size for name, each in media.items() if (size := known_size(each))}


def media_paths(folder: StrPath, task: Task) -> list[Path]:
    """Paths of a task's media files in a folder filled by `download` or `pull`.

    An image or a video has one path, a multi-image task one per content, in order. Whether the
    files exist is not checked.

    Args:
        folder: As given to `download` or `pull`.
        task: As read from `tasks.jsonl` or from the service.

    Raises:
        FastLabelInvalidException: It is not a task.

    >>> from fastlabel.models import ImageTask
    >>> media_paths("cats", ImageTask(id="1", name="tabby.png"))[0].as_posix()
    'cats/media/tabby.png'
    """
    return [Path(folder) / file.path for file in media_files(task)]


def media_by_content(folder: StrPath, task: Task) -> Path | dict[str, Path]:
    """Path of a task's media file in a downloaded folder, or content names → paths."""
    paths = media_paths(folder, task)
    if isinstance(task, ContentsTask):
        return dict(zip((content.name for content in task.contents), paths, strict=True))
    return paths[0]


def media_files(task: Task) -> list[MediaFile]:
    """Media files of a task, in order."""
    match task:
        case ContentsTask():
            folder = safe_join(_FOLDER, task.name)
            files = [(one.name, safe_join(folder, one.name), one.url) for one in task.contents]
        case ImageFileTask() | VideoFileTask():
            files = [(task.name, safe_join(_FOLDER, task.name), task.url)]
        case _:
            invalid(f"expected a task, got {type(task).__name__}", "task")
    updated_at = "" if task.updated_at is None else task.updated_at.isoformat()
    return [MediaFile(task.id, updated_at, at, *file) for at, file in enumerate(files)]
