"""What is found in one spec, before it is said which spec it was."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, TypeAlias

__all__ = [
    "Finding",
    "Problem",
    "Severity",
    "from_message",
]


Severity: TypeAlias = Literal["error", "warning"]
"""An error would be refused; a warning would be taken, and is probably not what was meant."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong with one task.

    >>> print(Problem(3, "a.png", "file_path", "is empty", "error"))
    error: tasks[3] 'a.png': file_path: is empty
    """

    index: int
    """Which task, from 0, in the order given."""
    name: str
    """The task's name; empty if it has none."""
    place: str
    """Where in the task, such as `annotations[3].points`."""
    message: str
    """What is wrong there, and the way out."""
    severity: Severity

    def __str__(self) -> str:
        """All of it in one line."""
        return f"{self.severity}: tasks[{self.index}] {self.name!r}: {self.place}: {self.message}"


# A name of a file may hold any letters, and is quoted.
_PLACED: Final = re.compile(
    r"""([a-z_]+(?:\[\d+\]|\['(?:[^'\\]|\\.)*'\]|\["(?:[^"\\]|\\.)*"\]|\.\w+)*): (.*)""", re.DOTALL
)


class Finding(NamedTuple):
    """A problem of one spec."""

    place: str
    message: str
    severity: Severity = "error"


def from_message(message: str, place: str, severity: Severity = "error") -> Finding:
    """A refusal, split into its place and what is wrong there.

    Args:
        message: Such as `annotations[3].points: …`.
        place: Where it is if the message does not say.
        severity: How bad it is.
    """
    found = _PLACED.fullmatch(message)
    return Finding(found[1], found[2], severity) if found else Finding(place, message, severity)
