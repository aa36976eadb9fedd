"""The columns of the page: for each task, which of a list of values it has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Final

from fastlabel.models import (
    Attribute,
    BBox,
    ImageClassificationTask,
    Keypoint,
    Line,
    Polygon,
    Segmentation,
    UnknownAnnotation,
    VideoBBox,
)
from fastlabel.models.outlines import upright
from fastlabel.notebook.html_text import visible
from fastlabel.notebook.task_kinds import ReadTask
from fastlabel.notebook.texts import Annotation, class_text, value_text

__all__ = ["SIZE_NAMES", "Choices", "attributes_of", "classes_of", "sizes_of"]

_MOST_LETTERS: Final = 80
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


def classes_of(task: ReadTask) -> Counter[str]:
    """How many annotations a task has of each class."""
    return Counter(_cut(class_text(annotation)) for annotation in _annotations(task))


def attributes_of(task: ReadTask) -> Counter[str]:
    """How often each value of an attribute is there, of the task or of its annotations."""
    given: list[Attribute] = []
    if isinstance(task, ImageClassificationTask):
        given += task.attributes
    for annotation in _annotations(task):
        if not isinstance(annotation, UnknownAnnotation):
            given += annotation.attributes
    return Counter(
        _cut(f"{each.name or each.key}: {value_text(each)}") for each in given if _has_value(each)
    )


def sizes_of(task: ReadTask) -> Counter[str]:
    """How many annotations with an area are of each size; a track is of that of its largest box."""
    areas = (_area(annotation) for annotation in _annotations(task))
    return Counter(_size_name(area) for area in areas if area is not None)


def _annotations(task: ReadTask) -> Iterable[Annotation]:
    return () if isinstance(task, ImageClassificationTask) else task.annotations


def _has_value(attribute: Attribute) -> bool:
    return attribute.value is not None and attribute.value not in ([], "")


def _cut(text: str) -> str:
    return visible(text, _MOST_LETTERS)


def _area(annotation: Annotation) -> float | None:
    match annotation:
        case BBox() | Polygon() | Segmentation():
            return annotation.area
        case VideoBBox():
            boxes = (upright(point.value) for point in annotation.points.values())
            areas = ((right - left) * (bottom - top) for left, top, right, bottom in boxes)
            return max(areas, default=None)
        case Keypoint() | Line() | UnknownAnnotation():
            return None


def _size_name(area: float) -> str:
    return SIZE_NAMES[sum(area >= side * side for side in _SIDES)]
