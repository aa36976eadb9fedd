"""The classes of a COCO file and their ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias, cast

from fastlabel.converters.coco.keypoints import CategoryKeypoints
from fastlabel.converters.coco.types import CocoCategory
from fastlabel.errors import invalid
from fastlabel.models import BBox, ImageTask, Polygon

__all__ = ["CategoryIds", "GivenCategories", "classes_ahead"]

GivenCategories: TypeAlias = Sequence[str] | Mapping[str, int]
"""Classes in the order of their ids, or each with its id."""


class CategoryIds:
    """Gives every class an id, and says at the end which id it has in the file.

    In the file they have the ids given, or are numbered from 1, in the order given or else sorted
    by name. Sorted ids are known only when all classes are, so until then classes have provisional
    ids: consecutive numbers in the order they are met.

    Attributes:
        is_settled: Whether the ids that classes have are those of the file.
        known: The ids of the classes met so far, which `id_of` has for any other.
    """

    def __init__(
        self,
        given: GivenCategories | None = None,
        first: int = 1,
        keypoints: Mapping[str, CategoryKeypoints] | None = None,
    ) -> None:
        """Start from the caller's classes, or from none.

        Args:
            given: The classes, or None to collect them as they are met.
            first: The first provisional id.
            keypoints: Names and skeletons of the classes that have several keypoints.

        Raises:
            FastLabelInvalidException: `given` is not a list of different strings, or one has an id
                below 1 or that of another.
        """
        self.is_given: bool = given is not None
        self.is_settled: bool = self.is_given
        self._first = first
        self.known: dict[str, int] = _checked(given or ())
        self._keypoints: dict[str, CategoryKeypoints] = dict(keypoints or {})

    def expect(self, values: Iterable[str]) -> None:
        """Take these for all classes that will be met: they have their final ids at once."""
        self._first = 1
        for value in sorted(values):
            self.id_of(value)
        self.is_settled = True

    def id_of(self, value: str) -> int | None:
        """The class's id: provisional if classes are collected, None if not among those given."""
        number = self.known.get(value)
        if number is None and not self.is_given:
            number = self.known[value] = self._first + len(self.known)
        return number

    def mark_keypoints(self, value: str) -> None:
        """Note that keypoints have this class, so that its category names them."""
        self._keypoints.setdefault(value, {"keypoints": [value]})

    def final_ids(self) -> dict[int, int]:
        """Provisional id → id in the file."""
        return {self.known[name]: number for number, name in self._numbered()}

    def entries(self) -> list[CocoCategory]:
        """The categories of the file, by id."""
        return [self._entry(number, name) for number, name in self._numbered()]

    def _numbered(self) -> list[tuple[int, str]]:
        if self.is_given:
            return sorted((number, name) for name, number in self.known.items())
        return list(enumerate(sorted(self.known), 1))

    def _entry(self, number: int, name: str) -> CocoCategory:
        entry: CocoCategory = {"id": number, "name": name, "supercategory": name}
        if known := self._keypoints.get(name):
            entry["keypoints"] = list(known["keypoints"])
            entry["skeleton"] = [list(line) for line in known.get("skeleton", ())]
        return entry


def classes_ahead(tasks: object) -> set[str] | None:
    """The classes that tasks will have in a file; None if that takes more than a look at each.

    Args:
        tasks: A list of tasks, of which none is converted by this, or anything else.
    """
    if not isinstance(tasks, list | tuple):
        return None
    classes: set[str] = set()
    for task in cast("Sequence[object]", tasks):
        if type(task) is not ImageTask:
            return None
        for annotation in task.annotations:
            # These are in the file whatever is odd about them.
            if type(annotation) is BBox or (type(annotation) is Polygon and annotation.points):
                classes.add(annotation.value)
            else:
                return None
    return classes


def _checked(given: GivenCategories) -> dict[str, int]:
    listed = cast("Sequence[object]", given if isinstance(given, str) else list(given))
    names = [name for name in listed if isinstance(name, str)]
    if isinstance(given, str) or len(names) < len(listed):
        invalid(f"categories: {given!r} is not a list of class names, or these with their ids")
    if isinstance(given, Mapping):
        return _checked_ids(given)
    for name, count in Counter(names).items():
        if count > 1:
            invalid(f"categories: {name!r} is there {count} times; give each class once")
    return {name: number for number, name in enumerate(names, 1)}


def _checked_ids(given: Mapping[str, int]) -> dict[str, int]:
    owners: dict[int, str] = {}
    for name, number in given.items():
        # 0 scores nothing in pycocotools, and CVAT refuses it.
        if type(number) is not int or number < 1:
            invalid(f"categories[{name!r}]: {number!r} where an id is due, a whole number from 1")
        if owners.setdefault(number, name) != name:
            invalid(f"categories[{name!r}]: {number} is also the id of {owners[number]!r}")
    return dict(given)
