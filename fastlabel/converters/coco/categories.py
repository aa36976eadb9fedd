"""The classes of a COCO file and their ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias, cast

from fastlabel.converters.coco.keypoints import CategoryKeypoints
from fastlabel.converters.coco.types import CocoCategory
from fastlabel.errors import invalid
from fastlabel.models import BBox, Polygon
from fastlabel.models.tasks import annotations_of
from fastlabel.models.tasks.base import ImageFileTask

GivenCategories: TypeAlias = Sequence[str] | Mapping[str, int]
"""Classes in the order of their ids, or each with its id."""


class CategoryIds:
    """Assigns an id to every class."""

    def __init__(
        self,
        given: GivenCategories | None = None,
        keypoints: Mapping[str, CategoryKeypoints] | None = None,
        first: int = 1,
    ) -> None:
        self.ids: dict[str, int] = _checked(given) if given is not None else {}
        self.is_final: bool = given is not None
        self._is_given = self.is_final
        self._first = first
        self._keypoints: dict[str, CategoryKeypoints] = dict(keypoints or {})

    def assign_all(self, names: Iterable[str]) -> None:
        """Assign final ids to all classes there will be."""
        self.ids = {name: number for number, name in enumerate(sorted(names), 1)}
        self.is_final = True

    def id_for(self, name: str) -> int | None:
        """Id of a class; None if it is not among those given."""
        number = self.ids.get(name)
        if number is None and not self._is_given:
            number = self.ids[name] = self._first + len(self.ids)
        return number

    def add_keypoint(self, name: str) -> None:
        """Note that lone keypoints have this class, so that its category lists them."""
        self._keypoints.setdefault(name, {"keypoints": [name]})

    def final_ids(self) -> dict[int, int]:
        """Provisional id → id in the file."""
        return {self.ids[name]: number for number, name in self._numbered()}

    def entries(self) -> list[CocoCategory]:
        """The categories of the file, by id."""
        return [self._entry(number, name) for number, name in self._numbered()]

    def _numbered(self) -> list[tuple[int, str]]:
        if self._is_given:
            return sorted((number, name) for name, number in self.ids.items())
        return list(enumerate(sorted(self.ids), 1))

    def _entry(self, number: int, name: str) -> CocoCategory:
        entry: CocoCategory = {"id": number, "name": name, "supercategory": name}
        if category := self._keypoints.get(name):
            entry["keypoints"] = list(category["keypoints"])
            entry["skeleton"] = [list(pair) for pair in category.get("skeleton", ())]
        return entry


def classes_if_cheap(tasks: object) -> set[str] | None:
    """Classes of a list of image tasks with boxes and polygons only; None for anything else."""
    if not isinstance(tasks, list | tuple):
        return None
    classes: set[str] = set()
    for task in cast("Sequence[object]", tasks):
        if not isinstance(task, ImageFileTask):
            return None
        for annotation in annotations_of(task):
            # Others may have to be dropped, and then their class is not in the file.
            if type(annotation) is BBox or (type(annotation) is Polygon and annotation.points):
                classes.add(annotation.value)
            else:
                return None
    return classes


def _checked(given: GivenCategories) -> dict[str, int]:
    items = cast("Sequence[object]", [None] if isinstance(given, str) else list(given))
    names = [name for name in items if isinstance(name, str)]
    if len(names) < len(items):
        invalid(f"expected a list of class names, or a mapping to ids, got {given!r}", "categories")
    if isinstance(given, Mapping):
        return _checked_ids(given)
    for name, count in Counter(names).items():
        if count > 1:
            invalid(f"{name!r} is listed {count} times, expected each class once", "categories")
    return {name: number for number, name in enumerate(names, 1)}


def _checked_ids(given: Mapping[str, int]) -> dict[str, int]:
    owners: dict[int, str] = {}
    for name, number in given.items():
        # pycocotools scores id 0 with nothing, and CVAT refuses it.
        if type(number) is not int or number < 1:
            invalid(f"expected an integer from 1, got {number!r}", ("categories", name))
        if owners.setdefault(number, name) != name:
            invalid(f"{number} is also the id of {owners[number]!r}", ("categories", name))
    return dict(given)
