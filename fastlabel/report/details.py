"""What the page's viewer shows of a task, as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pydantic import JsonValue

from fastlabel._quality.problems import TaskProblem
from fastlabel.drawing import color_of
from fastlabel.html.escape import visible
from fastlabel.html.summary import Annotation, attribute_text, class_text, geometry, value_text
from fastlabel.html.svg import exact_shape, line_paths, region_paths
from fastlabel.models import ImageAnnotation, ImageClassificationTask, UnknownAnnotation, VideoTask
from fastlabel.models.tasks import AnyTask
from fastlabel.report.images import TaskViews, View

__all__ = ["details_of"]

_MOST_LETTERS: Final = 1_000


def details_of(task: AnyTask, shown: TaskViews, problems: Sequence[TaskProblem]) -> JsonValue:
    """A task's facts, pictures and annotations, and what is wrong with it."""
    about_all = [problem.message for problem in problems if problem.annotation is None]
    return {
        "facts": [[name, _text(value)] for name, value in _facts(task, shown)],
        "views": [_view(view) for view in shown.views],
        "rows": [_row(number, each, problems) for number, each in enumerate(_annotations(task))],
        "notes": [*about_all],
    }


def _facts(task: AnyTask, shown: TaskViews) -> list[tuple[str, str]]:
    told = [("id", task.id), ("status", task.status or "none"), ("tags", ", ".join(task.tags))]
    if isinstance(task, ImageClassificationTask):
        told += [(each.name or each.key, value_text(each)) for each in task.attributes]
    width, height = getattr(task, "width", None), getattr(task, "height", None)
    if width and height:
        told.append(("size", f"{width} × {height} pixels"))
    if isinstance(task, VideoTask) and task.frame_count:
        told.append(("length", f"{task.frame_count} frames"))
    if shown.left_out:
        told.append(("shown", f"{len(shown.views)} pictures, and {shown.left_out} more are not"))
    if task.updated_at is not None:
        told.append(("changed", f"{task.updated_at:%Y-%m-%d %H:%M} UTC"))
    return [(name, value) for name, value in told if value]


def _annotations(task: AnyTask) -> Sequence[Annotation]:
    return () if isinstance(task, ImageClassificationTask) else task.annotations


def _row(number: int, annotation: Annotation, problems: Sequence[TaskProblem]) -> JsonValue:
    said = () if isinstance(annotation, UnknownAnnotation) else annotation.attributes
    wrong = [problem.message for problem in problems if problem.annotation == number]
    return {
        "class": _text(class_text(annotation)),
        "type": _text(str(annotation.type)),
        "where": geometry(annotation),
        "attributes": _text(attribute_text(said)),
        "color": "#" + bytes(color_of(annotation)).hex(),
        "wrong": "; ".join(wrong),
    }


def _view(view: View) -> JsonValue:
    marks = [mark for number, each in view.shown if (mark := _mark(number, each))]
    return {
        "name": _text(view.name),
        "width": view.width,
        "height": view.height,
        "link": view.link,
        "marks": [*marks],
    }


def _mark(number: int, annotation: ImageAnnotation) -> JsonValue:
    shape = exact_shape(annotation)
    if shape is None:
        return None
    return {
        "row": number,
        "opacity": shape.opacity,
        "regions": [*region_paths(shape)],
        "lines": [*line_paths(shape)],
        "dots": [[x, y] for x, y in shape.dots],
    }


def _text(text: str) -> str:
    return visible(text, _MOST_LETTERS)
