"""Tasks in blocks that are converted together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, TypeAlias

from fastlabel.converters.plain_task import TaskLike, as_task, check_tasks
from fastlabel.models import ImageClassificationTask, ImageTask, MultiImageTask, VideoTask

__all__ = ["OtherTask", "TaskBlock", "task_blocks"]

_MOST_TASKS: Final = 200
_MOST_ANNOTATIONS: Final = 2_000

OtherTask: TypeAlias = ImageClassificationTask | MultiImageTask | VideoTask
"""A task that is converted alone."""


class TaskBlock(NamedTuple):
    """Image tasks, and perhaps one of another kind."""

    first: int
    """The index of the first of them among all tasks."""
    images: list[ImageTask]
    other: OtherTask | None = None
    """Comes after them."""


def task_blocks(tasks: Iterable[TaskLike]) -> Iterator[TaskBlock]:
    """All tasks, in order. `tasks` is walked once, and some tasks ahead.

    Raises:
        FastLabelInvalidException: Something in `tasks` is no task; the message names the place.
    """
    check_tasks(tasks)
    first, images, annotations = 0, list[ImageTask](), 0
    for index, item in enumerate(tasks):
        task = as_task(item, f"tasks[{index}]")
        other: OtherTask | None = None
        if isinstance(task, ImageTask):
            images.append(task)
            annotations += len(task.annotations)
        else:
            other = task
        if other is not None or len(images) == _MOST_TASKS or annotations >= _MOST_ANNOTATIONS:
            yield TaskBlock(first, images, other)
            first, images, annotations = index + 1, [], 0
    yield TaskBlock(first, images)
