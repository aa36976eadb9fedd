"""The classes of a COCO file and their ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from fastlabel.checks import refuse
from fastlabel.converters.coco_types import CocoCategory

__all__ = ["CategoryIds"]


class CategoryIds:
    """Gives every class an id, and says at the end which id it has in the file.

    In the file they are numbered from 1, in the order given or else sorted by name. Sorted ids are
    known only when all classes are, so until then classes have provisional ids: consecutive
    numbers in the order they are met.

    Attributes:
        known: The ids of the classes met so far, which `id_of` has for any other.
    """

    def __init__(self, order: Sequence[str] | None = None, first: int = 1) -> None:
        """Start from the caller's classes, or from none.

        Args:
            order: The classes, or None to collect them as they are met.
            first: The first provisional id.

        Raises:
            FastLabelInvalidException: `order` is not a list of different strings.
        """
        self.is_given: bool = order is not None
        self._first = 1 if self.is_given else first
        self.known: dict[str, int] = {
            name: number for number, name in enumerate(_checked(order or ()), self._first)
        }
        self._with_keypoints: set[str] = set()

    def id_of(self, value: str) -> int | None:
        """The class's id: provisional if classes are collected, None if not among those given."""
        number = self.known.get(value)
        if number is None and not self.is_given:
            number = self.known[value] = self._first + len(self.known)
        return number

    def mark_keypoints(self, value: str) -> None:
        """Note that keypoints have this class, so that its category names them."""
        self._with_keypoints.add(value)

    def final_ids(self) -> dict[int, int]:
        """Provisional id → id in the file."""
        return {self.known[name]: number for number, name in enumerate(self._names(), 1)}

    def entries(self) -> list[CocoCategory]:
        """The categories of the file, by id."""
        return [self._entry(number, name) for number, name in enumerate(self._names(), 1)]

    def _names(self) -> list[str]:
        return list(self.known) if self.is_given else sorted(self.known)

    def _entry(self, number: int, name: str) -> CocoCategory:
        entry: CocoCategory = {"id": number, "name": name, "supercategory": name}
        if name in self._with_keypoints:
            entry["keypoints"] = [name]
            entry["skeleton"] = []
        return entry


def _checked(order: Sequence[object]) -> list[str]:
    names = [name for name in order if isinstance(name, str)]
    if isinstance(order, str) or len(names) < len(order):
        refuse(f"categories: {order!r} is not a list of class names")
    for name, count in Counter(names).items():
        if count > 1:
            refuse(f"categories: {name!r} is there {count} times; give each class once")
    return names
