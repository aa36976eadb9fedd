"""What is probably wrong with a task that came back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, Literal, TypeAlias, get_args

from fastlabel._geometry.iou import bounds_iou, nearly_equal, rings_iou
from fastlabel._geometry.rings import Bounds, normalized_corners
from fastlabel._quality.geometry_warnings import outline_problems
from fastlabel._quality.placement import beyond
from fastlabel.errors import FastLabelInvalidException
from fastlabel.models import (
    BBox,
    ImageAnnotation,
    ImageClassificationTask,
    Keypoint,
    Line,
    MultiImageTask,
    Polygon,
    Segmentation,
    UnknownAnnotation,
    VideoBBox,
    VideoTask,
)
from fastlabel.models.tasks import AnyTask

__all__ = ["PROBLEM_KINDS", "SAME_PLACE", "TINY_SIDE", "ProblemKind", "TaskProblem", "problems_of"]

ProblemKind: TypeAlias = Literal[
    "outside", "crossing", "tiny", "duplicate", "empty", "unknown", "no-picture"
]
"""`outside`: reaches beyond its picture. `crossing`: an outline crosses itself or another, or a
hole is outside of its outline. `tiny`: narrower or lower than 4 pixels. `duplicate`: of the class
and at the place of another. `empty`: the task has no annotations, or no attributes. `unknown`: an
annotation that cannot be read. `no-picture`: its medium is missing or broken."""

PROBLEM_KINDS: Final[tuple[ProblemKind, ...]] = get_args(ProblemKind)
TINY_SIDE: Final = 4.0
"""Pixels. A box, polygon or segmentation that is narrower or lower is tiny, a line shorter."""
SAME_PLACE: Final = 0.9
"""The least intersection over union of duplicates."""

_Shape: TypeAlias = BBox | Polygon | Keypoint | Line | Segmentation
_Sizes: TypeAlias = Mapping[str | None, tuple[int, int]]
_Placed: TypeAlias = tuple[int, Bounds, ImageAnnotation | None]


@dataclass(frozen=True, slots=True)
class TaskProblem:
    """Something that is probably wrong with a task."""

    kind: ProblemKind
    annotation: int | None
    """Which of the task's annotations, from 0; None if it is about the whole task."""
    message: str
    """What is wrong."""


def problems_of(task: AnyTask) -> list[TaskProblem]:
    """All that the task itself tells, without a look at its media."""
    if isinstance(task, ImageClassificationTask):
        return [] if task.attributes else [TaskProblem("empty", None, "has no attributes")]
    if not task.annotations:
        return [TaskProblem("empty", None, "has no annotations")]
    found = _of_video(task) if isinstance(task, VideoTask) else _of_shapes(task)
    return sorted(found, key=lambda problem: (problem.annotation or 0, problem.kind))


def _of_shapes(task: AnyTask) -> Iterator[TaskProblem]:
    sizes = _sizes(task)
    groups: defaultdict[tuple[str, str, str | None], list[_Placed]] = defaultdict(list)
    for index, annotation in enumerate(_annotations(task)):
        if isinstance(annotation, UnknownAnnotation):
            yield _unknown(index, annotation)
        elif bounds := _bounds(annotation):
            content = annotation.content if isinstance(task, MultiImageTask) else None
            yield from _outside(index, bounds, sizes.get(content), "")
            yield from _tiny(index, annotation, bounds)
            yield from _crossing(index, annotation)
            groups[annotation.value, annotation.type, content].append((index, bounds, annotation))
        else:
            yield TaskProblem("tiny", index, "has no vertices")
    for group in groups.values():
        yield from _duplicates(group, "")


def _annotations(task: AnyTask) -> Sequence[ImageAnnotation]:
    return () if isinstance(task, ImageClassificationTask | VideoTask) else task.annotations


def _sizes(task: AnyTask) -> _Sizes:
    """Content, or None → width and height, of those that say it."""
    told: dict[str | None, tuple[int | None, int | None]]
    if isinstance(task, MultiImageTask):
        told = {one.name: (one.width, one.height) for one in task.contents}
    else:
        told = {None: (task.width, task.height)}
    return {name: (wide, high) for name, (wide, high) in told.items() if wide and high}


def _bounds(annotation: _Shape) -> Bounds | None:
    try:
        return annotation.bounds
    except FastLabelInvalidException:
        return None


def _unknown(index: int, annotation: UnknownAnnotation) -> TaskProblem:
    return TaskProblem("unknown", index, f"is of a type not known here: {annotation.type!r:.60}")


