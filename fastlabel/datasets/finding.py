"""What is found in one spec, before it is said which spec it was."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from fastlabel.datasets.problem import Severity

__all__ = ["Finding", "from_message"]

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
