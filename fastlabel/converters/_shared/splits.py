"""Which part of a dataset a task belongs to."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping
from typing import Final, TypeAlias

from fastlabel.errors import invalid

__all__ = ["SplitNames", "Splits"]

SplitNames: TypeAlias = Mapping[str, float] | Mapping[str, str]
"""Split → its part of all tasks, such as `{"train": 0.8, "val": 0.2}`; or task name → split."""

_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*").fullmatch
_HASHES: Final = 2**64


class Splits:
    """Tells the split of a task by its name alone, so that it stays where it is as others come.

    By the task's name, so that the frames of a video are never on both sides.

    Attributes:
        names: The splits, in the order given.
    """

    def __init__(self, splits: SplitNames | None = None) -> None:
        """Check what the caller wants.

        Raises:
            FastLabelInvalidException: Parts that do not add up to 1, or a name that is no name of
                a folder.
        """
        given: Mapping[str, float | str] = {"train": 1.0} if splits is None else {**splits}
        self._by_task: dict[str, str] = {
            task: split for task, split in given.items() if isinstance(split, str)
        }
        parts: dict[str, float] = {
            split: part for split, part in given.items() if not isinstance(part, str)
        }
        if not given or (self._by_task and parts):
            invalid("splits: give the part of each split, or the split of each task name")
        self.names: tuple[str, ...] = tuple(dict.fromkeys(self._by_task.values() or parts))
        for name in self.names:
            if not _NAME(name):
                invalid(f"splits: {name!r} is no name of a folder; use letters, digits, - and _")
        self._parts = _checked(parts)

    def of(self, task_name: str, place: str) -> str:
        """The split of a task.

        Raises:
            FastLabelInvalidException: Splits were given by task name, and this one is missing.
        """
        if not self._parts:
            if task_name not in self._by_task:
                invalid(f"{place}: splits has no split for {task_name!r}")
            return self._by_task[task_name]
        digest = hashlib.sha256(task_name.encode("utf-8", "surrogatepass")).digest()
        at = int.from_bytes(digest[:8], "big") / _HASHES
        end = 0.0
        for name, part in self._parts.items():
            end += part
            if at < end:
                return name
        return next(name for name in reversed(self._parts) if self._parts[name])


def _checked(parts: dict[str, float]) -> dict[str, float]:
    if parts and not (
        all(0 <= part <= 1 for part in parts.values())
        and math.isclose(math.fsum(parts.values()), 1, abs_tol=1e-9)
    ):
        invalid(f"splits: {parts} does not add up to 1")
    return parts
