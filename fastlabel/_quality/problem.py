"""Problems of tasks, as `fastlabel.datasets` reports them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from fastlabel.errors import ErrorPath, FastLabelException, format_path

Severity: TypeAlias = Literal["error", "warning"]
"""An error would be rejected; a warning would be accepted, and is probably a mistake."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of one task.

    >>> print(Problem(3, "a.png", ("annotations", 0, "points"), "crosses itself", "warning"))
    warning: tasks[3] 'a.png': annotations[0].points: crosses itself
    """

    index: int
    """Which task, from 0, in the order given."""
    name: str
    """The task's name; empty if it has none."""
    path: ErrorPath
    """Where in the task, such as `("annotations", 3, "points")`, as in `error.path`."""
    message: str
    """What is wrong there, and how to fix it."""
    severity: Severity

    @property
    def path_text(self) -> str:
        """The path as text, such as `annotations[3].points`."""
        return format_path(self.path)

    def __str__(self) -> str:
        """All of it in one line."""
        task = f"tasks[{self.index}] {self.name!r}"
        return f"{self.severity}: {task}: {self.path_text}: {self.message}"


class Finding(NamedTuple):
    """A problem of a task whose index is not known yet."""

    path: str
    """Text form of the path in the task."""
    message: str
    severity: Severity = "error"


def from_error(error: FastLabelException, path: str, severity: Severity = "error") -> Finding:
    """Finding of an error; the path is used if the error has none of its own."""
    message = error.detail.removeprefix(f"{path}: ")
    return Finding(error.path_text or path, message, severity)
