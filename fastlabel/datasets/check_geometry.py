"""Annotations, of read or new tasks, whose geometry is probably a mistake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from fastlabel._geometry.rings import normalized_corners
from fastlabel._geometry.validity import has_no_area
from fastlabel._quality.geometry_warnings import is_without_extent, known_count
from fastlabel._quality.placement import beyond, check_bounds, check_outlines
from fastlabel._quality.problem import Finding, Problem
from fastlabel.converters._shared.task_input import as_task, check_tasks
from fastlabel.datasets.check import task_name, to_problems
from fastlabel.errors import invalid
from fastlabel.models import Line, UnknownAnnotation, VideoBBox
from fastlabel.models.annotations import ShapeAnnotation
from fastlabel.models.tasks import AnyNewTask, TaskLike, annotations_of
from fastlabel.models.tasks.base import ContentsTask, ImageFileTask, NewTask, Task, VideoFileTask

_Size: TypeAlias = tuple[int, int]


def check_geometry(tasks: Iterable[TaskLike | AnyNewTask]) -> list[Problem]:
    """Find annotations whose geometry is probably a mistake.

    These are: outlines that cross themselves or one another, holes outside of their outline, shapes
    without area or length, shapes that reach beyond their image, and boxes on frames after the end
    of their video. Such annotations can be sent and written to any format, so neither `create` nor
    a converter checks all of this.

    No media is opened: shapes beyond their image are found if a task has the image's size, as tasks
    from the service have. `check` does the same for new tasks, with the sizes of their files.

    >>> from fastlabel.models import ImageTask, Polygon
    >>> bow_tie = Polygon(value="tie", points=(10, 10, 50, 50, 50, 10, 10, 50))
    >>> for problem in check_geometry([ImageTask(id="1", name="a.jpg", annotations=[bow_tie])]):
    ...     print(problem)
    warning: tasks[0] 'a.jpg': annotations[0].points: crosses itself

    Args:
        tasks: Tasks of any kind: read, as the dicts of FastLabel 0.7.0, or new; iterated once.

    Returns:
        All problems, in the order of the tasks; each a warning.

    Raises:
        FastLabelInvalidException: An item of `tasks` is not a task.
    """
    single: object = tasks
    if isinstance(single, NewTask):
        invalid("expected several tasks, got one; put it into a list", "tasks")
    check_tasks(tasks)
    problems: list[Problem] = []
    for index, item in enumerate(tasks):
        if isinstance(item, NewTask):
            problems += to_problems(index, task_name(item), _check(item))
        else:
            task = as_task(item, ("tasks", index))
            problems += to_problems(index, task.name, _check(task))
    return problems


def _check(task: Task | NewTask) -> Iterator[Finding]:
    sizes = _sizes(task)
    frame_count = known_count(task.frame_count) if isinstance(task, VideoFileTask) else None
    for index, annotation in enumerate(annotations_of(task)):
        path = f"annotations[{index}]"
        if isinstance(annotation, VideoBBox):
            yield from _check_track(annotation, sizes.get(None), frame_count, f"{path}.points")
        elif not isinstance(annotation, UnknownAnnotation):
            content = annotation.content if isinstance(task, ContentsTask) else None
            yield from _check_shape(annotation, sizes.get(content), path)


def _sizes(task: Task | NewTask) -> Mapping[str | None, _Size | None]:
    """Width and height by content name; None is the only file of a task."""
    if isinstance(task, ImageFileTask | VideoFileTask):
        return {None: _known_size(task.width, task.height)}
    if isinstance(task, ContentsTask):
        return {file.name: _known_size(file.width, file.height) for file in task.contents}
    return {}


def _known_size(width: int | None, height: int | None) -> _Size | None:
    pixels = known_count(width), known_count(height)
    return (pixels[0], pixels[1]) if pixels[0] and pixels[1] else None


def _check_shape(annotation: ShapeAnnotation, size: _Size | None, path: str) -> Iterator[Finding]:
    if size:
        yield from check_bounds(annotation, size, path)
    if is_without_extent(annotation):
        measure = "length" if isinstance(annotation, Line) else "area"
        yield Finding(f"{path}.points", f"has no {measure}", "warning")
    yield from check_outlines(annotation, path)


def _check_track(
    box: VideoBBox, size: _Size | None, frame_count: int | None, path: str
) -> Iterator[Finding]:
    """One finding for all frames of a box, and one for frames after the end of the video."""
    found = [
        (frame, text)
        for frame in box.frames
        if (text := _frame_problem(normalized_corners(box.points[frame].value), size))
    ]
    if found:
        frame, text = found[0]
        suffix = f" (and {len(found) - 1} more frames have problems)" if len(found) > 1 else ""
        yield Finding(f"{path}.{frame}.value", f"{text}{suffix}", "warning")
    if frame_count and box.points and max(box.points) > frame_count:
        yield Finding(f"{path}.{max(box.points)}", f"the video has {frame_count} frames", "warning")


def _frame_problem(bounds: tuple[float, float, float, float], size: _Size | None) -> str:
    if has_no_area(bounds):
        return "has no area"
    return beyond(bounds, size) if size else ""
