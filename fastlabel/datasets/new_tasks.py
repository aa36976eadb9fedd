"""What all builders of new tasks share: common arguments, and labels by task name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias, TypeVar, cast

from fastlabel._protocol.new_tasks import parse_new_task
from fastlabel._protocol.validation import check_status, check_tags
from fastlabel.errors import FastLabelInvalidException, format_path, invalid
from fastlabel.models.tasks.base import NewTask

L = TypeVar("L")
New = TypeVar("New", bound=NewTask)

Labels: TypeAlias = (
    Mapping[str, Sequence[L | Mapping[str, object]]]
    | Callable[[str], Sequence[L | Mapping[str, object]]]
)
"""Task name → its annotations or attributes: a mapping, or a function of the name. Tasks that a
mapping does not name have none."""


def check_common_fields(project: str, status: str | None, tags: object) -> None:
    """Refuse early what every new task would be refused for."""
    if not project:
        invalid("is required", "project")
    check_status(status)
    if not isinstance(tags, Sequence):
        invalid(f"expected a list of non-empty strings, got {tags!r}", "tags")
    check_tags(cast("Sequence[object]", tags))


def with_labels(
    model: type[New], fields: Mapping[str, object], name: str, field: str, labels: Labels[L] | None
) -> New:
    """Build a new task with the labels of its name."""
    if labels is None:
        return parse_new_task(model, fields)
    found = labels(name) if callable(labels) else labels.get(name, ())
    try:
        return parse_new_task(model, {**fields, field: found})
    except FastLabelInvalidException as error:
        raise _at_label(error, name, field) from None


def _at_label(error: FastLabelInvalidException, name: str, field: str) -> FastLabelInvalidException:
    if error.path[:1] == (field,):
        return error.at((field, name, *error.path[1:]))
    # Several problems in one message have no single path.
    message, prefix = error.message, format_path((field, name))
    if message.startswith(field):
        return FastLabelInvalidException(prefix + message.removeprefix(field), error.code)
    return FastLabelInvalidException(f"{name}: {message}", error.code)


def label_names(labels: object) -> list[str]:
    """Names in a mapping of labels; none for a function."""
    return list(cast("Mapping[str, object]", labels)) if isinstance(labels, Mapping) else []
