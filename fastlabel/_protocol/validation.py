"""What is well formed but makes no sense to send, found before anything is sent.

The models check form: four finite numbers, an even count. Here is what needs context or arithmetic.
Each function raises `FastLabelInvalidException` (code 422) with the path of the value.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

from fastlabel._geometry.validity import box_problem, line_problem, ring_problem
from fastlabel._types import KNOWN_STATUSES
from fastlabel.errors import invalid

if TYPE_CHECKING:
    from fastlabel.models import FramePoint, ImageAnnotation, VideoAnnotation

MAX_FILTER_TAGS: Final = 10
"""A filter takes this many tags. Source: the documentation of 0.7.0."""

_MAX_NAMES: Final = 20


def check_annotations(annotations: Iterable[ImageAnnotation | VideoAnnotation]) -> None:
    """Refuse shapes without extent, and boxes whose corners are the wrong way round."""
    for index, annotation in enumerate(annotations):
        path = f"annotations[{index}]"
        check = _CHECKS.get(annotation.type) if isinstance(annotation.type, str) else None
        # Read from the service, what does not fit a known type may still name it.
        if check is None or type(annotation).__name__ == "UnknownAnnotation":
            invalid(f"type {annotation.type!r} cannot be sent", path)
        check(annotation.points, f"{path}.points")


def check_contents(annotations: Iterable[ImageAnnotation], names: Collection[str]) -> None:
    """Refuse annotations of a task of several files that are on none of them."""
    for index, annotation in enumerate(annotations):
        content = getattr(annotation, "content", None)
        if content not in names:
            problem = f"{content!r} is not a file of this task" if content else "is required"
            invalid(f"{problem}; its files are {_listed(names)}", f"annotations[{index}].content")


def require(value: str, path: str) -> str:
    """Refuse an empty string."""
    if not value:
        invalid("is required", path)
    return value


def check_status(status: str | None) -> None:
    """Refuse a status that is not a `TaskStatus`."""
    if status is not None and status not in KNOWN_STATUSES:
        invalid(f"{status!r} is not one of {_listed(sorted(KNOWN_STATUSES))}", "status")


def check_tags(tags: Iterable[object]) -> None:
    """Refuse what is not a list of non-empty strings."""
    if isinstance(tags, str) or not all(isinstance(tag, str) and tag for tag in tags):
        invalid(f"{tags!r} is not a list of non-empty strings", "tags")


def check_filter_tags(tags: Sequence[str]) -> None:
    """Refuse more tags than a filter takes."""
    check_tags(tags)
    if len(tags) > MAX_FILTER_TAGS:
        invalid(f"{len(tags)} tags, a filter takes up to {MAX_FILTER_TAGS}", "tags")


def check_limit(limit: int | None, maximum: int) -> None:
    """Refuse a page larger than the service gives, or without a task."""
    if limit is None:
        return
    if limit > maximum:
        invalid(f"Limit must be less than or equal to {maximum}.")
    if limit < 1:
        invalid(f"{limit}, a page has 1 to {maximum} tasks", "limit")


def check_offset(offset: int | None) -> None:
    """Refuse to begin before the first task."""
    if offset is not None and offset < 0:
        invalid(f"{offset}, the first task is at 0", "offset")


def _check_bbox(points: Any, path: str) -> None:
    """Of an image its corners, of a video those of each frame."""
    if not isinstance(points, Mapping):
        _check(box_problem(points), path)
    elif not points:
        invalid("expected one frame or more, got none", path)
    else:
        for frame, point in cast("Mapping[int, FramePoint]", points).items():
            _check(box_problem(point.value), f"{path}.{frame}.value")


def _check_polygon(points: Sequence[float], path: str) -> None:
    _check(ring_problem(points, "a polygon"), path)


def _check_line(points: Sequence[float], path: str) -> None:
    _check(line_problem(points), path)


def _check_regions(regions: Sequence[Sequence[Sequence[float]]], path: str) -> None:
    if not regions:
        invalid("expected one region or more, got none", path)
    for number, rings in enumerate(regions):
        if not rings:
            invalid("expected an outline and its holes, got no rings", f"{path}[{number}]")
        for index, ring in enumerate(rings):
            _check(ring_problem(ring, "a ring"), f"{path}[{number}][{index}]")


def _check(problem: str | None, path: str) -> None:
    if problem:
        invalid(problem, path)


def _accept(_: object, __: str) -> None:
    """Any point may be sent."""


# By the name of the type: their classes would load those of all kinds of tasks.
_CHECKS: Final[Mapping[str, Callable[[Any, str], None]]] = {
    "bbox": _check_bbox,
    "keypoint": _accept,
    "line": _check_line,
    "polygon": _check_polygon,
    "segmentation": _check_regions,
}


def _listed(names: Collection[str]) -> str:
    shown = ", ".join(list(names)[:_MAX_NAMES])
    return f"{shown}, …" if len(names) > _MAX_NAMES else shown
