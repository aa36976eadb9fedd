"""Which instance a keypoint belongs to: a box or another shape."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from pydantic import JsonValue

from fastlabel._geometry.rings import Bounds
from fastlabel.models import Keypoint
from fastlabel.models.annotations import ShapeAnnotation

IN_SEVERAL: Final = "in several boxes, given to the smallest"


@dataclass(slots=True)
class PoseInstance:
    """A shape and its keypoints by name."""

    annotation: ShapeAnnotation
    box: Bounds
    """Left, top, right and bottom in pixels."""
    points: dict[str, Keypoint] = field(default_factory=dict[str, Keypoint])

    @property
    def area(self) -> float:
        """Area of the box, in pixels²."""
        left, top, right, bottom = self.box
        return (right - left) * (bottom - top)

    def has(self, point: Keypoint) -> bool:
        """Whether a point is in the box or on its edge."""
        left, top, right, bottom = self.box
        return left <= point.x <= right and top <= point.y <= bottom


def owners_of(
    point: Keypoint, instances: Iterable[PoseInstance], group: str | None
) -> list[PoseInstance]:
    """Instances that a keypoint may belong to, the smallest first."""
    owners = (instance for instance in instances if _may_own(instance, point, group))
    return sorted(owners, key=lambda owner: owner.area)


def group_of(annotation: ShapeAnnotation, group: str) -> list[JsonValue]:
    """Values of the attribute that tells instances apart."""
    return [attribute.value for attribute in annotation.attributes if attribute.key == group]


def _may_own(instance: PoseInstance, point: Keypoint, group: str | None) -> bool:
    if group is None:
        return instance.has(point)
    values = group_of(point, group)
    return bool(values) and group_of(instance.annotation, group) == values
