"""Input of the writers: task models, or dicts in their JSON form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, cast

from pydantic import JsonValue

from fastlabel._protocol.kinds import IMAGE, KINDS, TaskKind
from fastlabel.errors import ErrorPath, InvalidResponseError, invalid
from fastlabel.models.tasks import AnyTask, TaskLike
from fastlabel.models.tasks.base import Task

# No format has a place for other fields, so mistakes in those do not stop a conversion.
_FIELDS_READ: Final = (
    "name", "width", "height", "url", "annotations", "attributes", "contents", "fps", "frameCount",
)  # fmt: skip


def check_tasks(tasks: object) -> None:
    """Check that `tasks` can be iterated over task by task."""
    if isinstance(tasks, Task | Mapping):
        invalid("expected several tasks, got a single one; put it into a list", "tasks")
    if isinstance(tasks, str) or not isinstance(tasks, Iterable):
        invalid(f"expected an iterable of tasks, got {type(tasks).__name__}", "tasks")


def read_tasks(tasks: Iterable[TaskLike]) -> Iterator[AnyTask]:
    """Models of tasks, one by one; the argument is checked at once.

    Raises:
        FastLabelInvalidException: As `check_tasks` and `as_task`.
    """
    check_tasks(tasks)
    return (as_task(item, ("tasks", index)) for index, item in enumerate(tasks))


def as_task(item: object, path: ErrorPath) -> AnyTask:
    """Model of a task: itself, or read from a dict as 0.7.0 returned it."""
    if isinstance(item, Task):
        return cast("AnyTask", item)
    if not isinstance(item, Mapping):
        invalid(f"expected a task as the client returns it, got {type(item).__name__}", path)
    plain = cast("Mapping[str, JsonValue]", item)
    fields = {key: plain[key] for key in _FIELDS_READ if key in plain}
    fields["id"] = plain.get("id") or ""
    try:
        return cast("AnyTask", _kind(fields).response.from_wire(fields))
    except InvalidResponseError as error:
        invalid(error.detail, (*path, *error.path))


def _kind(fields: Mapping[str, JsonValue]) -> TaskKind[Any, Any]:
    """Kind that has the most of the fields which an image task lacks."""
    is_video = "contents" not in fields and _has_frames(fields.get("annotations"))
    marks = next((name for name in ("annotations", "attributes") if name in fields), "")
    kinds = [
        kind
        for kind in KINDS.values()
        if marks in {"", kind.marks} and (kind.media == "video" or not is_video)
    ]
    further = fields.keys() - _wire_names(IMAGE)
    return max(kinds, key=lambda kind: len(further & _wire_names(kind)))


def _wire_names(kind: TaskKind[Any, Any]) -> set[str]:
    fields = kind.response.model_fields
    return {field.alias or name for name, field in fields.items()}


def _has_frames(annotations: JsonValue) -> bool:
    """Whether any annotation has its points by frame."""
    return isinstance(annotations, Sequence) and any(
        isinstance(annotation, Mapping) and isinstance(annotation.get("points"), Mapping)
        for annotation in annotations
    )
