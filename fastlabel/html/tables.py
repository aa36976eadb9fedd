"""Tables of annotations and attributes, and the heading of a task."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Final

from fastlabel.drawing.colors import color_of, hex_color
from fastlabel.html.escape import escaped
from fastlabel.html.figure import note
from fastlabel.html.summary import (
    attribute_name,
    attribute_text,
    class_text,
    geometry_text,
    plural,
    size_text,
    value_text,
)
from fastlabel.models import Attribute, UnknownAnnotation
from fastlabel.models.tasks import AnyAnnotation
from fastlabel.models.tasks.base import NewTask, Task

_MAX_ROWS: Final = 100
_MAX_TAGS: Final = 20


def heading(task: Task | NewTask) -> str:
    """Name of a task, its model, status, size and tags."""
    project = f"for {task.project}" if isinstance(task, NewTask) else ""
    facts = [type(task).__name__, project, task.status or "", size_text(task)]
    text = " · ".join(escaped(fact) for fact in facts if fact)
    tags = "".join(
        f'<span class="fl-tag">{escaped(tag, 60)}</span>' for tag in task.tags[:_MAX_TAGS]
    )
    more = len(task.tags) - _MAX_TAGS
    omitted = f" and {plural(more, 'more tag')}" if more > 0 else ""
    return (
        f'<div class="fl-head"><b>{escaped(task.name or "new task")}</b> '
        f'<span class="fl-muted">{text}</span>{tags}{omitted}</div>'
    )


def annotation_table(annotations: Sequence[AnyAnnotation]) -> str:
    """A collapsed table of annotations; empty without annotations."""
    if not annotations:
        return ""
    columns = ("class", "type", "content", "geometry", "attributes")
    table = _table(columns, map(_annotation_cells, annotations[:_MAX_ROWS]))
    summary = plural(len(annotations), "annotation")
    return (
        f"<details><summary>{summary}</summary>"
        f"{table}{_omitted(len(annotations), 'annotation')}</details>"
    )


def attribute_table(attributes: Sequence[Attribute]) -> str:
    """A table of attributes; empty without attributes."""
    if not attributes:
        return ""
    rows = (
        (escaped(attribute_name(attribute)), escaped(value_text(attribute)))
        for attribute in attributes[:_MAX_ROWS]
    )
    return _table(("attribute", "value"), rows) + _omitted(len(attributes), "attribute")


def _omitted(count: int, noun: str) -> str:
    more = count - _MAX_ROWS
    return note(f"{plural(more, f'more {noun}')} not listed.") if more > 0 else ""


def _annotation_cells(annotation: AnyAnnotation) -> Sequence[str]:
    swatch = f'<i style="background:{hex_color(color_of(annotation))}"></i>'
    if isinstance(annotation, UnknownAnnotation):
        content, details = "", json.dumps(annotation.to_wire(), ensure_ascii=False)
    else:
        content, details = annotation.content or "", attribute_text(annotation)
    texts = (str(annotation.type), content, geometry_text(annotation), details)
    return f"{swatch}{escaped(class_text(annotation))}", *map(escaped, texts)


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table without its empty columns; cells are HTML."""
    cells = list(rows)
    filled = [at for at in range(len(columns)) if any(row[at] for row in cells)]
    headings = "".join(f'<th scope="col">{columns[at]}</th>' for at in filled)
    body = "".join(f"<tr>{''.join(f'<td>{row[at]}</td>' for at in filled)}</tr>" for row in cells)
    return (
        f'<div class="fl-scroll"><table><thead><tr>{headings}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
