"""What is said of a task and its annotations, beside the picture."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Final

from fastlabel.drawing.colors import color_of
from fastlabel.html.escape import escaped
from fastlabel.html.summary import (
    Annotation,
    attribute_text,
    class_text,
    counted,
    geometry,
    value_text,
)
from fastlabel.models import Attribute, MultiImageTask, NewMultiImageTask, UnknownAnnotation
from fastlabel.models.tasks import AnyNewTask, AnyTask

__all__ = ["annotation_table", "attribute_table", "head"]

_MOST_ROWS: Final = 100
_MOST_TAGS: Final = 20


def head(task: AnyTask | AnyNewTask) -> str:
    """A task's name, and what it is."""
    kind = type(task).__name__
    facts = [kind, task.status or "", _size(task)]
    if isinstance(task, AnyNewTask):
        facts[1:1] = [f"for {task.project}"]
    told = " · ".join(escaped(fact) for fact in facts if fact)
    tags = "".join(
        f'<span class="fl-tag">{escaped(tag, 60)}</span>' for tag in task.tags[:_MOST_TAGS]
    )
    more = len(task.tags) - _MOST_TAGS
    rest = f" and {counted(more, 'further tag')}" if more > 0 else ""
    return (
        f'<div class="fl-head"><b>{escaped(task.name or "new task")}</b> '
        f'<span class="fl-soft">{told}</span>{tags}{rest}</div>'
    )


def _size(task: AnyTask | AnyNewTask) -> str:
    if isinstance(task, MultiImageTask | NewMultiImageTask):
        return ""
    width, height = getattr(task, "width", None), getattr(task, "height", None)
    return f"{width} × {height} pixels" if width and height else ""


def annotation_table(annotations: Sequence[Annotation]) -> str:
    """A table of annotations, folded."""
    if not annotations:
        return ""
    columns = ("class", "type", "on", "where", "attributes")
    rows = map(_cells, annotations[:_MOST_ROWS])
    left_out = len(annotations) - _MOST_ROWS
    note = f'<p class="fl-note">{counted(left_out, "further annotation")} not listed.</p>'
    table = _table(columns, rows) + (note if left_out > 0 else "")
    summary = counted(len(annotations), "annotation")
    return f"<details><summary>{summary}</summary>{table}</details>"


def attribute_table(attributes: Sequence[Attribute]) -> str:
    """A table of attributes."""
    if not attributes:
        return ""
    rows = (
        (escaped(attribute.name or attribute.key), escaped(value_text(attribute)))
        for attribute in attributes[:_MOST_ROWS]
    )
    left_out = len(attributes) - _MOST_ROWS
    note = f'<p class="fl-note">{counted(left_out, "further attribute")} not listed.</p>'
    return _table(("attribute", "value"), rows) + (note if left_out > 0 else "")


def _cells(annotation: Annotation) -> Sequence[str]:
    red, green, blue = color_of(annotation)
    swatch = f'<i style="background:#{red:02x}{green:02x}{blue:02x}"></i>'
    name = f"{swatch}{escaped(class_text(annotation))}"
    if isinstance(annotation, UnknownAnnotation):
        kept = json.dumps(annotation.to_wire(), ensure_ascii=False)
        return name, escaped(str(annotation.type)), "", escaped(geometry(annotation)), escaped(kept)
    return (
        name,
        escaped(annotation.type),
        escaped(annotation.content or ""),
        escaped(geometry(annotation)),
        escaped(attribute_text(annotation.attributes)),
    )


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are HTML already, without its empty columns."""
    listed = list(rows)
    filled = [at for at in range(len(columns)) if any(row[at] for row in listed)]
    headings = "".join(f'<th scope="col">{columns[at]}</th>' for at in filled)
    body = "".join(f"<tr>{''.join(f'<td>{row[at]}</td>' for at in filled)}</tr>" for row in listed)
    return (
        f'<div class="fl-scroll"><table><thead><tr>{headings}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
