"""Splits of a dataset, such as train and val."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping
from typing import Final, TypeAlias

from fastlabel.converters._shared.task_images import ImageView
from fastlabel.errors import invalid

SplitNames: TypeAlias = Mapping[str, float] | Mapping[str, str]
"""Split → its fraction of all tasks, such as `{"train": 0.8, "val": 0.2}`; or task name → split."""

_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*").fullmatch
_HASHES: Final = 2**64


class Splits:
    """Assigns tasks to splits by a hash of their names, which is stable as tasks are added."""

    def __init__(self, splits: SplitNames | None = None) -> None:
        given: Mapping[str, float | str] = {"train": 1.0} if splits is None else {**splits}
        self._by_task = {task: split for task, split in given.items() if isinstance(split, str)}
        self._fractions = {
            split: part for split, part in given.items() if not isinstance(part, str)
        }
        if not given or (self._by_task and self._fractions):
            invalid("expected the fraction of each split, or the split of each task", "splits")
        self.names: tuple[str, ...] = tuple(
            dict.fromkeys(self._by_task.values() or self._fractions)
        )
        for name in self.names:
            if not _NAME(name):
                invalid(f"{name!r} is not a folder name; use letters, digits, - and _", "splits")
        self._check_fractions()

    def split_for(self, image: ImageView) -> str:
        """Split of an image's task."""
        if not self._fractions:
            if image.task_name not in self._by_task:
                invalid(f"splits has no split for {image.task_name!r}", image.path)
            return self._by_task[image.task_name]
        digest = hashlib.sha256(image.task_name.encode("utf-8", "surrogatepass")).digest()
        position = int.from_bytes(digest[:8], "big") / _HASHES
        end = 0.0
        for name, fraction in self._fractions.items():
            end += fraction
            if position < end:
                return name
        return next(name for name in reversed(self._fractions) if self._fractions[name])

    def _check_fractions(self) -> None:
        fractions = self._fractions.values()
        if self._fractions and not (
            all(0 <= fraction <= 1 for fraction in fractions)
            and math.isclose(math.fsum(fractions), 1, abs_tol=1e-9)
        ):
            invalid(f"{self._fractions} does not add up to 1", "splits")
