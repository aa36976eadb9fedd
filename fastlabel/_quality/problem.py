"""Problems of tasks, and findings: problems that do not name their task yet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, TypeAlias

__all__ = ["Finding", "Problem", "Severity", "from_message"]

Severity: TypeAlias = Literal["error", "warning"]
"""An error would be rejected. A warning would be accepted, and is probably a mistake."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem of one task.

    >>> print(Problem(3, "a.png", "file_path", "is empty", "error"))
    error: tasks[3] 'a.png': file_path: is empty
    """

    index: int
    """Position of the task in the input, from 0."""
    name: str
    """The task's name; empty if it has none."""
    path: str
    """Path of the value in the task, such as `annotations[3].points`."""
    message: str
    """What is wrong, and how to fix it."""
    severity: Severity

    def __str__(self) -> str:
        """Everything in one line."""
        return f"{self.severity}: tasks[{self.index}] {self.name!r}: {self.path}: {self.message}"


# The name of a file may contain any character, and is quoted.
_WITH_PATH: Final = re.compile(
    r"""([a-z_]+(?:\[\d+\]|\['(?:[^'\\]|\\.)*'\]|\["(?:[^"\\]|\\.)*"\]|\.\w+)*): (.*)""", re.DOTALL
)


class Finding(NamedTuple):
    """A problem of the task at hand."""

    path: str
    message: str
    severity: Severity = "error"


def from_message(message: str, path: str, severity: Severity = "error") -> Finding:
    """Finding from the message of an error; `path` is used if the message has none."""
    found = _WITH_PATH.fullmatch(message)
    return Finding(found[1], found[2], severity) if found else Finding(path, message, severity)
