"""Instances that have keypoints: boxes and other shapes, and the keypoints in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from pydantic import JsonValue

from fastlabel._geometry.rings import Bounds
from fastlabel.models import Keypoint
from fastlabel.models.annotations import ShapeAnnotation

__all__ = ["ATTRIBUTES_LEFT_OUT", "IN_SEVERAL", "PoseInstance", "group_of", "owners_of"]

ATTRIBUTES_LEFT_OUT: Final = "with attributes left out"
IN_SEVERAL: Final = "in several boxes, given to the smallest"


@dataclass(slots=True)
class PoseInstance:
    """A shape on an image, and its keypoints by their names."""

    annotation: ShapeAnnotation
    box: Bounds
    """Left, top, right and bottom in pixels."""
    points: dict[str, Keypoint] = field(default_factory=dict[str, Keypoint])

    @property
    def area(self) -> float:
        """Of the box, in pixels²."""
        left, top, right, bottom = self.box
        return (right - left) * (bottom - top)

    def has(self, point: Keypoint) -> bool:
        """Whether a point is in the box or on its edge."""
        left, top, right, bottom = self.box
        return left <= point.x <= right and top <= point.y <= bottom


def owners_of(
    point: Keypoint, instances: Iterable[PoseInstance], group: str | None
) -> list[PoseInstance]:
    """The instances that a keypoint may belong to, the smallest first.

    Args:
        point: The keypoint.
        instances: Those on its image that can have it.
        group: The key of an attribute: where it is given, an instance has the keypoints with the
            same value of it; else those in its box.
    """
    return sorted((one for one in instances if _may_own(one, point, group)), key=_area)


def group_of(annotation: ShapeAnnotation, group: str) -> list[JsonValue]:
    """The values of the attribute that says to which instance something belongs."""
    return [each.value for each in annotation.attributes if each.key == group]


def _may_own(instance: PoseInstance, point: Keypoint, group: str | None) -> bool:
    if group is None:
        return instance.has(point)
    of_point = group_of(point, group)
    return bool(of_point) and group_of(instance.annotation, group) == of_point


def _area(instance: PoseInstance) -> float:
    return instance.area
