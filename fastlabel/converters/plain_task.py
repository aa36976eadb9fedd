"""Whatever a caller holds a task in, as its model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias, cast

from pydantic import JsonValue

from fastlabel.checks import refuse
from fastlabel.errors import InvalidResponseError
from fastlabel.models import ImageClassificationTask, ImageTask, MultiImageTask, VideoTask

__all__ = ["AnyTask", "TaskLike", "as_task", "check_tasks"]

AnyTask: TypeAlias = ImageTask | ImageClassificationTask | MultiImageTask | VideoTask
"""A task of any kind, as read."""

TaskLike: TypeAlias = AnyTask | Mapping[str, object]
"""A task of any kind, or the dict that FastLabel 0.7.0 gave for it."""

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
        refuse("tasks: a single task where several are due; put it into a list")
    if isinstance(tasks, str) or not isinstance(tasks, Iterable):
        refuse(f"tasks: {type(tasks).__name__} where an iterable of tasks is due")


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
        refuse(f"{place}: {found} where a task is due; give tasks as the client returns them")
    return _read(cast("Mapping[str, JsonValue]", item), place)


def _read(plain: Mapping[str, JsonValue], place: str) -> AnyTask:
    known: dict[str, JsonValue] = {key: plain[key] for key in _KEYS_READ if key in plain}
    known["id"] = plain.get("id") or ""
    try:
        return _kind(plain).from_wire(known)
    except InvalidResponseError as error:
        refuse(f"{place}: {error.message}")


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
