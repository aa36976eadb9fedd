"""Annotations → the lines of a YOLO label file.

A line is the class and numbers in 0..1, parts of the image's width and height. Readers invalid a
whole file for one number beyond 1, so shapes are cut off at the edges of their image.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, TypeAlias

from fastlabel._geometry.iou import pixel_iou
from fastlabel._geometry.rings import Bounds, Regions, bridged_ring, without_closing_vertex
from fastlabel.converters._shared.areas import box_within, regions_within
from fastlabel.converters._shared.class_index import ClassOrder
from fastlabel.converters._shared.keypoint_owners import (
    ATTRIBUTES_LEFT_OUT,
    IN_SEVERAL,
    PoseInstance,
    owners_of,
)
from fastlabel.converters._shared.task_images import Drawn, Picture
from fastlabel.errors import invalid
from fastlabel.models import BBox, Keypoint

__all__ = [
    "TOO_SMALL",
    "YoloPoses",
    "YoloStyle",
    "box_line",
    "box_numbers",
    "detection_lines",
    "is_nothing",
    "label_line",
    "outline_lines",
]


YoloStyle: TypeAlias = Literal["detect", "segment", "pose"]
"""What a label line holds: a box, an outline, or a box with keypoints."""

_NO_ATTRIBUTES: Final = "with attributes left out"
_JOINED: Final = "with parts or holes joined to one outline, by bridges that enclose nothing"
_AS_OUTLINE: Final = "as an outline of four corners"
TOO_SMALL: Final = "too small for a label"


def detection_lines(picture: Picture, classes: ClassOrder) -> Iterator[str]:
    """A line for each box: class, centre x, centre y, width, height."""
    for drawn in picture.drawn:
        line = box_line(drawn, picture, classes, "YOLO detection")
        if line:
            yield line


def outline_lines(picture: Picture, classes: ClassOrder) -> Iterator[str]:
    """A line for each outline: class, then x and y of each vertex."""
    for drawn in picture.drawn:
        regions = regions_within(drawn, picture, "YOLO segmentation")
        if regions is None:
            continue
        if isinstance(drawn.annotation, BBox):
            drawn.change(_AS_OUTLINE, 1.0)
        ring = _one_ring(drawn, regions)
        size = picture.width, picture.height
        numbers = [number / size[at % 2] for at, number in enumerate(ring)]
        if _is_point(numbers):
            drawn.leave_out(TOO_SMALL)
            continue
        yield label_line(drawn, classes, numbers)


def box_line(drawn: Drawn, picture: Picture, classes: ClassOrder, form: str) -> str | None:
    """The line of a box; None, and noted, where there is none."""
    box = box_within(drawn, picture, form)
    numbers = box_numbers(box, picture) if box else []
    if box and is_nothing(numbers):
        drawn.leave_out(TOO_SMALL)
    return label_line(drawn, classes, numbers) if box and not drawn.left_out else None


def box_numbers(box: Bounds, picture: Picture) -> list[float]:
    """Centre x, centre y, width, height, as parts of the picture's size."""
    return list(BBox(value="", points=box).yolo(picture.width, picture.height))


def is_nothing(numbers: Sequence[float]) -> bool:
    """Whether a box's width or height is too small for the digits of a line."""
    return "0" in map(_digits, numbers[2:4])


def label_line(drawn: Drawn, classes: ClassOrder, numbers: Iterable[float]) -> str:
    """Class and numbers. What a line cannot hold of the annotation is noted."""
    if drawn.annotation.attributes:
        drawn.change(_NO_ATTRIBUTES)
    number = classes.number_of(drawn.annotation.value, drawn.place)
    return " ".join([str(number), *map(_digits, numbers)])


def _is_point(numbers: Sequence[float]) -> bool:
    """Whether the digits of a line have no width or no height."""
    return 1 in {len(set(map(_digits, numbers[axis::2]))) for axis in (0, 1)}


def _one_ring(drawn: Drawn, regions: Regions) -> Sequence[float]:
    if len(regions) == len(regions[0]) == 1:
        return without_closing_vertex(regions[0][0])
    ring = bridged_ring(regions)
    drawn.change(_JOINED, pixel_iou(regions, [[ring]]))
    return ring


def _digits(number: float) -> str:
    """Never with an exponent, which not every reader takes."""
    return f"{number + 0.0:.15f}".rstrip("0").rstrip(".")


_FORM: Final = "YOLO pose"
_VISIBLE: Final = 2.0


class YoloPoses:
    """Gives each keypoint to a box, and writes a box with all of them.

    A keypoint belongs to the smallest box around it that has none of its name yet; or, where the
    caller named an attribute, to the box that has the same value of it.
    """

    def __init__(self, keypoints: Sequence[str] | None, group: str | None) -> None:
        """Start from the names of the keypoints, in their order in a line.

        Raises:
            FastLabelInvalidException: There are none, or they are not different names.
        """
        if not keypoints or isinstance(keypoints, str) or len(set(keypoints)) < len(keypoints):
            invalid(
                "keypoints: style 'pose' needs the different classes of keypoints, in their "
                f"order, not {keypoints!r}"
            )
        self._names = list(keypoints)
        self._group = group

    def lines(self, picture: Picture, classes: ClassOrder) -> Iterator[str]:
        """A line for each box: class, four numbers, then x, y, 2 or 0, 0, 0 for each keypoint."""
        points = [it for it in picture.drawn if isinstance(it.annotation, Keypoint)]
        others = [it for it in picture.drawn if not isinstance(it.annotation, Keypoint)]
        boxes = [(drawn, box_within(drawn, picture, _FORM)) for drawn in others]
        poses: list[tuple[Drawn, PoseInstance]] = []
        for drawn, box in boxes:
            if box and is_nothing(box_numbers(box, picture)):
                drawn.leave_out(TOO_SMALL)
            elif box:
                poses.append((drawn, PoseInstance(drawn.annotation, box)))
        for drawn in points:
            self._give(drawn, picture, [pose for _, pose in poses])
        for drawn, pose in poses:
            yield label_line(drawn, classes, self._numbers(pose, picture))

    def _give(self, drawn: Drawn, picture: Picture, poses: Sequence[PoseInstance]) -> None:
        point = drawn.annotation
        if not isinstance(point, Keypoint) or point.value not in self._names:
            drawn.leave_out("that are none of the keypoints given")
            return
        if point.clipped(picture.width, picture.height) is None:
            drawn.leave_out("outside their image")
            return
        owners = owners_of(point, poses, self._group)
        free = [pose for pose in owners if point.value not in pose.points]
        if not free:
            drawn.leave_out("whose box has one of their name" if owners else "in no box")
            return
        free[0].points[point.value] = point
        if len(free) > 1:
            drawn.change(IN_SEVERAL)
        if len(point.attributes) > (self._group is not None):
            drawn.change(ATTRIBUTES_LEFT_OUT)

    def _numbers(self, pose: PoseInstance, picture: Picture) -> Iterator[float]:
        yield from box_numbers(pose.box, picture)
        for name in self._names:
            point = pose.points.get(name)
            if point:
                yield from point.normalized(picture.width, picture.height)
            else:
                yield from (0.0, 0.0)
            yield _VISIBLE if point else 0.0
