"""Tasks as the commands show them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from fastlabel.cli.output import Row
from fastlabel.cli.plain_text import json_line

if TYPE_CHECKING:
    from pydantic import JsonValue

    from fastlabel.models.task import Task

__all__ = ["LIST_HEADINGS", "list_row", "task_facts"]

LIST_HEADINGS: Final = ("id", "name", "status", "tags", "marks")
"""Marks are a task's annotations, or the attributes of an image classification."""

_MARKS: Final = ("annotations", "attributes")
_LONGEST: Final = 200


def list_row(task: Task) -> Row:
    """One line of a list."""
    wire = task.to_wire()
    cells = [task.id, task.name, task.status or "", ", ".join(task.tags)]
    return Row(wire, [*cells, str(len(_marks(wire)))])


def task_facts(task: Task) -> Iterator[Row]:
    """What there is to say of one task: a field and its value in each line."""
    for field, value in task.to_wire().items():
        if field in {*_MARKS, "contents"} and isinstance(value, list):
            yield from _listed(field, value)
        else:
            yield Row({}, [field, _text(value)])


def _listed(field: str, values: Sequence[JsonValue]) -> Iterator[Row]:
    for index, value in enumerate(values):
        text = _text(value)
        if len(text) > _LONGEST:
            text = f"{text[:_LONGEST]}… ({len(text)} characters; --json shows them all)"
        yield Row({}, [f"{field}[{index}]", text])


def _marks(wire: dict[str, JsonValue]) -> Sequence[JsonValue]:
    for field in _MARKS:
        marks = wire.get(field)
        if isinstance(marks, list):
            return marks
    return ()


def _text(value: JsonValue) -> str:
    return value if isinstance(value, str) else json_line(value)
