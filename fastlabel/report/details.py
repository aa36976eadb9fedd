"""Details of a task for the page's viewer, as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pydantic import JsonValue

from fastlabel._quality.problems import TaskProblem
from fastlabel.drawing.colors import color_of, hex_color
from fastlabel.html.escape import visible
from fastlabel.html.summary import (
    attribute_name,
    attribute_text,
    class_text,
    geometry_text,
    size_text,
    value_text,
)
from fastlabel.html.svg import exact_shape, line_paths, region_paths
from fastlabel.models.tasks import AnyAnnotation, AnyTask, annotations_of
from fastlabel.report.images import TaskViews, View

_MAX_TEXT: Final = 1_000


def task_details(task: AnyTask, views: TaskViews, problems: Sequence[TaskProblem]) -> JsonValue:
    """Facts, images, annotations and problems of a task."""
    return {
        "facts": [[name, _text(value)] for name, value in _facts(task, views) if value],
        "views": [_view(view) for view in views.views],
        "rows": [_row(*numbered, problems) for numbered in enumerate(annotations_of(task))],
        "notes": [problem.message for problem in problems if problem.annotation is None],
    }


def _facts(task: AnyTask, views: TaskViews) -> list[tuple[str, str]]:
    attributes = getattr(task, "attributes", ())
    frames = getattr(task, "frame_count", None)
    omitted = f"{len(views.views)} images, {views.omitted} more are omitted"
    return [
        ("id", task.id),
        ("status", task.status or "none"),
        ("tags", ", ".join(task.tags)),
        *((attribute_name(attribute), value_text(attribute)) for attribute in attributes),
        ("size", size_text(task)),
        ("length", f"{frames} frames" if frames else ""),
        ("shown", omitted if views.omitted else ""),
        ("updated", f"{task.updated_at:%Y-%m-%d %H:%M} UTC" if task.updated_at else ""),
    ]


def _row(index: int, annotation: AnyAnnotation, problems: Sequence[TaskProblem]) -> JsonValue:
    messages = [problem.message for problem in problems if problem.annotation == index]
    return {
        "class": _text(class_text(annotation)),
        "type": _text(str(annotation.type)),
        "geometry": geometry_text(annotation),
        "attributes": _text(attribute_text(annotation)),
        "color": hex_color(color_of(annotation)),
        "problems": "; ".join(messages),
    }


def _view(view: View) -> JsonValue:
    marks = [mark for numbered in view.annotations if (mark := _mark(*numbered))]
    return {
        "name": _text(view.name),
        "width": view.width,
        "height": view.height,
        "url": view.url,
        "marks": [*marks],
    }


def _mark(index: int, annotation: AnyAnnotation) -> JsonValue:
    shape = exact_shape(annotation)
    if shape is None:
        return None
    return {
        "row": index,
        "opacity": shape.opacity,
        "regions": [*region_paths(shape)],
        "lines": [*line_paths(shape)],
        "dots": [[x, y] for x, y in shape.dots],
    }


def _text(text: str) -> str:
    return visible(text, _MAX_TEXT)
