"""Tasks of any kind as single pictures, for formats that know nothing else.

| task | pictures |
|---|---|
| image, image classification | one, by its name |
| multi-image | one for each content, `<task>/<content>` |
| video | one for each frame that has a box, `<task>/<6-digit frame>.jpg` |
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from pydantic import JsonValue

from fastlabel._quality.geometry_warnings import (
    CUT_OFF,
    PLACEMENT,
    is_impossible_size,
    known_size,
    late_frame_warnings,
    shape_warnings,
)
from fastlabel.converters._shared.task_input import as_task, check_tasks
from fastlabel.converters.losses import ConversionLosses
from fastlabel.models import (
    Attribute,
    BBox,
    Content,
    ImageAnnotation,
    ImageClassificationTask,
    ImageTask,
    MultiImageTask,
    UnknownAnnotation,
    VideoBBox,
    VideoTask,
)
from fastlabel.models.annotations import ShapeAnnotation
from fastlabel.models.tasks import AnyTask, TaskLike

__all__ = ["Drawn", "Picture", "TaskPictures"]

_UNKNOWN = "of a type not known here, or that does not fit its type"
_NO_TRACK = "as boxes of single frames, no longer one track"


@dataclass(slots=True)
class Drawn:
    """One annotation on one picture, and what becomes of it there."""

    annotation: ShapeAnnotation
    place: str
    """Where it is, as in `tasks[3].annotations[1] (segmentation)`."""
    left_out: str | None = None
    """Why it is not in the result."""
    changes: dict[str, float | None] = field(default_factory=dict[str, float | None])
    """What of it is changed, with the pixel IoU where that was measured."""
    size: tuple[int, int] = (0, 0)
    """Of its picture, in pixels; 0, 0 where it is not known."""

    def leave_out(self, reason: str) -> None:
        """Note that it is not in the result; what else was changed no longer matters."""
        self.left_out = reason
        self.changes.clear()

    def change(self, reason: str, iou: float | None = None) -> None:
        """Note that it is in the result, but not as it was."""
        self.changes[reason] = _worse(self.changes.get(reason), iou)

    def oddities(self) -> Iterator[str]:
        """What is odd about it, unless it was changed for that."""
        for oddity in shape_warnings(self.annotation, *self.size):
            if oddity not in PLACEMENT or CUT_OFF not in self.changes:
                yield oddity


@dataclass(frozen=True, slots=True)
class Picture:
    """One image or frame, and what is drawn on it."""

    name: str
    task_name: str
    width: int
    """Pixels; 0 where it is not known."""
    height: int
    """Pixels; 0 where it is not known."""
    place: str
    """Its task, as in `tasks[3]`."""
    drawn: tuple[Drawn, ...] = ()
    attributes: tuple[Attribute, ...] | None = None
    """Of an image classification task, what is said of the whole image; None for other kinds."""
    has_odd_size: bool = False
    """Whether a size is told that no image can have."""

    @property
    def has_size(self) -> bool:
        """Whether its width and height are known."""
        return self.width > 0 and self.height > 0

    def leave_out(self, reason: str) -> None:
        """Note that nothing of it is in the result."""
        for drawn in self.drawn:
            drawn.leave_out(reason)


@dataclass(slots=True)
class _Told:
    """What is to be told of one annotation of a task when all its pictures are done."""

    type: JsonValue
    value: JsonValue
    left_out: str = ""
    odd: tuple[str, ...] = ()
    drawn: list[Drawn] = field(default_factory=list[Drawn])


class TaskPictures:
    """Gives the pictures of tasks, and tells the losses of a task after its last picture."""

    def __init__(self, losses: ConversionLosses) -> None:
        self._losses = losses
        self._told: list[_Told] = []

    def of(self, tasks: Iterable[TaskLike]) -> Iterator[Picture]:
        """The pictures of each task, in order. `tasks` is walked once, as far as this is.

        Raises:
            FastLabelInvalidException: Something in `tasks` is no task.
        """
        check_tasks(tasks)
        for index, item in enumerate(tasks):
            self._losses.enter_task(index)
            task = as_task(item, self._losses.place)
            self._told = []
            yield from self._of_task(task)
            self._tell()

    def _of_task(self, task: AnyTask) -> Iterator[Picture]:
        match task:
            case ImageTask():
                drawn = [self._drawn(*it) for it in enumerate(task.annotations)]
                yield self._picture(task.name, task.name, task, [it for it in drawn if it])
            case ImageClassificationTask():
                yield self._picture(task.name, task.name, task, (), tuple(task.attributes))
            case MultiImageTask():
                yield from self._contents(task)
            case VideoTask():
                yield from self._frames(task)

    def _contents(self, task: MultiImageTask) -> Iterator[Picture]:
        by_name: dict[str, list[Drawn]] = {content.name: [] for content in task.contents}
        for number, annotation in enumerate(task.annotations):
            drawn = self._drawn(number, annotation)
            if drawn and drawn.annotation.content in by_name:
                by_name[drawn.annotation.content].append(drawn)
            elif drawn:
                drawn.leave_out("on none of its task's images")
        for content in task.contents:
            name = f"{task.name}/{content.name}"
            yield self._picture(name, task.name, content, by_name.pop(content.name, []))

    def _frames(self, task: VideoTask) -> Iterator[Picture]:
        by_frame: dict[int, list[Drawn]] = {}
        for number, annotation in enumerate(task.annotations):
            told = self._meet(annotation)
            if isinstance(annotation, UnknownAnnotation):
                continue
            told.left_out = "" if annotation.points else "without frames"
            told.odd = tuple(late_frame_warnings(annotation, task.frame_count))
            for frame in annotation.points:
                drawn = Drawn(_on_frame(annotation, frame), self._place(number, "bbox"))
                drawn.change(_NO_TRACK)
                told.drawn.append(drawn)
                by_frame.setdefault(frame, []).append(drawn)
        for frame in sorted(by_frame):
            name = f"{task.name}/{frame:06}.jpg"
            yield self._picture(name, task.name, task, by_frame[frame])

    def _picture(
        self,
        name: str,
        task_name: str,
        of: ImageTask | ImageClassificationTask | Content | VideoTask,
        drawn: Iterable[Drawn],
        attributes: tuple[Attribute, ...] | None = None,
    ) -> Picture:
        width, height = known_size(of.width, of.height)
        place, on_it = self._losses.place, tuple(drawn)
        for each in on_it:
            each.size = width, height
        is_odd = is_impossible_size(of.width, of.height)
        return Picture(name, task_name, width, height, place, on_it, attributes, is_odd)

    def _drawn(self, number: int, annotation: ImageAnnotation) -> Drawn | None:
        told = self._meet(annotation)
        if isinstance(annotation, UnknownAnnotation):
            return None
        drawn = Drawn(annotation, self._place(number, annotation.type))
        told.drawn.append(drawn)
        return drawn

    def _meet(self, annotation: ImageAnnotation | VideoBBox) -> _Told:
        told = _Told(annotation.type, annotation.value)
        if isinstance(annotation, UnknownAnnotation):
            told.left_out = _UNKNOWN
        self._told.append(told)
        return told

    def _place(self, number: int, kind: str) -> str:
        return f"{self._losses.place}.annotations[{number}] ({kind})"

    def _tell(self) -> None:
        for number, told in enumerate(self._told):
            self._losses.enter_annotation(number, told.type, told.value)
            reasons = [drawn.left_out for drawn in told.drawn if drawn.left_out]
            if told.left_out or (reasons and len(reasons) == len(told.drawn)):
                self._losses.leave_out(told.left_out or reasons[0])
                continue
            if reasons:
                self._losses.change(f"on some frames left out, {reasons[0]}")
            for reason, iou in _merged(told.drawn).items():
                self._losses.change(reason, iou)
            kept = [drawn for drawn in told.drawn if not drawn.left_out]
            found = chain(told.odd, *(each.oddities() for each in kept))
            for oddity in dict.fromkeys(found):
                self._losses.warn(oddity)


def _on_frame(box: VideoBBox, frame: int) -> BBox:
    points = box.points[frame].value
    return BBox(value=box.value, points=points, attributes=box.attributes)


def _merged(drawn: Iterable[Drawn]) -> Mapping[str, float | None]:
    """All changes of an annotation on its pictures, each with the worst of its IoUs."""
    merged: dict[str, float | None] = {}
    for each in drawn:
        for reason, iou in each.changes.items():
            merged[reason] = _worse(merged.get(reason), iou)
    return merged


def _worse(one: float | None, other: float | None) -> float | None:
    known = [iou for iou in (one, other) if iou is not None]
    return min(known, default=None)
