"""What of an annotation training code takes: the class, the box around it, and its outlines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple, TypeAlias

from fastlabel._geometry.rings import Bounds
from fastlabel.converters.losses import UNKNOWN_TYPE, ConversionLosses
from fastlabel.errors import ErrorPath
from fastlabel.models import (
    BBox,
    ImageTask,
    MultiImageTask,
    Polygon,
    Segmentation,
    UnknownAnnotation,
)
from fastlabel.models.annotations import area_rings

__all__ = ["TrainingShape", "count_shapes", "shapes_of"]

Regions: TypeAlias = list[list[list[float]]]

_NO_AREA: Final = "of a type that has no area"
_ELSEWHERE: Final = "on none of its task's images"


class TrainingShape(NamedTuple):
    """A shape with an area, in pixels of its picture."""

    value: str
    """The class."""
    bounds: Bounds
    """Left, top, right, bottom."""
    area: float
    """Of the shape itself, holes taken off, in pixels²."""
    regions: Regions
    """Regions → rings → x, y, x, y, …; the first ring of a region is its outline."""


def shapes_of(task: ImageTask | MultiImageTask, position: int) -> list[TrainingShape]:
    """The shapes on one picture of a task, in their order; pictures are counted from 0."""
    content = task.contents[position].name if isinstance(task, MultiImageTask) else None
    return [
        TrainingShape(
            it.value,
            it.bounds,
            it.area,
            [[list(ring) for ring in rings] for rings in area_rings(it)],
        )
        for it in task.annotations
        if isinstance(it, BBox | Polygon | Segmentation) and it.points and it.content == content
    ]


def count_shapes(
    task: ImageTask | MultiImageTask, losses: ConversionLosses
) -> Iterator[tuple[ErrorPath, str]]:
    """ErrorPath and class of each annotation that `shapes_of` gives; the others are noted."""
    contents: set[str | None] = {None}
    if isinstance(task, MultiImageTask):
        contents = {each.name for each in task.contents}
    for number, annotation in enumerate(task.annotations):
        losses.at_annotation(number, annotation.type, annotation.value)
        if isinstance(annotation, UnknownAnnotation):
            losses.dropped(UNKNOWN_TYPE)
        elif not isinstance(annotation, BBox | Polygon | Segmentation) or not annotation.points:
            losses.dropped(_NO_AREA)
        elif annotation.content not in contents:
            losses.dropped(_ELSEWHERE)
        else:
            yield losses.path, annotation.value
