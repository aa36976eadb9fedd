"""Whatever a caller holds a task in, as its model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias, cast

from pydantic import JsonValue

from fastlabel.errors import InvalidResponseError, invalid
from fastlabel.models import ImageClassificationTask, ImageTask, MultiImageTask, VideoTask
from fastlabel.models.tasks import AnyTask, TaskLike

__all__ = [
    "OtherTask",
    "TaskBlock",
    "as_task",
    "check_tasks",
    "task_blocks",
]


_KINDS: Final = (ImageTask, ImageClassificationTask, MultiImageTask, VideoTask)
# The others have no place in the formats converted to, so a slip there need not stop anyone.
_KEYS_READ: Final = (
    "name", "width", "height", "url", "annotations", "attributes", "contents", "fps", "frameCount",
)  # fmt: skip


def check_tasks(tasks: object) -> None:
    """Refuse what cannot be walked task by task.

    Raises:
        FastLabelInvalidException: It is one task, or no iterable at all.
    """
    if isinstance(tasks, (*_KINDS, Mapping)):
        invalid("tasks: a single task where several are due; put it into a list")
    if isinstance(tasks, str) or not isinstance(tasks, Iterable):
        invalid(f"tasks: {type(tasks).__name__} where an iterable of tasks is due")


def as_task(item: object, place: str) -> AnyTask:
    """The model of a task: itself, or read from the dict that 0.7.0 gave.

    A dict's kind shows in its keys; it may lack an id, which 0.7.0's converter did not need.

    Raises:
        FastLabelInvalidException: It is no task, or a dict that does not fit its kind.
    """
    if isinstance(item, _KINDS):
        return item
    if not isinstance(item, Mapping):
        found = type(item).__name__
        invalid(f"{place}: {found} where a task is due; give tasks as the client returns them")
    return _read(cast("Mapping[str, JsonValue]", item), place)


def _read(plain: Mapping[str, JsonValue], place: str) -> AnyTask:
    known: dict[str, JsonValue] = {key: plain[key] for key in _KEYS_READ if key in plain}
    known["id"] = plain.get("id") or ""
    try:
        return _kind(plain).from_wire(known)
    except InvalidResponseError as error:
        invalid(f"{place}: {error.message}")


def _kind(plain: Mapping[str, JsonValue]) -> type[AnyTask]:
    if "contents" in plain:
        return MultiImageTask
    if "fps" in plain or "frameCount" in plain or _has_frames(plain.get("annotations")):
        return VideoTask
    if "attributes" in plain and "annotations" not in plain:
        return ImageClassificationTask
    return ImageTask


def _has_frames(annotations: JsonValue) -> bool:
    """Whether any annotation says where it is frame by frame."""
    return isinstance(annotations, Sequence) and any(
        isinstance(annotation, Mapping) and isinstance(annotation.get("points"), Mapping)
        for annotation in annotations
    )


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
