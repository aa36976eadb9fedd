"""Tasks, read or new → annotations whose geometry is probably not meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, cast, get_args

from fastlabel._geometry.rings import normalized_corners
from fastlabel._quality.geometry_warnings import is_without_extent, known_count
from fastlabel._quality.placement import beyond, check_bounds, check_outlines
from fastlabel._quality.problem import Finding, Problem
from fastlabel.converters._shared.task_input import as_task, check_tasks
from fastlabel.datasets.check import name_of
from fastlabel.errors import invalid
from fastlabel.models import (
    ImageClassificationTask,
    ImageTask,
    Line,
    MultiImageTask,
    NewImageClassificationTask,
    NewVideoTask,
    UnknownAnnotation,
    VideoBBox,
    VideoTask,
)
from fastlabel.models.tasks import AnyNewTask, AnyTask, TaskLike

__all__ = ["check_geometry"]

_NEW_TASKS: Final = get_args(AnyNewTask)
_Sizes = Mapping[str | None, tuple[int | None, int | None]]


def check_geometry(tasks: Iterable[TaskLike | AnyNewTask]) -> list[Problem]:
    """Find annotations whose geometry is probably not meant.

    These are: outlines that cross themselves or one another, holes outside of their outline, shapes
    without area or length, shapes that reach beyond their image, and boxes on frames after the end
    of their video. Such annotations can be sent and written to any format, so neither `create` nor
    a converter looks for them all.

    No media is opened: what reaches beyond its image is found where a task has the image's size, as
    tasks from the service have. `check` does the same for new tasks, with the sizes of their files.

    >>> from fastlabel.models import ImageTask, Polygon
    >>> bow_tie = Polygon(value="tie", points=(10, 10, 50, 50, 50, 10, 10, 50))
    >>> for problem in check_geometry([ImageTask(id="1", name="a.jpg", annotations=[bow_tie])]):
    ...     print(problem)
    warning: tasks[0] 'a.jpg': annotations[0].points: crosses itself

    Args:
        tasks: Tasks of any kind, as read, as the dicts of FastLabel 0.7.0, or new; walked once.

    Returns:
        All problems, in the order of the tasks; each a warning.

    Raises:
        FastLabelInvalidException: Something in `tasks` is not a task.
    """
    if isinstance(tasks, _NEW_TASKS):
        invalid("expected several tasks, got one; put it into a list", "tasks")
    check_tasks(tasks)
    problems: list[Problem] = []
    for index, item in enumerate(tasks):
        if isinstance(item, _NEW_TASKS):
            new_task = cast("AnyNewTask", item)
            name, findings = name_of(new_task), _check_new(new_task)
        else:
            task = as_task(item, f"tasks[{index}]")
            name, findings = task.name, _check(task)
        problems += [Problem(index, name, *finding) for finding in findings]
    return problems


def _check(task: AnyTask) -> Iterator[Finding]:
    match task:
        case ImageTask():
            yield from _check_shapes(task, {None: (task.width, task.height)})
        case MultiImageTask():
            yield from _check_shapes(
                task, {content.name: (content.width, content.height) for content in task.contents}
            )
        case VideoTask():
            yield from _check_tracks(task, (task.width, task.height), task.frame_count)
        case ImageClassificationTask():
            pass


def _check_new(task: AnyNewTask) -> Iterator[Finding]:
    match task:
        case NewImageClassificationTask():
            return iter(())
        case NewVideoTask():
            return _check_tracks(task, (None, None), None)
        case _:
            return _check_shapes(task, {})


def _check_shapes(
    task: ImageTask | MultiImageTask | AnyNewTask, sizes: _Sizes
) -> Iterator[Finding]:
    if isinstance(task, NewImageClassificationTask | NewVideoTask):
        return
    is_multi_image = None not in sizes
    for index, annotation in enumerate(task.annotations):
        if isinstance(annotation, UnknownAnnotation):
            continue
        path = f"annotations[{index}]"
        size = sizes.get(annotation.content if is_multi_image else None, (None, None))
        if known := _known(size):
            yield from check_bounds(annotation, known, path)
        if is_without_extent(annotation):
            measure = "length" if isinstance(annotation, Line) else "area"
            yield Finding(f"{path}.points", f"has no {measure}", "warning")
        yield from check_outlines(annotation, path)


def _check_tracks(
    task: VideoTask | NewVideoTask, size: tuple[int | None, int | None], frame_count: int | None
) -> Iterator[Finding]:
    for index, box in enumerate(task.annotations):
        if isinstance(box, VideoBBox):
            path = f"annotations[{index}].points"
            yield from _once(path, _frame_findings(box, _known(size)))
            count = known_count(frame_count)
            if count and box.points and max(box.points) > count:
                text = f"the video has {count} frames"
                yield Finding(f"{path}.{max(box.points)}", text, "warning")


def _frame_findings(box: VideoBBox, size: tuple[int, int] | None) -> Iterator[tuple[int, str]]:
    """Frame and message of each frame where the box is beyond the picture, or without area."""
    for frame in box.frames:
        left, top, right, bottom = bounds = normalized_corners(box.points[frame].value)
        if left == right or top == bottom:
            yield frame, "has no area"
        elif size and (text := beyond(bounds, size)):
            yield frame, text


def _once(path: str, found: Iterator[tuple[int, str]]) -> Iterator[Finding]:
    """One finding for all frames: the first of them, and how many more."""
    first = next(found, None)
    if first is not None:
        frame, text = first
        more = sum(1 for _ in found)
        suffix = f" (and {more} more frames have problems)" if more else ""
        yield Finding(f"{path}.{frame}.value", f"{text}{suffix}", "warning")


def _known(size: tuple[int | None, int | None]) -> tuple[int, int] | None:
    width, height = map(known_count, size)
    return (width, height) if width and height else None
