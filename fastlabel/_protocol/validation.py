"""What is well formed but makes no sense to send, found before anything is sent.

The models check form: four finite numbers, an even count. Here is what needs context or arithmetic.
Each function raises `FastLabelInvalidException` (code 422) naming the place and the way out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from fastlabel._geometry.rings import is_flat, vertices_of
from fastlabel._types import KNOWN_STATUSES
from fastlabel.errors import invalid
from fastlabel.models import (
    BBox,
    ImageAnnotation,
    Keypoint,
    Line,
    Polygon,
    Segmentation,
    VideoAnnotation,
    VideoBBox,
)

__all__ = [
    "MAX_FILTER_TAGS",
    "check_annotations",
    "check_contents",
    "check_filter_tags",
    "check_limit",
    "check_offset",
    "check_status",
    "check_tags",
]

MAX_FILTER_TAGS: Final = 10
"""A filter takes this many tags. Source: the documentation of 0.7.0."""


def check_annotations(annotations: Iterable[ImageAnnotation | VideoAnnotation]) -> None:
    """Refuse shapes without extent, and boxes whose corners are the wrong way round."""
    for index, annotation in enumerate(annotations):
        _check_points(annotation, f"annotations[{index}].points")


def check_contents(annotations: Iterable[ImageAnnotation], names: Collection[str]) -> None:
    """Refuse annotations of a multi-image task that are on none of its images."""
    for index, annotation in enumerate(annotations):
        content = getattr(annotation, "content", None)
        if content not in names:
            said = f"{content!r} is no file of this task" if content else "is required"
            invalid(f"annotations[{index}].content: {said}; its files are {_listed(names)}")


def check_status(status: str | None) -> None:
    """Refuse a status that is not a `TaskStatus`."""
    if status is not None and status not in KNOWN_STATUSES:
        invalid(f"status: {status!r} is not one of {_listed(sorted(KNOWN_STATUSES))}")


def check_tags(tags: Iterable[object]) -> None:
    """Refuse what is not a list of non-empty strings."""
    if isinstance(tags, str) or not all(isinstance(tag, str) and tag for tag in tags):
        invalid(f"tags: {tags!r} is not a list of non-empty strings")


def check_filter_tags(tags: Sequence[str]) -> None:
    """Refuse more tags than a filter takes."""
    check_tags(tags)
    if len(tags) > MAX_FILTER_TAGS:
        invalid(f"tags: {len(tags)} tags, a filter takes up to {MAX_FILTER_TAGS}")


def check_limit(limit: int | None, most: int) -> None:
    """Refuse a page larger than the service gives, or without a task."""
    if limit is None:
        return
    if limit > most:
        invalid(f"Limit must be less than or equal to {most}.")
    if limit < 1:
        invalid(f"limit: {limit}, a page has 1 to {most} tasks")


def check_offset(offset: int | None) -> None:
    """Refuse to begin before the first task."""
    if offset is not None and offset < 0:
        invalid(f"offset: {offset}, the first task is at 0")


def _check_points(annotation: ImageAnnotation | VideoAnnotation, place: str) -> None:
    match annotation:
        case BBox():
            _check_box(annotation.points, place)
        case Polygon():
            _check_ring(annotation.points, place, "a polygon")
        case Line():
            if len(annotation.points) < 4:
                invalid(f"{place}: {_vertices(annotation.points)}, a line has 2 or more")
        case Segmentation():
            _check_regions(annotation.points, place)
        case VideoBBox():
            _check_frames(annotation, place)
        case Keypoint():
            pass
        case _:
            invalid(f"{place.removesuffix('.points')}: type {annotation.type!r} cannot be sent")


def _check_box(points: tuple[float, float, float, float], place: str) -> None:
    left, top, right, bottom = points
    if left > right or top > bottom:
        invalid(f"{place}: {points} has its corners inverted; give top-left, then bottom-right")
    if left == right or top == bottom:
        invalid(f"{place}: {points} has no area")


def _check_ring(points: Sequence[float], place: str, noun: str) -> None:
    if len(set(vertices_of(points))) < 3:
        invalid(f"{place}: {_vertices(points)}, {noun} has 3 or more different ones")
    if is_flat(points):
        invalid(f"{place}: all vertices lie on one line, so {noun} has no area")


def _check_regions(regions: Sequence[Sequence[Sequence[float]]], place: str) -> None:
    if not regions:
        invalid(f"{place}: no regions, a segmentation has 1 or more")
    for number, rings in enumerate(regions):
        if not rings:
            invalid(f"{place}[{number}]: no rings, a region has its outline and then its holes")
        for index, ring in enumerate(rings):
            _check_ring(ring, f"{place}[{number}][{index}]", "a ring")


def _check_frames(annotation: VideoBBox, place: str) -> None:
    if not annotation.points:
        invalid(f"{place}: no frames, a box in a video has 1 or more")
    for frame, point in annotation.points.items():
        _check_box(point.value, f"{place}.{frame}.value")


def _vertices(points: Sequence[float]) -> str:
    count = len(points) // 2
    return f"{count} {'vertex' if count == 1 else 'vertices'}"


def _listed(names: Collection[str], most: int = 20) -> str:
    shown = ", ".join(list(names)[:most])
    return f"{shown}, …" if len(names) > most else shown
