"""What a conversion could not carry over: collected on the way, told in one warning."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from inspect import currentframe
from typing import Final

from pydantic import JsonValue

__all__ = ["ConversionLosses", "ConversionWarning", "ReadingLosses", "level_of_caller"]

_MOST_PLACES: Final = 5
_MOST_LETTERS: Final = 40
_PACKAGE: Final = __name__.partition(".")[0]


class ConversionWarning(UserWarning):
    """A conversion left something out or changed it; the message says what, how often and where."""


@dataclass(slots=True)
class _Tally:
    count: int = 0
    places: list[str] = field(default_factory=list[str])

    def add(self, place: str) -> None:
        self.count += 1
        if self.count <= _MOST_PLACES:
            self.places.append(place)

    def __str__(self) -> str:
        return ", ".join([*self.places, "…"] if self.count > _MOST_PLACES else self.places)


@dataclass(slots=True)
class ConversionLosses:
    """The losses of one call, and where in its tasks the call is at the moment.

    A reason is a phrase that follows a count, such as `without points`.
    """

    route: str
    """What is converted, such as `to COCO`."""
    seen: int = 0
    """Annotations met so far, the lost ones included."""
    _task: int = 0
    _annotation: tuple[int, JsonValue] | None = None
    _left_out: dict[str, _Tally] = field(default_factory=dict[str, _Tally])
    _changed: dict[str, _Tally] = field(default_factory=dict[str, _Tally])

    def enter_task(self, index: int) -> None:
        """What follows is about this task."""
        self._task, self._annotation = index, None

    def enter_annotation(self, number: int, kind: JsonValue) -> None:
        """What follows is about this annotation of the task."""
        self.count()
        self._annotation = number, kind

    def count(self) -> None:
        """Note that one more annotation was met."""
        self.seen += 1

    @property
    def place(self) -> str:
        """Where the call is, as the caller would type it: `tasks[3].annotations[1] (circle)`."""
        if self._annotation is None:
            return f"tasks[{self._task}]"
        number, kind = self._annotation
        text = kind if isinstance(kind, str) and kind.isprintable() else repr(kind)
        return f"tasks[{self._task}].annotations[{number}] ({text[:_MOST_LETTERS]})"

    def leave_out(self, reason: str) -> None:
        """Note that the annotation is not in the result."""
        self._left_out.setdefault(reason, _Tally()).add(self.place)

    def change(self, reason: str) -> None:
        """Note that something is in the result, but not as it was."""
        self._changed.setdefault(reason, _Tally()).add(self.place)

    @property
    def summary(self) -> str:
        """All losses in one line; empty if there are none."""
        if not self._left_out and not self._changed:
            return ""
        kept = self.seen - sum(tally.count for tally in self._left_out.values())
        return (
            f"{self.route}: {kept} of {self.seen} annotations kept."
            f"{_listed('Left out', self._left_out)}{_listed('Changed', self._changed)}"
        )

    def warn(self) -> None:
        """Issue one `ConversionWarning` at the caller's line, if anything was lost."""
        if summary := self.summary:
            warnings.warn(summary, ConversionWarning, stacklevel=level_of_caller())


@dataclass(slots=True)
class ReadingLosses(ConversionLosses):
    """The losses of reading a file, whose entries have their places already."""

    at: str = ""
    """Where the call is, such as `annotations[17]`."""

    def enter(self, place: str) -> None:
        """What follows is about this annotation."""
        self.count()
        self.at = place

    @property
    def place(self) -> str:
        """Where the call is, as the file has it."""
        return self.at


def _listed(heading: str, tallies: Mapping[str, _Tally]) -> str:
    parts = "; ".join(f"{tally.count} {reason}: {tally}" for reason, tally in tallies.items())
    return f" {heading}: {parts}." if parts else ""


def level_of_caller() -> int:
    """The `stacklevel`, as `warn` counts it, of the first frame outside this package.

    Counted, not fixed: a converter is called directly, and through the client's methods.
    """
    level, frame = 0, currentframe()
    while frame and frame.f_globals.get("__name__", "").partition(".")[0] == _PACKAGE:
        level, frame = level + 1, frame.f_back
    return level
