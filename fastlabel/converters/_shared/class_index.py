"""The classes of a format that numbers them from 0."""

from __future__ import annotations

from collections.abc import Sequence

from fastlabel.errors import invalid

__all__ = ["ClassOrder"]


class ClassOrder:
    """Numbers classes in the caller's order, or in the order they are met, to be sorted at the end.

    Attributes:
        is_given: Whether the caller gave the order.
    """

    def __init__(self, classes: Sequence[str] | None = None) -> None:
        """Start from the caller's classes, or from none.

        Raises:
            FastLabelInvalidException: Not a list of different names.
        """
        self.is_given: bool = classes is not None
        listed: list[object] = [] if classes is None else list(classes)
        names = [name for name in listed if isinstance(name, str)]
        if isinstance(classes, str) or len(names) < len(listed):
            invalid(f"classes: {classes!r} is not a list of class names")
        self._numbers = {name: number for number, name in enumerate(names)}
        if len(self._numbers) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            invalid(f"classes: {twice!r} is there twice; give each class once")

    def number_of(self, value: str, place: str) -> int:
        """The class's number, until `final` provisional where the order was not given.

        Raises:
            FastLabelInvalidException: It is not among the classes given.
        """
        if self.is_given and value not in self._numbers:
            invalid(f"{place}: class {value!r} is not one of the classes given; add it to them")
        return self._numbers.setdefault(value, len(self._numbers))

    def names(self) -> list[str]:
        """The classes in their final order."""
        return list(self._numbers) if self.is_given else sorted(self._numbers)

    def final(self) -> dict[int, int]:
        """Provisional number → final number."""
        return {self._numbers[name]: number for number, name in enumerate(self.names())}
