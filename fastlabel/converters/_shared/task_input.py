"""Whatever a caller holds a task in, as its model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, cast

from pydantic import JsonValue

from fastlabel.errors import InvalidResponseError, invalid
from fastlabel.models import ImageClassificationTask, ImageTask, MultiImageTask, VideoTask
from fastlabel.models.tasks import AnyTask, TaskLike

__all__ = ["as_task", "check_tasks", "read_tasks"]


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


def read_tasks(tasks: Iterable[TaskLike]) -> Iterator[AnyTask]:
    """The models of tasks, one by one.

    Raises:
        FastLabelInvalidException: As `check_tasks` and `as_task`.
    """
    check_tasks(tasks)
    return (as_task(item, f"tasks[{index}]") for index, item in enumerate(tasks))


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
