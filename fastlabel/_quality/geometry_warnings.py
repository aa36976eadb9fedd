"""Annotations and sizes that formats can hold, but that are probably not meant.

What a converter warns of costs it next to nothing to see. Whether outlines cross takes far longer,
is no loss in any format, and is looked for by checks only: `outline_problems`.

Warnings of converters are phrases that follow a count, such as `without area`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from fastlabel._geometry.crossings import find_crossings
from fastlabel._geometry.rings import (
    Bounds,
    bounding_box,
    normalized_corners,
    vertices_from_flat,
    without_closing_vertex,
)
from fastlabel._geometry.validity import has_no_area, is_degenerate
from fastlabel.models import BBox, Keypoint, Line, Polygon, Segmentation, VideoBBox
from fastlabel.models.annotations import ShapeAnnotation
from fastlabel.models.tasks.base import VideoFileTask

IMPOSSIBLE_SIZE: Final = "images of a size that none can have, taken for unknown"

CUT_OFF: Final = "cut off at the edges of the image"
"""The change that a format makes where it cannot hold what is outside of the image."""

_OUTSIDE: Final = "outside of their image"
_BEYOND: Final = "that reach beyond the edges of their image"
PLACEMENT: Final = (_OUTSIDE, _BEYOND)
"""Warnings of where a shape is, not of the shape."""

_IMPOSSIBLE_RATE: Final = "videos of a frame rate that none can have, taken for unknown"
_IMPOSSIBLE_COUNT: Final = "videos of a number of frames that none can have, taken for unknown"
_NO_AREA: Final = "without area"
_NO_LENGTH: Final = "without length"
_LATE: Final = "on frames beyond the end of their video"

_MAX_COUNT: Final = 2**31 - 1
"""Pixels or frames, as all readers can count them."""


def known_size(width: int | None, height: int | None) -> tuple[int, int]:
    """Width and height; 0 for one that is unknown, or that no image can have."""
    # Both are known almost always.
    if width and height and 0 < width <= _MAX_COUNT and 0 < height <= _MAX_COUNT:
        return width, height
    return known_count(width) or 0, known_count(height) or 0


def is_impossible_size(width: int | None, height: int | None) -> bool:
    """Whether a width or height is given, but none that an image can have."""
    return any(side is not None and not known_count(side) for side in (width, height))


def known_count(count: int | None) -> int | None:
    """Frames or pixels; None where they are unknown, or none can have so many."""
    return count if count and 0 < count <= _MAX_COUNT else None


def known_rate(fps: float | None) -> float | None:
    """Frames per second; None where they are unknown, or no video can have so many."""
    return fps if fps and 0 < fps <= _MAX_COUNT else None


def video_warnings(task: VideoFileTask) -> Iterator[str]:
    """Warnings about the size, rate and length of a video."""
    if is_impossible_size(task.width, task.height):
        yield IMPOSSIBLE_SIZE
    if task.fps is not None and known_rate(task.fps) is None:
        yield _IMPOSSIBLE_RATE
    if task.frame_count is not None and known_count(task.frame_count) is None:
        yield _IMPOSSIBLE_COUNT


def late_frame_warnings(box: VideoBBox, frame_count: int | None) -> Iterator[str]:
    """Warnings about a box that is there after the video has ended."""
    count = known_count(frame_count)
    if count and box.points and max(box.points) > count:
        yield _LATE


def shape_warnings(annotation: ShapeAnnotation, width: int, height: int) -> Iterator[str]:
    """Warnings about an annotation on an image, where it is and how large."""
    outlines = _outlines(annotation)
    numbers = list(chain.from_iterable(outlines))
    if not numbers:
        return
    bounds = bounding_box(numbers[::2], numbers[1::2])
    if width and height:
        yield from _placement_warnings(bounds, width, height)
    if is_without_extent(annotation):
        yield _NO_LENGTH if isinstance(annotation, Line) else _NO_AREA


def is_without_extent(annotation: ShapeAnnotation) -> bool:
    """Whether an annotation with points has no area, or a line no length; False for keypoints."""
    match annotation:
        case BBox():
            return not annotation.area
        case Line():
            return len(set(annotation.vertices)) == 1
        case Polygon() | Segmentation():
            outlines = [outline for outline in _outlines(annotation) if outline]
            return bool(outlines) and all(map(is_degenerate, outlines))
        case Keypoint():
            return False


def track_warnings(
    box: VideoBBox, width: int, height: int, frame_count: int | None
) -> Iterator[str]:
    """Warnings about a box that moves through a video; each once."""
    found: dict[str, None] = {}
    for point in box.points.values():
        bounds = normalized_corners(point.value)
        if has_no_area(bounds):
            found[_NO_AREA] = None
        if width and height:
            found.update(dict.fromkeys(_placement_warnings(bounds, width, height)))
    yield from found
    yield from late_frame_warnings(box, frame_count)


def outline_problems(annotation: ShapeAnnotation) -> Iterator[tuple[str, str]]:
    """Problems of the rings of an annotation: path below the annotation, and message."""
    if not isinstance(annotation, Polygon | Segmentation) or is_without_extent(annotation):
        return
    if isinstance(annotation, Polygon):
        paths, rings, outlines = ["points"], [annotation.points], [0]
    else:
        places = [
            (region, index)
            for region, region_rings in enumerate(annotation.points)
            for index, ring in enumerate(region_rings)
            if ring and region_rings[0]
        ]
        paths = [f"points[{region}][{index}]" for region, index in places]
        rings = [annotation.points[region][index] for region, index in places]
        outlines = [places.index((region, 0)) for region, _ in places]
    crossings = find_crossings(rings)
    for at in sorted(crossings.self_crossing):
        yield paths[at], "crosses itself"
    for one, other in sorted(crossings.mutual):
        yield paths[other], f"crosses {paths[one]}"
    if not crossings.is_complete:
        yield "points", "has too many edges to check whether they cross"
    crossing = {at for pair in crossings.mutual for at in pair}
    for at, outline in enumerate(outlines):
        is_apart = at != outline and at not in crossing and not is_degenerate(rings[at])
        if is_apart and not _is_inside(rings[at], rings[outline]):
            yield paths[at], f"is a hole outside of its outline, {paths[outline]}"


def _outlines(annotation: ShapeAnnotation) -> Sequence[Sequence[float]]:
    """Outer rings, or the points of what has none."""
    if isinstance(annotation, Segmentation):
        return [ring for rings in annotation.points for ring in rings[:1]]
    return [annotation.points]


def _placement_warnings(bounds: Bounds, width: int, height: int) -> Iterator[str]:
    left, top, right, bottom = bounds
    if left >= 0 and top >= 0 and right <= width and bottom <= height:
        return
    is_apart = left > width or top > height or right < 0 or bottom < 0
    # What has an extent and only touches the edge has no pixel inside.
    is_beside = left < right and (left >= width or right <= 0)
    is_above = top < bottom and (top >= height or bottom <= 0)
    yield _OUTSIDE if is_apart or is_beside or is_above else _BEYOND


def _is_inside(hole: Sequence[float], outline: Sequence[float]) -> bool:
    """Whether a hole that does not cross an outline is inside of it."""
    left, top, right, bottom = bounding_box(outline[::2], outline[1::2])
    vertices = vertices_from_flat(hole)
    if not all(left <= x <= right and top <= y <= bottom for x, y in vertices):
        return False
    # A vertex may be right on the outline; one that is not decides.
    return any(_has(outline, x, y) for x, y in vertices)


def _has(ring: Sequence[float], x: float, y: float) -> bool:
    vertices = vertices_from_flat(without_closing_vertex(ring))
    is_inside = False
    for (x1, y1), (x2, y2) in zip(vertices, [*vertices[1:], *vertices[:1]], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (x2 - x1) * ((y - y1) / (y2 - y1)):
            is_inside = not is_inside
    return is_inside
