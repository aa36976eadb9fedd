"""Class indices of formats that number classes from 0."""

from __future__ import annotations

from collections.abc import Sequence

from fastlabel.errors import ErrorPath, invalid


class ClassIndex:
    """Numbers classes in the caller's order, or provisionally as they come, sorted at the end."""

    def __init__(self, classes: Sequence[str] | None = None) -> None:
        self.is_given: bool = classes is not None
        listed: list[object] = [] if classes is None else list(classes)
        names = [name for name in listed if isinstance(name, str)]
        if isinstance(classes, str) or len(names) < len(listed):
            invalid(f"expected a list of class names, got {classes!r}", "classes")
        self._indices = {name: index for index, name in enumerate(names)}
        if len(self._indices) < len(names):
            repeated = next(name for name in names if names.count(name) > 1)
            invalid(f"{repeated!r} is listed twice", "classes")

    def index_of(self, value: str, path: ErrorPath) -> int:
        """Index of a class, provisional until `remap` where the order is not given."""
        if self.is_given and value not in self._indices:
            invalid(f"class {value!r} is not one of the given classes; add it to them", path)
        return self._indices.setdefault(value, len(self._indices))

    def names(self) -> list[str]:
        """Classes in their final order."""
        return list(self._indices) if self.is_given else sorted(self._indices)

    def remap(self) -> dict[int, int]:
        """Final index of each provisional one."""
        return {self._indices[name]: index for index, name in enumerate(self.names())}
