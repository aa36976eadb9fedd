"""What a conversion kept, changed and left out: collected on the way, told at its end."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from inspect import currentframe
from typing import Final, Literal, TypeAlias, get_args

from pydantic import JsonValue

from fastlabel.errors import FastLabelInvalidException, invalid

__all__ = [
    "ConversionLosses",
    "ConversionWarning",
    "Loss",
    "LossReport",
    "OnLoss",
    "ReadingLosses",
    "level_of_caller",
]

OnLoss: TypeAlias = Literal["warn", "raise", "ignore"]
"""What is done about losses: one `ConversionWarning`, an error, or nothing but the report."""

_MOST_PLACES: Final = 5
_MOST_LETTERS: Final = 40
_PACKAGE: Final = __name__.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Loss:
    """Annotations of one type and class that were changed or left out for one reason."""

    reason: str
    """A phrase that follows a count, such as `without points`."""
    is_dropped: bool
    """Whether they are not in the result at all."""
    type: str
    """The annotation type, such as `segmentation`."""
    value: str
    """The class."""
    count: int
    locations: tuple[str, ...]
    """Where the first of them are, as in `tasks[3].annotations[1] (segmentation)`."""
    worst_iou: float | None = None
    """The lowest pixel IoU of what they became with what they were, where it was measured."""


@dataclass(frozen=True, slots=True)
class LossReport:
    """What a conversion made of the annotations, by their type and class."""

    conversion: str
    """What was converted, such as `to COCO`."""
    kept: Mapping[tuple[str, str], int]
    """How many are in the result as they were, by type and class."""
    approximated: Mapping[tuple[str, str], int]
    """How many are in the result, but not as they were."""
    dropped: Mapping[tuple[str, str], int]
    """How many are not in the result."""
    losses: tuple[Loss, ...] = ()
    """The reasons. An annotation may be changed for several."""
    summary: str = ""
    """All losses and oddities in one line; empty if there are none."""
    warnings: tuple[Loss, ...] = ()
    """What is in the result, but is probably not meant: outside of its image, without area."""

    @property
    def is_lossless(self) -> bool:
        """Whether nothing was lost. What is odd, and in the result as it was, is not."""
        return not self.losses

    def __str__(self) -> str:
        """A table, one line for each type and class."""
        keys = sorted({*self.kept, *self.approximated, *self.dropped})
        rows: list[tuple[str, ...]] = [("type", "class", "kept", "approximated", "dropped")]
        rows += [
            (
                *key,
                *(str(each.get(key, 0)) for each in (self.kept, self.approximated, self.dropped)),
            )
            for key in keys
        ]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        )


class ConversionWarning(UserWarning):
    """A conversion left something out or changed it; the message says what, how often and where.

    Attributes:
        report: All of it.
    """

    def __init__(self, message: str, report: LossReport | None = None) -> None:
        super().__init__(message)
        self.report = report


@dataclass(slots=True)
class _Tally:
    count: int = 0
    locations: list[str] = field(default_factory=list[str])
    worst_iou: float | None = None

    def add(self, place: str, iou: float | None = None) -> None:
        self.count += 1
        if self.count <= _MOST_PLACES:
            self.locations.append(place)
        if iou is not None:
            self.worst_iou = iou if self.worst_iou is None else min(iou, self.worst_iou)

    def __str__(self) -> str:
        return ", ".join([*self.locations, "…"] if self.count > _MOST_PLACES else self.locations)


@dataclass(slots=True)
class ConversionLosses:
    """The losses of one call, and where in its tasks the call is at the moment.

    A reason is a phrase that follows a count, such as `without points`.
    """

    conversion: str
    """What is converted, such as `to COCO`."""
    on_loss: OnLoss = "warn"
    _task: int = 0
    _annotation: tuple[int, JsonValue] | None = None
    _key: tuple[str, str] = ("", "")
    _is_lost: bool = False
    seen: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    """All annotations by type and class; those of which nothing is lost may be counted directly."""
    _lost: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    _dropped: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    _left_out: dict[str, _Tally] = field(default_factory=dict[str, _Tally])
    _changed: dict[str, _Tally] = field(default_factory=dict[str, _Tally])
    _odd: dict[str, _Tally] = field(default_factory=dict[str, _Tally])
    _reasons: dict[tuple[bool, str, str, str], _Tally] = field(
        default_factory=dict[tuple[bool, str, str, str], _Tally]
    )
    _oddities: dict[tuple[str, str, str], _Tally] = field(
        default_factory=dict[tuple[str, str, str], _Tally]
    )

    def __post_init__(self) -> None:
        if self.on_loss not in get_args(OnLoss):
            invalid(f"on_loss: {self.on_loss!r} is not one of {', '.join(get_args(OnLoss))}")

    def enter_task(self, index: int) -> None:
        """What follows is about this task."""
        self._task, self._annotation, self._key = index, None, ("", "")

    def enter_annotation(self, number: int, kind: JsonValue, value: JsonValue = "") -> None:
        """What follows is about this annotation of the task, of a type and a class."""
        self._annotation = number, kind
        self._meet(kind, value)

    @property
    def place(self) -> str:
        """Where the call is, as the caller would type it: `tasks[3].annotations[1] (circle)`."""
        if self._annotation is None:
            return f"tasks[{self._task}]"
        number, kind = self._annotation
        return f"tasks[{self._task}].annotations[{number}] ({_printed(kind)})"

    def leave_out(self, reason: str) -> None:
        """Note that the annotation is not in the result."""
        self._dropped[self._key] += 1
        self._note(reason, self._left_out, None, is_dropped=True)

    def change(self, reason: str, iou: float | None = None) -> None:
        """Note that something is in the result, but not as it was.

        Args:
            reason: What of it.
            iou: The pixel IoU of what it became with what it was, if it was measured.
        """
        self._note(reason, self._changed, iou, is_dropped=False)

    def warn(self, reason: str) -> None:
        """Note that something is in the result, but that it may not be what anybody meant."""
        self._odd.setdefault(reason, _Tally()).add(self.place)
        self._oddities.setdefault((reason, *self._key), _Tally()).add(self.place)

    def report(self) -> LossReport:
        """What came of all annotations so far."""
        seen, lost, dropped = self.seen, self._lost, self._dropped
        return LossReport(
            self.conversion,
            dict(seen - lost),
            dict(lost - dropped),
            dict(dropped),
            tuple(
                Loss(reason, is_dropped, kind, value, of.count, tuple(of.locations), of.worst_iou)
                for (is_dropped, reason, kind, value), of in self._reasons.items()
            ),
            self._summary(seen.total(), dropped.total()),
            tuple(
                Loss(reason, False, kind, value, of.count, tuple(of.locations))
                for (reason, kind, value), of in self._oddities.items()
            ),
        )

    def finish(self) -> LossReport:
        """Do about the losses what the caller wants.

        Raises:
            FastLabelInvalidException: There are some, and they are to be an error.

        Warns:
            ConversionWarning: There are some, or something is odd, and that is to be told, at the
                caller's line.
        """
        report = self.report()
        if not report.is_lossless and self.on_loss == "raise":
            raise FastLabelInvalidException(report.summary, 422)
        if report.summary and self.on_loss == "warn":
            warning = ConversionWarning(report.summary, report)
            warnings.warn(warning, stacklevel=level_of_caller())
        return report

    def _meet(self, kind: JsonValue, value: JsonValue) -> None:
        kind = kind if isinstance(kind, str) else _printed(kind)
        value = value if isinstance(value, str) else _printed(value)
        self._key = key = kind, value
        self.seen[key] += 1
        self._is_lost = False

    def _note(
        self, reason: str, tallies: dict[str, _Tally], iou: float | None, *, is_dropped: bool
    ) -> None:
        place = self.place
        if self._key in self.seen and not self._is_lost:
            self._lost[self._key] += 1
            self._is_lost = True
        tallies.setdefault(reason, _Tally()).add(place)
        self._reasons.setdefault((is_dropped, reason, *self._key), _Tally()).add(place, iou)

    def _summary(self, seen: int, dropped: int) -> str:
        if not self._left_out and not self._changed and not self._odd:
            return ""
        return (
            f"{self.conversion}: {seen - dropped} of {seen} annotations kept."
            f"{_listed('Left out', self._left_out)}{_listed('Changed', self._changed)}"
            f"{_listed('Odd', self._odd)}"
        )


@dataclass(slots=True)
class ReadingLosses(ConversionLosses):
    """The losses of reading a file, whose entries have their locations already."""

    at: str = ""
    """Where the call is, such as `annotations[17]`."""

    def enter(self, place: str, kind: JsonValue = "", value: JsonValue = "") -> None:
        """What follows is about this annotation, of a type and a class."""
        self.at = place
        self._meet(kind, value)

    def enter_other(self, place: str) -> None:
        """What follows is about something else than an annotation."""
        self.at, self._key = place, ("", "")

    @property
    def place(self) -> str:
        """Where the call is, as the file has it."""
        return self.at


def _printed(kind: JsonValue) -> str:
    text = kind if isinstance(kind, str) and kind.isprintable() else repr(kind)
    return text[:_MOST_LETTERS]


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
