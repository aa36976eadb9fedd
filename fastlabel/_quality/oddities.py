"""What is odd about an annotation, though a format may hold it as it is.

A reason is a phrase that follows a count, as those of losses are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Final

from fastlabel._geometry.crossings import crossings_of
from fastlabel._geometry.rings import Bounds, bounds_of, is_flat, opened, vertices_of
from fastlabel.models import BBox, Keypoint, Line, Polygon, Segmentation, VideoBBox, VideoTask

if TYPE_CHECKING:
    from fastlabel.models.annotations import ShapeAnnotation

__all__ = [
    "CUT_OFF",
    "NO_SIZE",
    "PLACES",
    "is_no_size",
    "known_count",
    "known_rate",
    "known_size",
    "late_frames",
    "oddities_of",
    "oddities_of_track",
    "oddities_of_video",
]

NO_SIZE: Final = "images of a size that none can have, taken for unknown"

CUT_OFF: Final = "cut off at the edges of the image"
"""What a format did that holds nothing outside of the image: the change tells all."""

_NO_RATE: Final = "videos of a frame rate that none can have, taken for unknown"
_NO_COUNT: Final = "videos of a number of frames that none can have, taken for unknown"
_OUTSIDE: Final = "outside of their image"
_BEYOND: Final = "that reach beyond the edges of their image"
PLACES: Final = (_OUTSIDE, _BEYOND)
"""What is odd about where a shape is, not about the shape."""

_NO_AREA: Final = "without area"
_NO_LENGTH: Final = "without length"
_CROSSED: Final = "with an outline that crosses itself"
_CROSSING: Final = "with outlines that cross one another"
_NO_HOLE: Final = "with a hole that is not inside its outline"
_MANY: Final = "with too many edges to see whether they cross"
_LATE: Final = "on frames beyond the end of their video"

_LONGEST: Final = 2**31 - 1
"""Pixels, as all readers can count them."""


def known_size(width: int | None, height: int | None) -> tuple[int, int]:
    """Width and height; 0 for one that is not known, or that no image can have."""
    if width and height and 0 < width <= _LONGEST and 0 < height <= _LONGEST:
        return width, height
    wide, high = (length if length and 0 < length <= _LONGEST else 0 for length in (width, height))
    return wide, high


def is_no_size(width: int | None, height: int | None) -> bool:
    """Whether a width or height is told, but none that an image can have."""
    told = (width is not None) + (height is not None)
    return told > sum(map(bool, known_size(width, height)))


def oddities_of_video(task: VideoTask) -> Iterator[str]:
    """What is odd about what a video says of itself."""
    if is_no_size(task.width, task.height):
        yield NO_SIZE
    if task.fps is not None and known_rate(task.fps) is None:
        yield _NO_RATE
    if task.frame_count is not None and known_count(task.frame_count) is None:
        yield _NO_COUNT


def known_count(frames: int | None) -> int | None:
    """The frames of a video; None where they are not known, or no video can have so many."""
    return frames if frames and 0 < frames <= _LONGEST else None


def known_rate(fps: float | None) -> float | None:
    """Frames a second; None where they are not known, or no video can have so many."""
    return fps if fps and 0 < fps <= _LONGEST else None


def late_frames(box: VideoBBox, frame_count: int | None) -> Iterator[str]:
    """What is odd about a box that is there after the video has ended."""
    count = known_count(frame_count)
    if count and box.points and max(box.points) > count:
        yield _LATE


def oddities_of(annotation: ShapeAnnotation, width: int, height: int) -> Iterator[str]:
    """What is odd about an annotation that has points.

    Args:
        annotation: On an image.
        width: Of the image, in pixels; 0 where it is not known.
        height: Of the image, in pixels; 0 where it is not known.
    """
    rings = _rings(annotation)
    numbers = list(chain.from_iterable(rings))
    if not numbers:
        return
    if width and height:
        yield from _place(bounds_of(numbers[::2], numbers[1::2]), width, height)
    match annotation:
        case BBox():
            if not annotation.area:
                yield _NO_AREA
        case Line():
            if len(set(vertices_of(annotation.points))) < 2:
                yield _NO_LENGTH
        case Polygon():
            yield from _of_regions([[annotation.points]])
        case Segmentation():
            yield from _of_regions([it for it in annotation.points if it and it[0]])
        case Keypoint():
            pass


def oddities_of_track(
    box: VideoBBox, width: int, height: int, frame_count: int | None
) -> Iterator[str]:
    """What is odd about a box that moves through a video; each once.

    Args:
        box: With one frame or more.
        width: Of the video, in pixels; 0 where it is not known.
        height: Of the video, in pixels; 0 where it is not known.
        frame_count: Of the video; None where it is not known.
    """
    found: dict[str, None] = {}
    for point in box.points.values():
        x1, y1, x2, y2 = point.value
        left, right = (x1, x2) if x1 <= x2 else (x2, x1)
        top, bottom = (y1, y2) if y1 <= y2 else (y2, y1)
        if left == right or top == bottom:
            found[_NO_AREA] = None
        if width and height:
            found.update(dict.fromkeys(_place((left, top, right, bottom), width, height)))
    yield from found
    yield from late_frames(box, frame_count)


def _rings(annotation: ShapeAnnotation) -> Sequence[Sequence[float]]:
    """Its outlines, or what else it is made of."""
    if isinstance(annotation, Segmentation):
        return [ring for rings in annotation.points for ring in rings[:1]]
    return [annotation.points]


def _place(bounds: Bounds, width: int, height: int) -> Iterator[str]:
    left, top, right, bottom = bounds
    if left >= 0 and top >= 0 and right <= width and bottom <= height:
        return
    is_apart = left > width or top > height or right < 0 or bottom < 0
    # What has an extent and only touches the edge has no pixel inside.
    is_beside = left < right and (left >= width or right <= 0)
    is_above = top < bottom and (top >= height or bottom <= 0)
    yield _OUTSIDE if is_apart or is_beside or is_above else _BEYOND


def _of_regions(regions: Sequence[Sequence[Sequence[float]]]) -> Iterator[str]:
    if all(is_flat(region[0]) for region in regions):
        yield _NO_AREA
        return
    rings = [ring for region in regions for ring in region if ring]
    if len(rings) == 1 and len(opened(rings[0])) <= 6:
        return
    crossings = crossings_of(rings)
    if crossings.own:
        yield _CROSSED
    if crossings.others:
        yield _CROSSING
    elif not all(
        is_flat(hole) or _is_inside(hole, region[0]) for region in regions for hole in region[1:]
    ):
        yield _NO_HOLE
    if not crossings.is_complete:
        yield _MANY


def _is_inside(hole: Sequence[float], outline: Sequence[float]) -> bool:
    """Whether a hole that does not cross an outline is inside of it."""
    left, top, right, bottom = bounds_of(outline[::2], outline[1::2])
    vertices = vertices_of(hole)
    if not all(left <= x <= right and top <= y <= bottom for x, y in vertices):
        return False
    # A vertex may be right on the outline; one that is not decides.
    return any(_has(outline, x, y) for x, y in vertices)


def _has(ring: Sequence[float], x: float, y: float) -> bool:
    vertices = vertices_of(opened(ring))
    inside = False
    for (x1, y1), (x2, y2) in zip(vertices, [*vertices[1:], *vertices[:1]], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (x2 - x1) * ((y - y1) / (y2 - y1)):
            inside = not inside
    return inside