def _outside(
    index: int, bounds: Bounds, size: tuple[int, int] | None, where: str
) -> Iterator[TaskProblem]:
    if size and (text := beyond(bounds, size)):
        yield TaskProblem("outside", index, f"{text}{where}")


def _tiny(index: int, annotation: _Shape, bounds: Bounds) -> Iterator[TaskProblem]:
    left, top, right, bottom = bounds
    match annotation:
        case Keypoint():
            return
        case Line():
            side, told = annotation.length, f"is {annotation.length:.3g} pixels long"
        case _:
            side, told = min(right - left, bottom - top), _measures(bounds)
    if side < TINY_SIDE:
        yield TaskProblem("tiny", index, told)


def _crossing(index: int, annotation: _Shape) -> Iterator[TaskProblem]:
    problems = [
        message if path == "points" else f"{path} {message}"
        for path, message in outline_problems(annotation)
    ]
    if problems:
        more = f" and {len(problems) - 1} more problems" if len(problems) > 1 else ""
        yield TaskProblem("crossing", index, f"{problems[0]}{more}")


def _measures(bounds: Bounds) -> str:
    left, top, right, bottom = bounds
    return f"is {right - left:.3g} x {bottom - top:.3g} pixels"


def _duplicates(group: Sequence[_Placed], where: str) -> Iterator[TaskProblem]:
    """Of annotations of one class and type: each that is where one before it is."""
    lines = [one for one in group if isinstance(one[2], Line | Keypoint)]
    yield from _same_points(lines)
    areas = [one for one in group if not isinstance(one[2], Line | Keypoint)]

    def confirm(earlier: int, later: int) -> bool:
        return _iou(areas[earlier], areas[later]) >= SAME_PLACE

    bounds = [bounds for _, bounds, _ in areas]
    for later, earlier in nearly_equal(bounds, SAME_PLACE, confirm):
        share = _iou(areas[earlier], areas[later])
        told = f"covers {share:.0%} of what annotations[{areas[earlier][0]}] does{where}"
        yield TaskProblem("duplicate", areas[later][0], told)


def _same_points(group: Sequence[_Placed]) -> Iterator[TaskProblem]:
    first: dict[tuple[float, ...], int] = {}
    for index, _, annotation in group:
        points = tuple(getattr(annotation, "points", ()))
        earlier = first.setdefault(points, index)
        if earlier != index:
            yield TaskProblem("duplicate", index, f"has the points of annotations[{earlier}]")


def _iou(one: _Placed, other: _Placed) -> float:
    first, second = _rings(one[2]), _rings(other[2])
    return rings_iou(first, second) if first and second else bounds_iou(one[1], other[1])


def _rings(annotation: ImageAnnotation | None) -> Sequence[Sequence[Sequence[float]]]:
    match annotation:
        case Polygon():
            return [[annotation.points]]
        case Segmentation():
            return annotation.points
        case _:
            return ()


def _of_video(task: VideoTask) -> Iterator[TaskProblem]:
    size = _sizes(task).get(None)
    frames: defaultdict[tuple[int, str], list[_Placed]] = defaultdict(list)
    for index, box in enumerate(task.annotations):
        if isinstance(box, UnknownAnnotation):
            yield _unknown(index, box)
            continue
        placed = [(frame, normalized_corners(point.value)) for frame, point in box.points.items()]
        yield from _once(chain.from_iterable(_outside(index, at, size, on) for at, on in _at(box)))
        yield from _once(_tiny_frames(index, box))
        for frame, bounds in placed:
            frames[frame, box.value].append((index, bounds, None))
    seen: set[int | None] = set()
    for frame, value in sorted(frames):
        for problem in _duplicates(frames[frame, value], f" on frame {frame}"):
            if problem.annotation not in seen:
                seen.add(problem.annotation)
                yield problem


def _at(box: VideoBBox) -> Iterator[tuple[Bounds, str]]:
    """Where a box is, and the words for when."""
    return (
        (normalized_corners(box.points[frame].value), f" on frame {frame}") for frame in box.frames
    )


def _tiny_frames(index: int, box: VideoBBox) -> Iterator[TaskProblem]:
    for bounds, on in _at(box):
        left, top, right, bottom = bounds
        if min(right - left, bottom - top) < TINY_SIDE:
            yield TaskProblem("tiny", index, f"{_measures(bounds)}{on}")


def _once(problems: Iterator[TaskProblem]) -> Iterator[TaskProblem]:
    """The first of the problems of all frames, and how many frames more have it."""
    first = next(problems, None)
    if first is not None:
        more = sum(1 for _ in problems)
        told = f" and on {more} more" if more else ""
        yield TaskProblem(first.kind, first.annotation, f"{first.message}{told}")
