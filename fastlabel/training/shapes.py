"""Shapes that have an area: their class, bounding box and outlines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple, TypeAlias

from fastlabel._geometry.rings import Bounds
from fastlabel.converters.losses import UNKNOWN_TYPE, ConversionLosses
from fastlabel.errors import ErrorPath
from fastlabel.models import BBox, Polygon, Segmentation, UnknownAnnotation
from fastlabel.models.annotations import area_rings
from fastlabel.models.tasks import annotations_of
from fastlabel.models.tasks.base import ContentsTask, Task

Regions: TypeAlias = list[list[list[float]]]

_NO_AREA: Final = "of a type that has no area"
_NO_IMAGE: Final = "on none of its task's images"


class TrainingShape(NamedTuple):
    """A shape with an area, in pixels of its image."""

    value: str
    """The class."""
    bounds: Bounds
    """Left, top, right, bottom."""
    area: float
    """Area of the shape itself, without holes, in pixels²."""
    regions: Regions
    """Regions → rings → x, y, x, y, …; the first ring of a region is its outline."""


def training_shapes(task: Task, position: int) -> list[TrainingShape]:
    """Shapes on one image of a task, in the order of its annotations."""
    content = task.contents[position].name if isinstance(task, ContentsTask) else None
    return [
        TrainingShape(
            shape.value,
            shape.bounds,
            shape.area,
            [[list(ring) for ring in rings] for rings in area_rings(shape)],
        )
        for shape in annotations_of(task)
        if isinstance(shape, BBox | Polygon | Segmentation)
        and shape.points
        and shape.content == content
    ]


def classes_of_shapes(task: Task, losses: ConversionLosses) -> Iterator[tuple[ErrorPath, str]]:
    """Path and class of each annotation that becomes a shape; the others are dropped."""
    contents: set[str | None] = {None}
    if isinstance(task, ContentsTask):
        contents = {content.name for content in task.contents}
    for index, annotation in enumerate(annotations_of(task)):
        losses.at_annotation(index, annotation.type, annotation.value)
        if isinstance(annotation, UnknownAnnotation):
            losses.dropped(UNKNOWN_TYPE)
        elif not isinstance(annotation, BBox | Polygon | Segmentation) or not annotation.points:
            losses.dropped(_NO_AREA)
        elif annotation.content not in contents:
            losses.dropped(_NO_IMAGE)
        else:
            yield losses.path, annotation.value
