"""Keypoints of classes that the caller describes, gathered into one COCO annotation each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final, NotRequired, TypeAlias, TypedDict, cast

from fastlabel._geometry.rings import bounding_box
from fastlabel.converters._shared.keypoint_owners import (
    IN_SEVERAL,
    PoseInstance,
    group_of,
    owners_of,
)
from fastlabel.converters.coco.types import CocoAnnotation
from fastlabel.converters.losses import ATTRIBUTES_DROPPED, ConversionLosses
from fastlabel.errors import ErrorPath, FastLabelInvalidException, invalid
from fastlabel.models import ImageAnnotation, Keypoint, Line, UnknownAnnotation
from fastlabel.models._wire.error_text import short_repr

_VISIBLE: Final = 2
_NOT_LABELLED: Final = (0.0, 0.0, 0)
_IN_NONE: Final = "in no shape of a class that has such a keypoint, kept on their own"
_TWICE: Final = "whose shape has one of their name, kept on their own"
_OTHER_NAMES: Final = "of a class whose keypoints have other names"

_Numbered: TypeAlias = tuple[int, ImageAnnotation]
_NumberedPoint: TypeAlias = tuple[int, Keypoint]


class CategoryKeypoints(TypedDict):
    """The keypoints of a class, as its category in a COCO file has them."""

    keypoints: Sequence[str]
    """The classes of the keypoints, in the order of their numbers."""
    skeleton: NotRequired[Sequence[Sequence[int]]]
    """Pairs of keypoints to draw a line between, counted from 1."""


@dataclass(slots=True)
class Instance:
    """One instance of a class that has keypoints."""

    value: str
    names: Sequence[str]
    owner: PoseInstance
    has_shape: bool = True
    """Whether it is more than its keypoints."""

    @property
    def bbox(self) -> list[float]:
        """Left, top, width, height."""
        left, top, right, bottom = self.owner.box
        return [left, top, right - left, bottom - top]

    @property
    def numbers(self) -> list[float]:
        """x, y, 2 for each of the class's keypoints, or 0, 0, 0 where it is not labelled."""
        points = map(self.owner.points.get, self.names)
        triples = ((*point.points, _VISIBLE) if point else _NOT_LABELLED for point in points)
        return list(chain.from_iterable(triples))


@dataclass(slots=True)
class TaskInstances:
    """Instances of one task, and what becomes of its keypoints, by number of the annotation."""

    instances: dict[int, Instance] = field(default_factory=dict[int, Instance])
    """By the annotation that stands for the instance."""
    parts: set[int] = field(default_factory=set[int])
    """Keypoints that are in the instance of another annotation."""
    changes: dict[int, list[str]] = field(default_factory=dict[int, list[str]])
    dropped: dict[int, str] = field(default_factory=dict[int, str])
    """Keypoints that cannot be in the file, and why."""

    def change(self, number: int, reason: str) -> None:
        """Note that a keypoint is not in the file as it was."""
        self.changes.setdefault(number, []).append(reason)

    def report(self, number: int, losses: ConversionLosses) -> None:
        """Report the losses of an annotation, which `losses` is at."""
        for reason in self.changes.get(number, ()):
            losses.approximated(reason)
        if number in self.dropped:
            losses.dropped(self.dropped[number])


