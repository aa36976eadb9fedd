"""Keypoints of classes that the caller describes, put together to one COCO annotation each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final, NotRequired, TypeAlias, TypedDict, cast

from fastlabel._geometry.rings import bounds_of
from fastlabel.converters._shared.keypoint_owners import (
    ATTRIBUTES_DROPPED,
    IN_SEVERAL,
    PoseInstance,
    group_of,
    owners_of,
)
from fastlabel.converters.coco.types import CocoAnnotation
from fastlabel.converters.losses import ConversionLosses
from fastlabel.errors import FastLabelInvalidException, invalid
from fastlabel.models import ImageAnnotation, Keypoint, Line, UnknownAnnotation
from fastlabel.models._wire.error_text import shown

__all__ = ["CategoryKeypoints", "CocoPoses", "Pose", "TaskPoses"]

_LABELLED_AND_VISIBLE: Final = 2
_IN_NONE: Final = "in no shape of a class that has such a keypoint, kept on their own"
_TWICE: Final = "whose shape has one of their name, kept on their own"
_OTHER_NAMES: Final = "of a class whose keypoints have other names"

_Numbered: TypeAlias = tuple[int, ImageAnnotation]


class CategoryKeypoints(TypedDict):
    """The keypoints of a class, as its category in a COCO file has them."""

    keypoints: Sequence[str]
    """The classes of the keypoints, in the order of their numbers."""
    skeleton: NotRequired[Sequence[Sequence[int]]]
    """Pairs of keypoints to draw a line between, counted from 1."""


@dataclass(slots=True)
class Pose:
    """One instance of a class that has keypoints."""

    value: str
    """The class."""
    names: Sequence[str]
    instance: PoseInstance
    has_shape: bool = True
    """Whether it is more than its keypoints."""

    @property
    def bbox(self) -> list[float]:
        """Left, top, width, height."""
        left, top, right, bottom = self.instance.box
        return [left, top, right - left, bottom - top]

    @property
    def numbers(self) -> list[float]:
        """x, y, 2 for each of the class's keypoints, or 0, 0, 0 where it is not labelled."""
        points = map(self.instance.points.get, self.names)
        return list(chain.from_iterable(_triple(point) for point in points))


@dataclass(slots=True)
class TaskPoses:
    """What becomes of the annotations of one task, by their number."""

    poses: dict[int, Pose] = field(default_factory=dict[int, Pose])
    """Of the annotation that stands for the instance."""
    parts: set[int] = field(default_factory=set[int])
    """Keypoints that are in the pose of another annotation."""
    changes: dict[int, list[str]] = field(default_factory=dict[int, list[str]])
    """What is to be told of keypoints."""
    left_out: dict[int, str] = field(default_factory=dict[int, str])
    """Why keypoints cannot be in the file."""

    def tell(self, number: int, change: str) -> None:
        """Note a change."""
        self.changes.setdefault(number, []).append(change)

    def finish(self, number: int, losses: ConversionLosses) -> None:
        """Pass on what was noted of the annotation that the losses are about at the moment."""
        for change in self.changes.get(number, ()):
            losses.approximated(change)
        if reason := self.left_out.get(number):
            losses.dropped(reason)


