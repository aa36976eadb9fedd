"""What a check before sending finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = ["Problem", "Severity"]

Severity: TypeAlias = Literal["error", "warning"]
"""An error would be refused; a warning would be taken, and is probably not what was meant."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong with one spec.

    >>> print(Problem(3, "a.png", "file_path", "is empty", "error"))
    error: specs[3] 'a.png': file_path: is empty
    """

    index: int
    """Which spec, from 0, in the order given."""
    name: str
    """The task's name; empty if it has none."""
    place: str
    """Where in the spec, such as `annotations[3].points`."""
    message: str
    """What is wrong there, and the way out."""
    severity: Severity

    def __str__(self) -> str:
        """All of it in one line."""
        return f"{self.severity}: specs[{self.index}] {self.name!r}: {self.place}: {self.message}"
