"""Boxes and the keypoints in them → the lines of a YOLO pose file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from fastlabel.checks import refuse
from fastlabel.converters.area_shapes import box_within
from fastlabel.converters.class_order import ClassOrder
from fastlabel.converters.pictures import Drawn, Picture
from fastlabel.converters.pose_instances import (
    ATTRIBUTES_LEFT_OUT,
    IN_SEVERAL,
    PoseInstance,
    owners_of,
)
from fastlabel.converters.yolo_labels import TOO_SMALL, box_numbers, is_nothing, label_line
from fastlabel.models import Keypoint

__all__ = ["YoloPoses"]

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
            refuse(
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