class KeypointOwners:
    """Assigns keypoints to instances."""

    def __init__(
        self, keypoints: Mapping[str, CategoryKeypoints] | None = None, group: str | None = None
    ) -> None:
        if group is not None and keypoints is None:
            invalid("needs keypoints, which say what belongs to an instance", "group")
        if keypoints is not None and not isinstance(cast("object", keypoints), Mapping):
            invalid(
                f"expected classes with their keypoints, got {short_repr(keypoints)}", "keypoints"
            )
        self.categories: dict[str, CategoryKeypoints] = {
            value: _checked(category, ("keypoints", value))
            for value, category in (keypoints or {}).items()
        }
        self._group = group

    def __bool__(self) -> bool:
        """Whether any class has keypoints."""
        return bool(self.categories)

    def assign(self, annotations: Sequence[_Numbered], found: TaskInstances) -> None:
        """Assign the keypoints of one image."""
        instances: list[Instance] = []
        for number, annotation in annotations:
            if annotation.value in self.categories and (owner := _shape_owner(annotation)):
                instance = self._instance(annotation.value, owner)
                found.instances[number] = instance
                instances.append(instance)
        points = [(number, each) for number, each in annotations if isinstance(each, Keypoint)]
        self._gather([it for it in points if not self._assign_one(*it, instances, found)], found)

    def complete(self, entry: CocoAnnotation, value: str, instance: Instance | None = None) -> None:
        """Add the keypoints of an instance to its entry, if its class has any."""
        if names := self._names(value):
            entry["keypoints"] = instance.numbers if instance else [*_NOT_LABELLED] * len(names)
            entry["num_keypoints"] = len(instance.owner.points) if instance else 0

    def _names(self, value: str) -> Sequence[str]:
        category = self.categories.get(value)
        return category["keypoints"] if category else ()

    def _instance(self, value: str, owner: PoseInstance, *, has_shape: bool = True) -> Instance:
        return Instance(value, self._names(value), owner, has_shape)

    def _assign_one(
        self, number: int, point: Keypoint, instances: Sequence[Instance], found: TaskInstances
    ) -> bool:
        """Assign a keypoint to a shape; False if it belongs to none."""
        candidates = [each.owner for each in instances if point.value in each.names]
        owners = owners_of(point, candidates, self._group)
        free = [owner for owner in owners if point.value not in owner.points]
        if free:
            free[0].points[point.value] = point
            self._add_part(number, point, found)
            if len(free) > 1:
                found.change(number, IN_SEVERAL)
        elif owners:
            found.change(number, _TWICE)
            self._keep_alone(number, point, found)
        return bool(owners)

    def _add_part(self, number: int, point: Keypoint, found: TaskInstances) -> None:
        found.parts.add(number)
        if len(point.attributes) > (self._group is not None):
            found.change(number, ATTRIBUTES_DROPPED)

    def _gather(self, points: Iterable[_NumberedPoint], found: TaskInstances) -> None:
        """Make instances of keypoints that belong together and to no shape."""
        by_key: dict[str, list[_NumberedPoint]] = {}
        for number, point in points:
            group = group_of(point, self._group) if self._group is not None else []
            # Values may be lists or objects, which cannot be keys.
            key = json.dumps(group, sort_keys=True) if group else ""
            by_key.setdefault(key, []).append((number, point))
        for key, members in by_key.items():
            classes = self._classes_with(members) if key else []
            if len(classes) == 1:
                self._add_instance(classes[0], members, found)
                continue
            for number, point in members:
                if any(point.value in each["keypoints"] for each in self.categories.values()):
                    found.change(number, _IN_NONE)
                self._keep_alone(number, point, found)

    def _classes_with(self, members: Sequence[_NumberedPoint]) -> list[str]:
        """The classes that have all of these keypoints; none if two have the same name."""
        names = {point.value for _, point in members}
        if len(names) < len(members):
            return []
        return [value for value in self.categories if names <= {*self._names(value)}]

    def _add_instance(
        self, value: str, members: Sequence[_NumberedPoint], found: TaskInstances
    ) -> None:
        (first, point), *others = members
        box = bounding_box([it.x for _, it in members], [it.y for _, it in members])
        owner = PoseInstance(point, box, {it.value: it for _, it in members})
        found.instances[first] = self._instance(value, owner, has_shape=False)
        for number, other in others:
            self._add_part(number, other, found)

    def _keep_alone(self, number: int, point: Keypoint, found: TaskInstances) -> None:
        """Keep a keypoint as its own class, which must have such a keypoint if it has any."""
        if point.value not in self.categories:
            return
        if point.value not in self._names(point.value):
            found.dropped[number] = _OTHER_NAMES
            return
        owner = PoseInstance(point, point.bounds, {point.value: point})
        found.instances[number] = self._instance(point.value, owner, has_shape=False)


def _shape_owner(annotation: ImageAnnotation) -> PoseInstance | None:
    if isinstance(annotation, UnknownAnnotation | Keypoint | Line):
        return None
    try:
        return PoseInstance(annotation, annotation.bounds)
    except FastLabelInvalidException:  # no points
        return None


def _checked(category: Any, path: ErrorPath) -> CategoryKeypoints:
    if not isinstance(category, Mapping):
        invalid(f"expected a mapping with keypoints, got {short_repr(category)}", path)
    given = cast("Mapping[str, object]", category)
    names, skeleton = given.get("keypoints"), given.get("skeleton", ())
    texts = [name for name in _items(names) if isinstance(name, str)]
    if not texts or len(set(texts)) < len(_items(names)):
        invalid(f"expected different names, got {short_repr(names)}", (*path, "keypoints"))
    if not isinstance(skeleton, list | tuple):
        invalid(f"expected pairs of numbers, got {short_repr(skeleton)}", (*path, "skeleton"))
    pairs = enumerate(_items(cast("object", skeleton)))
    checked = [_pair(pair, len(texts), (*path, "skeleton", index)) for index, pair in pairs]
    return {"keypoints": texts, "skeleton": checked}


def _pair(pair: object, count: int, path: ErrorPath) -> list[int]:
    numbers = [end for end in _items(pair) if type(end) is int and 1 <= end <= count]
    if not len(numbers) == len(_items(pair)) == 2:
        invalid(f"expected two keypoint numbers from 1 to {count}, got {short_repr(pair)}", path)
    return numbers


def _items(value: object) -> Sequence[object]:
    return cast("Sequence[object]", value) if isinstance(value, list | tuple) else ()
