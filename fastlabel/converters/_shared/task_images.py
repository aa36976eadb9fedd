"""Tasks of any kind as single images, for formats that have nothing else.

| task | images |
|---|---|
| image, image classification | one, named as the task |
| multi-image | one for each content, `<task>/<content>` |
| video | one for each frame that has a box, `<task>/<6-digit frame>.jpg` |
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from pydantic import JsonValue

from fastlabel._protocol.kinds import has_attributes_only, has_contents, has_frames
from fastlabel._quality.geometry_warnings import (
    CUT_OFF,
    PLACEMENT,
    is_impossible_size,
    known_size,
    late_frame_warnings,
    shape_warnings,
    track_warnings,
)
from fastlabel.converters._shared.task_input import read_tasks
from fastlabel.converters.losses import NO_FRAMES, UNKNOWN_TYPE, ConversionLosses
from fastlabel.errors import ErrorPath
from fastlabel.models import Attribute, BBox, ImageAnnotation, UnknownAnnotation, VideoBBox
from fastlabel.models.annotations import ShapeAnnotation
from fastlabel.models.tasks import AnyContentsTask, AnyTask, AnyVideoTask, TaskLike

if TYPE_CHECKING:
    from fastlabel.models import Content

SIZE_UNKNOWN = "on an image of unknown size"
IMAGE_OF_UNKNOWN_SIZE = "images of unknown size, dropped"
CLASSIFICATION = "image classification tasks, dropped"
_NO_TRACK = "as boxes of single frames, no longer one track"


@dataclass(slots=True)
class PlacedAnnotation:
    """An annotation on one image, and what becomes of it in the result."""

    annotation: ShapeAnnotation
    path: ErrorPath
    """Such as `("tasks", 3, "annotations", 1)`."""
    drop_reason: str | None = None
    """Why it is not in the result."""
    changes: dict[str, float | None] = field(default_factory=dict[str, float | None])
    """Reasons why it is approximated, each with the pixel IoU where that was measured."""
    size: tuple[int, int] = (0, 0)
    """Width and height of its image in pixels; 0, 0 where unknown."""

    def dropped(self, reason: str) -> None:
        """Note that it is not in the result; earlier changes no longer matter."""
        self.drop_reason = reason
        self.changes.clear()

    def approximated(self, reason: str, iou: float | None = None) -> None:
        """Note that it is changed in the result."""
        self.changes[reason] = _worse(self.changes.get(reason), iou)

    def warnings(self) -> Iterator[str]:
        """Warnings about it, but for those that a change made void."""
        for warning in shape_warnings(self.annotation, *self.size):
            if warning not in PLACEMENT or CUT_OFF not in self.changes:
                yield warning


@dataclass(frozen=True, slots=True)
class ImageView:
    """One image or frame of a task, with its annotations."""

    name: str
    task_name: str
    width: int
    height: int
    """Width and height in pixels; 0 where unknown."""
    path: ErrorPath
    """Its task, such as `("tasks", 3)`."""
    annotations: tuple[PlacedAnnotation, ...] = ()
    attributes: tuple[Attribute, ...] | None = None
    """Attributes of the whole image; None for kinds of tasks that have annotations instead."""
    has_impossible_size: bool = False

    @property
    def has_size(self) -> bool:
        """Whether width and height are known."""
        return self.width > 0 and self.height > 0

    def dropped(self, reason: str) -> None:
        """Note that none of its annotations are in the result."""
        for placed in self.annotations:
            placed.dropped(reason)


@dataclass(slots=True)
class _AnnotationLog:
    """What happened to one annotation of a task on all of its images."""

    type: JsonValue
    value: JsonValue
    drop_reason: str = ""
    warnings: tuple[str, ...] = ()
    placed: list[PlacedAnnotation] = field(default_factory=list[PlacedAnnotation])


def video_boxes(
    task: AnyVideoTask,
    losses: ConversionLosses,
    why_unknown: Callable[[UnknownAnnotation], str] = lambda _: UNKNOWN_TYPE,
) -> Iterator[VideoBBox]:
    """Boxes of a video that have frames, each at its location; others are noted as dropped."""
    size = known_size(task.width, task.height)
    for number, annotation in enumerate(task.annotations):
        losses.at_annotation(number, annotation.type, annotation.value)
        if isinstance(annotation, UnknownAnnotation):
            losses.dropped(why_unknown(annotation))
        elif not annotation.points:
            losses.dropped(NO_FRAMES)
        else:
            for warning in track_warnings(annotation, *size, task.frame_count):
                losses.warn(warning)
            yield annotation


class ImageViews:
    """Iterates over the images of tasks, and notes the losses of a task after its last image."""

    def __init__(self, losses: ConversionLosses) -> None:
        self._losses = losses
        self._logs: list[_AnnotationLog] = []

    def from_tasks(self, tasks: Iterable[TaskLike]) -> Iterator[ImageView]:
        """Images of each task, in order; memory holds one task."""
        for index, task in enumerate(read_tasks(tasks)):
            self._losses.at_task(index)
            self._logs = []
            yield from self._views(task)
            self._note_losses()

    def with_size(self, tasks: Iterable[TaskLike]) -> Iterator[ImageView]:
        """Images that have annotations and a known size; all others are noted as dropped."""
        for image in self.from_tasks(tasks):
            if image.attributes is not None:
                self._losses.approximated(CLASSIFICATION)
            elif not image.has_size:
                image.dropped(SIZE_UNKNOWN)
                self._losses.approximated(IMAGE_OF_UNKNOWN_SIZE)
            else:
                yield image

    def _views(self, task: AnyTask) -> Iterator[ImageView]:
        if has_contents(task):
            yield from self._contents(task)
        elif has_frames(task):
            yield from self._frames(task)
        elif has_attributes_only(task):
            yield self._view(task.name, task, (), attributes=tuple(task.attributes))
        else:
            placed = [self._place(*numbered) for numbered in enumerate(task.annotations)]
            yield self._view(task.name, task, [one for one in placed if one])

    def _contents(self, task: AnyContentsTask) -> Iterator[ImageView]:
        by_name: dict[str, list[PlacedAnnotation]] = {each.name: [] for each in task.contents}
        for number, annotation in enumerate(task.annotations):
            placed = self._place(number, annotation)
            if placed and placed.annotation.content in by_name:
                by_name[placed.annotation.content].append(placed)
            elif placed:
                placed.dropped("on none of its task's images")
        for content in task.contents:
            name = f"{task.name}/{content.name}"
            yield self._view(name, content, by_name.pop(content.name, []), task.name)

    def _frames(self, task: AnyVideoTask) -> Iterator[ImageView]:
        by_frame: dict[int, list[PlacedAnnotation]] = {}
        for number, annotation in enumerate(task.annotations):
            log = self._log(annotation)
            if isinstance(annotation, UnknownAnnotation):
                continue
            log.drop_reason = "" if annotation.points else NO_FRAMES
            log.warnings = tuple(late_frame_warnings(annotation, task.frame_count))
            for frame in annotation.points:
                placed = PlacedAnnotation(_box_on_frame(annotation, frame), self._path(number))
                placed.approximated(_NO_TRACK)
                log.placed.append(placed)
                by_frame.setdefault(frame, []).append(placed)
        for frame in sorted(by_frame):
            yield self._view(f"{task.name}/{frame:06}.jpg", task, by_frame[frame], task.name)

    def _view(
        self,
        name: str,
        sized: AnyTask | Content,
        annotations: Iterable[PlacedAnnotation],
        task_name: str | None = None,
        attributes: tuple[Attribute, ...] | None = None,
    ) -> ImageView:
        width, height = getattr(sized, "width", None), getattr(sized, "height", None)
        size = known_size(width, height)
        placed = tuple(annotations)
        for one in placed:
            one.size = size
        is_impossible = is_impossible_size(width, height)
        path = self._losses.path
        return ImageView(name, task_name or name, *size, path, placed, attributes, is_impossible)

    def _place(self, number: int, annotation: ImageAnnotation) -> PlacedAnnotation | None:
        log = self._log(annotation)
        if isinstance(annotation, UnknownAnnotation):
            return None
        placed = PlacedAnnotation(annotation, self._path(number))
        log.placed.append(placed)
        return placed

    def _log(self, annotation: ImageAnnotation | VideoBBox) -> _AnnotationLog:
        log = _AnnotationLog(annotation.type, annotation.value)
        if isinstance(annotation, UnknownAnnotation):
            log.drop_reason = UNKNOWN_TYPE
        self._logs.append(log)
        return log

    def _path(self, number: int) -> ErrorPath:
        return (*self._losses.path, "annotations", number)

    def _note_losses(self) -> None:
        for number, log in enumerate(self._logs):
            self._losses.at_annotation(number, log.type, log.value)
            reasons = [placed.drop_reason for placed in log.placed if placed.drop_reason]
            if log.drop_reason or (reasons and len(reasons) == len(log.placed)):
                self._losses.dropped(log.drop_reason or reasons[0])
                continue
            if reasons:
                self._losses.approximated(f"dropped on some frames, {reasons[0]}")
            for reason, iou in _merged(log.placed).items():
                self._losses.approximated(reason, iou)
            remaining = [placed for placed in log.placed if not placed.drop_reason]
            warnings = chain(log.warnings, *(placed.warnings() for placed in remaining))
            for warning in dict.fromkeys(warnings):
                self._losses.warn(warning)


def _box_on_frame(box: VideoBBox, frame: int) -> BBox:
    points = box.points[frame].value
    return BBox(value=box.value, points=points, attributes=box.attributes)


def _merged(placed: Iterable[PlacedAnnotation]) -> Mapping[str, float | None]:
    """All changes of an annotation on its images, each with the worst of its IoUs."""
    merged: dict[str, float | None] = {}
    for one in placed:
        for reason, iou in one.changes.items():
            merged[reason] = _worse(merged.get(reason), iou)
    return merged


def _worse(one: float | None, other: float | None) -> float | None:
    return min((iou for iou in (one, other) if iou is not None), default=None)
