"""What a caller knows of the files in a folder, by their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias, TypeVar, cast

from fastlabel._protocol.new_tasks import parse_new_task
from fastlabel.errors import FastLabelInvalidException, invalid
from fastlabel.models.tasks.base import NewTask

__all__ = ["Labels", "labelled"]

L = TypeVar("L")
Spec = TypeVar("Spec", bound=NewTask)

Labels: TypeAlias = (
    Mapping[str, Sequence[L | Mapping[str, object]]]
    | Callable[[str], Sequence[L | Mapping[str, object]]]
)
"""Name of a task → what is said of it, as a mapping or a function of the name. Names that a mapping
lacks have nothing said of them."""


def labelled(
    model: type[Spec],
    fields: Mapping[str, object],
    name: str,
    field: str,
    labels: Labels[L] | None,
) -> Spec:
    """A spec with what the caller says of its name.

    Args:
        model: The class of the spec.
        fields: Its other fields.
        name: By which the caller's labels are looked up.
        field: Where they belong, `annotations` or `attributes`.
        labels: The caller's labels.

    Raises:
        FastLabelInvalidException: They do not fit; the message names the place.
    """
    if labels is None:
        return parse_new_task(model, fields)
    said = labels(name) if callable(labels) else labels.get(name, ())
    try:
        return parse_new_task(model, {**fields, field: said})
    except FastLabelInvalidException as error:
        invalid(_placed(error.message, name, field))


def _placed(message: str, name: str, field: str) -> str:
    """The message with the place in the caller's labels for that in the spec."""
    if message.startswith(field):
        return f"{field}[{name!r}]{message.removeprefix(field)}"
    return f"{name}: {message}"


def names_said(labels: object) -> list[str]:
    """The names of a mapping of labels; none of a function."""
    return list(cast("Mapping[str, object]", labels)) if isinstance(labels, Mapping) else []
