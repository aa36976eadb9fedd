"""The index of the page: what its filters and its list need of all tasks, column by column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Final

from pydantic import JsonValue

from fastlabel._geometry.rings import normalized_corners
from fastlabel._quality.problems import PROBLEM_KINDS, TaskProblem
from fastlabel.html.escape import visible
from fastlabel.html.summary import Annotation, class_text, counted, value_text
from fastlabel.models import (
    Attribute,
    BBox,
    ImageClassificationTask,
    ImageTask,
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

__all__ = [
    "SIZE_NAMES",
    "Choices",
    "Columns",
    "attributes_of",
    "classes_of",
    "sizes_of",
]


_MOST_LETTERS_OF_CHOICE: Final = 80
_SIDES: Final = (8, 16, 32, 64, 128, 256, 512, 1024)
"""Pixels: the sides of squares that have the areas at which sizes are parted."""

SIZE_NAMES: Final = (
    f"under {_SIDES[0]} px",
    *(f"{low}–{high} px" for low, high in pairwise(_SIDES)),
    f"{_SIDES[-1]} px and more",
)
"""What a size is called: √area in pixels."""


class Choices:
    """Numbers the values of a column in the order in which they are met."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._numbers: dict[str, int] = {name: number for number, name in enumerate(known)}

    def number_of(self, value: str) -> int:
        """The number of a value, from 0."""
        return self._numbers.setdefault(value, len(self._numbers))

    def counted(self, counts: Mapping[str, int]) -> list[int]:
        """Values and how often each is there, one after the other."""
        flat: list[int] = []
        for value, count in counts.items():
            flat += self.number_of(value), count
        return flat

    @property
    def names(self) -> list[str]:
        """All values, by their numbers."""
        return list(self._numbers)


def classes_of(task: AnyTask) -> Counter[str]:
    """How many annotations a task has of each class."""
    return Counter(_cut_choice(class_text(annotation)) for annotation in _annotations(task))


def attributes_of(task: AnyTask) -> Counter[str]:
    """How often each value of an attribute is there, of the task or of its annotations."""
    given: list[Attribute] = []
    if isinstance(task, ImageClassificationTask):
        given += task.attributes
    for annotation in _annotations(task):
        if not isinstance(annotation, UnknownAnnotation):
            given += annotation.attributes
    return Counter(
        _cut_choice(f"{each.name or each.key}: {value_text(each)}")
        for each in given
        if _has_value(each)
    )


def sizes_of(task: AnyTask) -> Counter[str]:
    """How many annotations with an area are of each size; a track is of that of its largest box."""
    areas = (_area(annotation) for annotation in _annotations(task))
    return Counter(_size_name(area) for area in areas if area is not None)


def _annotations(task: AnyTask) -> Iterable[Annotation]:
    return () if isinstance(task, ImageClassificationTask) else task.annotations


def _has_value(attribute: Attribute) -> bool:
    return attribute.value is not None and attribute.value not in ([], "")


def _cut_choice(text: str) -> str:
    return visible(text, _MOST_LETTERS_OF_CHOICE)


def _area(annotation: Annotation) -> float | None:
    match annotation:
        case BBox() | Polygon() | Segmentation():
            return annotation.area
        case VideoBBox():
            boxes = (normalized_corners(point.value) for point in annotation.points.values())
            areas = ((right - left) * (bottom - top) for left, top, right, bottom in boxes)
            return max(areas, default=None)
        case Keypoint() | Line() | UnknownAnnotation():
            return None


def _size_name(area: float) -> str:
    return SIZE_NAMES[sum(area >= side * side for side in _SIDES)]


_KINDS: Final = {
    ImageTask: "image",
    ImageClassificationTask: "image classification",
    MultiImageTask: "multi-image",
    VideoTask: "video",
}
_MOST_LETTERS: Final = 200
_NO_STATUS: Final = "no status"


class Columns:
    """Collects the index, a task after the other. It is all that grows with their number."""

    def __init__(self) -> None:
        self._facets: dict[str, tuple[str, Choices]] = {
            "class": ("annotations", Choices()),
            "problem": ("tasks", Choices(PROBLEM_KINDS)),
            "status": ("tasks", Choices()),
            "tag": ("tasks", Choices()),
            "attribute": ("times", Choices()),
            "size": ("annotations", Choices(SIZE_NAMES)),
            "kind": ("tasks", Choices(_KINDS.values())),
        }
        self._values: dict[str, list[JsonValue]] = {name: [] for name in self._facets}
        self._names: list[JsonValue] = []
        self._thumbnails: list[JsonValue] = []
        self._said: list[JsonValue] = []

    def add(self, task: AnyTask, problems: Iterable[TaskProblem], thumbnail: str) -> None:
        """Add a task.

        Args:
            task: The task.
            problems: What is wrong with it.
            thumbnail: The address of its thumbnail; empty if it has none.
        """
        found: dict[str, Counter[str]] = {
            "class": classes_of(task),
            "problem": Counter({problem.kind for problem in problems}),
            "status": Counter([_cut(task.status or _NO_STATUS)]),
            "tag": Counter({_cut(tag) for tag in task.tags}),
            "attribute": attributes_of(task),
            "size": sizes_of(task),
            "kind": Counter([_KINDS[type(task)]]),
        }
        for name, counts in found.items():
            self._values[name].append([*self._facets[name][1].counted(counts)])
        self._names.append(_cut(task.name))
        self._thumbnails.append(thumbnail)
        self._said.append(_said(task))

    @property
    def count(self) -> int:
        """How many tasks there are."""
        return len(self._names)

    def of_problem(self, kind: str) -> int:
        """How many tasks have a problem of this kind."""
        number = self._facets["problem"][1].number_of(kind)
        return sum(
            isinstance(flat, list) and number in flat[::2] for flat in self._values["problem"]
        )

    def as_json(self) -> dict[str, JsonValue]:
        """The index."""
        return {
            "names": self._names,
            "thumbnails": self._thumbnails,
            "said": self._said,
            "facets": [
                {
                    "name": name,
                    "counted": unit,
                    "choices": [*choices.names],
                    "values": self._values[name],
                }
                for name, (unit, choices) in self._facets.items()
            ],
        }


def _said(task: AnyTask) -> str:
    if isinstance(task, ImageClassificationTask):
        return counted(len(task.attributes), "attribute")
    return counted(len(task.annotations), "annotation")


def _cut(text: str) -> str:
    return visible(text, _MOST_LETTERS)