class CocoPoses:
    """Gives each keypoint to the instance that it belongs to.

    That is the smallest shape of a class with such a keypoint whose box it is in; or, where the
    caller named an attribute, the one that has the same value of it. Keypoints that share a value
    which no shape has are an instance of their own.

    Attributes:
        categories: Names and skeletons by class.
    """

    def __init__(
        self, keypoints: Mapping[str, CategoryKeypoints] | None = None, group: str | None = None
    ) -> None:
        """Start from what the caller gave.

        Raises:
            FastLabelInvalidException: A class has no different names, or a line of its skeleton
                leads to none of them; the message names the place.
        """
        if group is not None and keypoints is None:
            invalid("group: goes with keypoints, which say what belongs to an instance")
        if keypoints is not None and not isinstance(cast("object", keypoints), Mapping):
            invalid(f"keypoints: {shown(keypoints)} where classes with their keypoints are due")
        self.categories: dict[str, CategoryKeypoints] = {
            value: _checked(given, f"keypoints[{value!r}]")
            for value, given in (keypoints or {}).items()
        }
        self._group = group

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.categories)

    def find(self, annotations: Sequence[_Numbered], found: TaskPoses) -> None:
        """Find the poses on one image of a task.

        Args:
            annotations: All that is drawn on it, each with its number in the task.
            found: Where they are noted.
        """
        poses: list[Pose] = []
        for number, annotation in annotations:
            if annotation.value in self.categories and (instance := _instance(annotation)):
                found.poses[number] = self._pose(annotation.value, instance)
                poses.append(found.poses[number])
        points = [(number, each) for number, each in annotations if isinstance(each, Keypoint)]
        self._gather([each for each in points if not self._is_given(*each, poses, found)], found)

    def complete(self, entry: CocoAnnotation, value: str, pose: Pose | None = None) -> None:
        """Write the keypoints of an instance into its entry, if its class has any."""
        if names := self._names(value):
            entry["keypoints"] = pose.numbers if pose else [0.0, 0.0, 0] * len(names)
            entry["num_keypoints"] = len(pose.instance.points) if pose else 0

    def _names(self, value: str) -> Sequence[str]:
        known = self.categories.get(value)
        return known["keypoints"] if known else ()

    def _pose(self, value: str, instance: PoseInstance, *, has_shape: bool = True) -> Pose:
        return Pose(value, self._names(value), instance, has_shape)

    def _is_given(
        self, number: int, point: Keypoint, poses: Sequence[Pose], found: TaskPoses
    ) -> bool:
        """Give a keypoint to its owner; False if nothing is known of one."""
        able = [pose.instance for pose in poses if point.value in pose.names]
        owners = owners_of(point, able, self._group)
        free = [owner for owner in owners if point.value not in owner.points]
        if free:
            free[0].points[point.value] = point
            self._join(number, point, found)
            if len(free) > 1:
                found.tell(number, IN_SEVERAL)
        elif owners:
            found.tell(number, _TWICE)
            self._check_own_class(number, point, found)
        return bool(owners)

    def _join(self, number: int, point: Keypoint, found: TaskPoses) -> None:
        found.parts.add(number)
        if len(point.attributes) > (self._group is not None):
            found.tell(number, ATTRIBUTES_DROPPED)

    def _gather(self, lone: Iterable[tuple[int, Keypoint]], found: TaskPoses) -> None:
        """Make instances of keypoints that belong together and to no shape."""
        together: dict[str, list[tuple[int, Keypoint]]] = {}
        for number, point in lone:
            group = group_of(point, self._group) if self._group is not None else []
            # Values may be lists or objects, which are no keys.
            key = json.dumps(group, sort_keys=True) if group else ""
            together.setdefault(key, []).append((number, point))
        for key, members in together.items():
            values = self._classes_of(members) if key else []
            if len(values) == 1:
                self._add(values[0], members, found)
            else:
                self._keep_alone(members, found)

    def _classes_of(self, members: Sequence[tuple[int, Keypoint]]) -> list[str]:
        """The classes that have all of these keypoints; none if two have the same name."""
        names = {point.value for _, point in members}
        if len(names) < len(members):
            return []
        return [value for value in self.categories if names <= {*self._names(value)}]

    def _add(self, value: str, members: Sequence[tuple[int, Keypoint]], found: TaskPoses) -> None:
        (first, point), *others = members
        box = bounds_of([it.x for _, it in members], [it.y for _, it in members])
        instance = PoseInstance(point, box, {it.value: it for _, it in members})
        found.poses[first] = self._pose(value, instance, has_shape=False)
        for number, other in others:
            self._join(number, other, found)

    def _keep_alone(self, members: Iterable[tuple[int, Keypoint]], found: TaskPoses) -> None:
        for number, point in members:
            if any(point.value in known["keypoints"] for known in self.categories.values()):
                found.tell(number, _IN_NONE)
            self._check_own_class(number, point, found)

    def _check_own_class(self, number: int, point: Keypoint, found: TaskPoses) -> None:
        """A keypoint alone has its own class, which must have such a keypoint if it has any."""
        if point.value not in self.categories:
            return
        if point.value not in self._names(point.value):
            found.left_out[number] = _OTHER_NAMES
            return
        instance = PoseInstance(point, point.bounds, {point.value: point})
        found.poses[number] = self._pose(point.value, instance, has_shape=False)


def _instance(annotation: ImageAnnotation) -> PoseInstance | None:
    if isinstance(annotation, UnknownAnnotation | Keypoint | Line):
        return None
    try:
        return PoseInstance(annotation, annotation.bounds)
    except FastLabelInvalidException:  # no points
        return None


def _triple(point: Keypoint | None) -> Sequence[float]:
    return (*point.points, _LABELLED_AND_VISIBLE) if point else (0.0, 0.0, 0)


def _checked(given: Any, place: str) -> CategoryKeypoints:
    if not isinstance(given, Mapping):
        invalid(f"{place}: {shown(given)} where an object with keypoints is due")
    known = cast("Mapping[str, object]", given)
    names = known.get("keypoints")
    listed = cast("Sequence[object]", names) if isinstance(names, list | tuple) else ()
    texts = [name for name in listed if isinstance(name, str)]
    if not texts or len(set(texts)) < len(listed):
        said = shown(known.get("keypoints"))
        invalid(f"{place}.keypoints: {said} where a list of different names is due")
    lines = known.get("skeleton", ())
    if not isinstance(lines, list | tuple):
        invalid(f"{place}.skeleton: {shown(lines)} where pairs of numbers are due")
    return {
        "keypoints": texts,
        "skeleton": [
            _line(line, len(texts), f"{place}.skeleton[{index}]")
            for index, line in enumerate(cast("Sequence[object]", lines))
        ],
    }


def _line(line: object, most: int, place: str) -> list[int]:
    said = shown(line)
    ends = cast("Sequence[object]", line) if isinstance(line, list | tuple) else ()
    numbers = [end for end in ends if type(end) is int and 1 <= end <= most]
    if len(numbers) != len(ends) or len(numbers) != 2:
        invalid(f"{place}: {said} where two numbers of keypoints are due, from 1 to {most}")
    return numbers
