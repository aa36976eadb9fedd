"""Probable mistakes in tasks that were read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, Literal, TypeAlias, get_args

from fastlabel._geometry.iou import bounds_iou, find_duplicates, regions_iou
from fastlabel._geometry.rings import Bounds, Regions, normalized_corners
from fastlabel._media.layout import size_by_content
from fastlabel._protocol.kinds import kind_of
from fastlabel._quality.geometry_warnings import outline_problems
from fastlabel._quality.placement import outside_message
from fastlabel.errors import FastLabelInvalidException
from fastlabel.models import Keypoint, Line, Polygon, Segmentation, UnknownAnnotation, VideoBBox
from fastlabel.models.annotations import ShapeAnnotation
from fastlabel.models.tasks import AnyTask, annotations_of
from fastlabel.models.tasks.base import ContentsTask

ProblemKind: TypeAlias = Literal[
    "outside", "self-intersecting", "tiny", "duplicate", "empty", "unknown", "missing-media"
]
"""`outside`: an annotation extends beyond its image. `self-intersecting`: an outline intersects
itself or another one, or a hole is outside its outline. `tiny`: below 4 pixels. `duplicate`: of the
same class and position as another. `empty`: the task has no annotations, or no attributes.
`unknown`: an annotation of an unknown type. `missing-media`: the media file is missing or broken.
"""

PROBLEM_KINDS: Final[tuple[ProblemKind, ...]] = get_args(ProblemKind)
TINY_SIDE: Final = 4.0
"""Pixels. A box, polygon or segmentation with a shorter side is tiny, as is a shorter line."""
DUPLICATE_IOU: Final = 0.9
"""Minimum intersection over union of duplicates."""

_Size: TypeAlias = tuple[int, int] | None
_Placed: TypeAlias = tuple[int, Bounds, ShapeAnnotation | None]
"""Index and bounds of an annotation, and the annotation where it is more than a box."""


@dataclass(frozen=True, slots=True)
class TaskProblem:
    """A probable mistake in a task."""

    kind: ProblemKind
    annotation: int | None
    """Index of the annotation, from 0; None if it is about the task."""
    message: str


def problems_of(task: AnyTask) -> list[TaskProblem]:
    """Problems that can be found without the media files."""
    marks = kind_of(task).marks
    if not getattr(task, marks):
        return [TaskProblem("empty", None, f"has no {marks}")]
    found = [*_shape_problems(task), *_track_problems(task)]
    return sorted(found, key=lambda problem: (problem.annotation or 0, problem.kind))


def _shape_problems(task: AnyTask) -> Iterator[TaskProblem]:
    sizes = size_by_content(task)
    has_contents = isinstance(task, ContentsTask)
    groups: defaultdict[tuple[str, str, str | None], list[_Placed]] = defaultdict(list)
    for index, annotation in enumerate(annotations_of(task)):
        if isinstance(annotation, VideoBBox):
            continue
        if isinstance(annotation, UnknownAnnotation):
            message = f"has the unknown type {annotation.type!r:.60}"
            yield TaskProblem("unknown", index, message)
        elif bounds := _bounds(annotation):
            content = annotation.content if has_contents else None
            yield from _outside(index, bounds, sizes.get(content))
            yield from _tiny(index, annotation, bounds)
            yield from _intersecting(index, annotation)
            groups[annotation.value, annotation.type, content].append((index, bounds, annotation))
        else:
            yield TaskProblem("tiny", index, "has no vertices")
    for group in groups.values():
        yield from _duplicates(group)


def _bounds(annotation: ShapeAnnotation) -> Bounds | None:
    try:
        return annotation.bounds
    except FastLabelInvalidException:
        return None


def _outside(index: int, bounds: Bounds, size: _Size, suffix: str = "") -> Iterator[TaskProblem]:
    if size and (message := outside_message(bounds, size)):
        yield TaskProblem("outside", index, f"{message}{suffix}")


def _tiny(index: int, annotation: ShapeAnnotation, bounds: Bounds) -> Iterator[TaskProblem]:
    if isinstance(annotation, Line):
        if annotation.length < TINY_SIDE:
            yield TaskProblem("tiny", index, f"is {annotation.length:.3g} pixels long")
    elif not isinstance(annotation, Keypoint):
        yield from _tiny_box(index, bounds)


def _tiny_box(index: int, bounds: Bounds, suffix: str = "") -> Iterator[TaskProblem]:
    left, top, right, bottom = bounds
    if min(right - left, bottom - top) < TINY_SIDE:
        message = f"is {right - left:.3g} x {bottom - top:.3g} pixels{suffix}"
        yield TaskProblem("tiny", index, message)


def _intersecting(index: int, annotation: ShapeAnnotation) -> Iterator[TaskProblem]:
    problems = [
        message if path == "points" else f"{path} {message}"
        for path, message in outline_problems(annotation)
    ]
    if problems:
        more = f" and {len(problems) - 1} more problems" if len(problems) > 1 else ""
        yield TaskProblem("self-intersecting", index, f"{problems[0]}{more}")


def _duplicates(group: Sequence[_Placed], suffix: str = "") -> Iterator[TaskProblem]:
    """Annotations of one class and type that coincide with an earlier one."""
    yield from _same_points([placed for placed in group if isinstance(placed[2], Line | Keypoint)])
    areas = [placed for placed in group if not isinstance(placed[2], Line | Keypoint)]

    def measure(earlier: int, later: int) -> float:
        return _iou(areas[earlier], areas[later])

    boxes = [bounds for _, bounds, _ in areas]
    for later, earlier, iou in find_duplicates(boxes, DUPLICATE_IOU, measure):
        message = f"is a duplicate of annotations[{areas[earlier][0]}]: IoU {iou:.2f}{suffix}"
        yield TaskProblem("duplicate", areas[later][0], message)


def _same_points(group: Sequence[_Placed]) -> Iterator[TaskProblem]:
    first: dict[tuple[float, ...], int] = {}
    for index, _, annotation in group:
        points = tuple(getattr(annotation, "points", ()))
        earlier = first.setdefault(points, index)
        if earlier != index:
            message = f"is a duplicate of annotations[{earlier}]: same points"
            yield TaskProblem("duplicate", index, message)


def _iou(one: _Placed, other: _Placed) -> float:
    first, second = _regions(one[2]), _regions(other[2])
    return regions_iou(first, second) if first and second else bounds_iou(one[1], other[1])


def _regions(annotation: ShapeAnnotation | None) -> Regions:
    match annotation:
        case Polygon():
            return [[annotation.points]]
        case Segmentation():
            return annotation.points
        case _:
            return ()


def _track_problems(task: AnyTask) -> Iterator[TaskProblem]:
    size = size_by_content(task).get(None)
    groups: defaultdict[tuple[int, str], list[_Placed]] = defaultdict(list)
    for index, track in enumerate(annotations_of(task)):
        if not isinstance(track, VideoBBox):
            continue
        frames = [(frame, normalized_corners(track.points[frame].value)) for frame in track.frames]
        yield from _once(_outside(index, box, size, f" on frame {at}") for at, box in frames)
        yield from _once(_tiny_box(index, box, f" on frame {at}") for at, box in frames)
        for frame, bounds in frames:
            groups[frame, track.value].append((index, bounds, None))
    duplicates: set[int | None] = set()
    for frame, value in sorted(groups):
        for problem in _duplicates(groups[frame, value], f" on frame {frame}"):
            if problem.annotation not in duplicates:
                duplicates.add(problem.annotation)
                yield problem


def _once(by_frame: Iterator[Iterator[TaskProblem]]) -> Iterator[TaskProblem]:
    """The first of the problems of all frames, and how many more frames have it."""
    problems = chain.from_iterable(by_frame)
    first = next(problems, None)
    if first is not None:
        more = sum(1 for _ in problems)
        suffix = f" and on {more} more" if more else ""
        yield TaskProblem(first.kind, first.annotation, f"{first.message}{suffix}")
