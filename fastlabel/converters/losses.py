"""What a conversion kept, approximated and dropped, and what it warns of.

Reasons are phrases that follow a count, such as `without points`.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from inspect import currentframe
from typing import Final, Literal, TypeAlias, get_args

from pydantic import JsonValue

from fastlabel._facade import public
from fastlabel.converters._shared.options import check_choice
from fastlabel.errors import ErrorPath, FastLabelInvalidException, format_path

OnLoss: TypeAlias = Literal["warn", "raise", "ignore"]
"""What to do about losses: emit one `ConversionWarning`, raise an error, or only report them."""

ATTRIBUTES_DROPPED: Final = "with attributes, which are dropped"
NO_FRAMES: Final = "without frames"
REPEATED_KEY: Final = "with several attributes of one key, the last of them kept"
SWAPPED_CORNERS: Final = "with swapped corners, which are put in order"
TRACK_WITH_GAPS: Final = "that is gone for a while, made several boxes"
UNKNOWN_TYPE: Final = "of an unknown type, or that does not fit its type"

_Outcome: TypeAlias = Literal["dropped", "approximated", "warnings"]

_MAX_LOCATIONS: Final = 5
_MAX_TYPE_LENGTH: Final = 40
_PACKAGE: Final = __name__.partition(".")[0]


@public
@dataclass(frozen=True, slots=True)
class Loss:
    """Annotations of one type and class that share a reason."""

    reason: str
    """A phrase that follows a count, such as `without points`."""
    is_dropped: bool
    """Whether they are missing from the result."""
    type: str
    """Annotation type, such as `segmentation`."""
    value: str
    """Class."""
    count: int
    locations: tuple[str, ...]
    """Where the first of them are, such as `tasks[3].annotations[1] (segmentation)`."""
    worst_iou: float | None = None
    """Lowest pixel IoU between original and result, where it was measured."""


@public
@dataclass(frozen=True, slots=True)
class LossReport:
    """What a conversion kept, approximated and dropped, counted by annotation type and class."""

    conversion: str
    """What was converted, such as `to COCO`."""
    kept: Mapping[tuple[str, str], int]
    """Annotations that are in the result unchanged."""
    approximated: Mapping[tuple[str, str], int]
    """Annotations that are in the result, but changed."""
    dropped: Mapping[tuple[str, str], int]
    """Annotations that are not in the result."""
    losses: tuple[Loss, ...] = ()
    """Reasons of what was approximated or dropped. An annotation may have several."""
    summary: str = ""
    """All losses and warnings in one line; empty if there are none."""
    warnings: tuple[Loss, ...] = ()
    """What is in the result unchanged but probably unintended, such as a box outside its image."""

    @property
    def is_lossless(self) -> bool:
        """Whether nothing was approximated or dropped. Warnings do not count."""
        return not self.losses

    def __str__(self) -> str:
        """Table with a line for each type and class."""
        outcomes = (self.kept, self.approximated, self.dropped)
        rows: list[tuple[str, ...]] = [("type", "class", "kept", "approximated", "dropped")]
        rows += (
            (*key, *(str(counts.get(key, 0)) for counts in outcomes))
            for key in sorted({*self.kept, *self.approximated, *self.dropped})
        )
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        )


@public
class ConversionWarning(UserWarning):
    """A conversion approximated or dropped something; the message has reasons, counts, locations.

    Attributes:
        report: The whole `LossReport`.
    """

    def __init__(self, message: str, report: LossReport | None = None) -> None:
        super().__init__(message)
        self.report = report


@dataclass(slots=True)
class _Tally:
    count: int = 0
    locations: list[str] = field(default_factory=list[str])
    worst_iou: float | None = None

    def add(self, location: str, iou: float | None = None) -> None:
        self.count += 1
        if self.count <= _MAX_LOCATIONS:
            self.locations.append(location)
        if iou is not None:
            self.worst_iou = iou if self.worst_iou is None else min(iou, self.worst_iou)

    def __str__(self) -> str:
        return ", ".join([*self.locations, "…"] if self.count > _MAX_LOCATIONS else self.locations)


@dataclass(slots=True)
class ConversionLosses:
    """Collects the losses of one conversion. What is noted is about the current location."""

    conversion: str
    """What is converted, such as `to COCO`."""
    on_loss: OnLoss = "warn"
    path: ErrorPath = ()
    """Current task or annotation, such as `("tasks", 3, "annotations", 1)`."""
    _location: str | None = None
    _key: tuple[str, str] = ("", "")
    _is_lost: bool = False
    seen: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    """All annotations by type and class; lossless ones may be counted directly."""
    _lost: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    _dropped: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    _by_reason: dict[tuple[_Outcome, str], _Tally] = field(
        default_factory=dict[tuple[_Outcome, str], _Tally]
    )
    _by_class: dict[tuple[_Outcome, str, str, str], _Tally] = field(
        default_factory=dict[tuple[_Outcome, str, str, str], _Tally]
    )

    def __post_init__(self) -> None:
        check_choice(self.on_loss, OnLoss, "on_loss")

    def at_task(self, index: int) -> None:
        """Move to a task."""
        self.path, self._location, self._key = ("tasks", index), None, ("", "")

    def at_annotation(self, number: int, type_: JsonValue, value: JsonValue = "") -> None:
        """Move to an annotation of the current task, and count it."""
        self.path, self._location = (*self.path[:2], "annotations", number), None
        self._count(type_, value)

    def at_entry(self, location: str, type_: JsonValue, value: JsonValue = "") -> None:
        """Move to an annotation of a file that is read, and count it."""
        self._location = location
        self._count(type_, value)

    def at_location(self, location: str) -> None:
        """Move to a place in a file that is not an annotation."""
        self._location, self._key = location, ("", "")

    @property
    def location(self) -> str:
        """Current location as text, such as `tasks[3].annotations[1] (circle)`."""
        if self._location is not None:
            return self._location
        type_ = f" ({_printable(self._key[0])})" if len(self.path) > 2 else ""
        return f"{format_path(self.path)}{type_}"

    def dropped(self, reason: str) -> None:
        """Note that the current annotation is not in the result."""
        self._dropped[self._key] += 1
        self._lose("dropped", reason)

    def approximated(self, reason: str, iou: float | None = None) -> None:
        """Note that something is changed in the result, with its pixel IoU if measured."""
        self._lose("approximated", reason, iou)

    def warn(self, reason: str) -> None:
        """Note that something is in the result unchanged, but probably unintended."""
        self._add("warnings", reason)

    def report(self) -> LossReport:
        """Report of all annotations so far."""
        return LossReport(
            self.conversion,
            dict(self.seen - self._lost),
            dict(self._lost - self._dropped),
            dict(self._dropped),
            (*self._losses("dropped", "approximated"),),
            self._summary(),
            (*self._losses("warnings"),),
        )

    def finish(self) -> LossReport:
        """Report the losses, after the warning or error that `on_loss` asks for."""
        report = self.report()
        if not report.is_lossless and self.on_loss == "raise":
            raise FastLabelInvalidException(report.summary, 422)
        if report.summary and self.on_loss == "warn":
            warning = ConversionWarning(report.summary, report)
            warnings.warn(warning, stacklevel=level_of_caller())
        return report

    def _count(self, type_: JsonValue, value: JsonValue) -> None:
        type_ = type_ if isinstance(type_, str) else _printable(type_)
        value = value if isinstance(value, str) else _printable(value)
        self._key = key = type_, value
        self.seen[key] += 1
        self._is_lost = False

    def _lose(self, outcome: _Outcome, reason: str, iou: float | None = None) -> None:
        if self._key in self.seen and not self._is_lost:
            self._lost[self._key] += 1
            self._is_lost = True
        self._add(outcome, reason, iou)

    def _add(self, outcome: _Outcome, reason: str, iou: float | None = None) -> None:
        location = self.location
        self._by_reason.setdefault((outcome, reason), _Tally()).add(location)
        self._by_class.setdefault((outcome, reason, *self._key), _Tally()).add(location, iou)

    def _losses(self, *outcomes: _Outcome) -> Iterator[Loss]:
        for (outcome, reason, type_, value), tally in self._by_class.items():
            if outcome in outcomes:
                loss = reason, outcome == "dropped", type_, value, tally.count
                yield Loss(*loss, tuple(tally.locations), tally.worst_iou)

    def _summary(self) -> str:
        if not self._by_reason:
            return ""
        total, lost, dropped = (counts.total() for counts in (self.seen, self._lost, self._dropped))
        listed = "".join(
            f" {outcome.capitalize()}: {'; '.join(parts)}."
            for outcome in get_args(_Outcome)
            if (parts := [*self._parts(outcome)])
        )
        return (
            f"{self.conversion}: {total - lost} of {total} annotations kept, "
            f"{lost - dropped} approximated, {dropped} dropped.{listed}"
        )

    def _parts(self, outcome: _Outcome) -> Iterator[str]:
        for (other, reason), tally in self._by_reason.items():
            if other == outcome:
                yield f"{tally.count} {reason}: {tally}"


def _printable(value: JsonValue) -> str:
    text = value if isinstance(value, str) and value.isprintable() else repr(value)
    return text[:_MAX_TYPE_LENGTH]


def level_of_caller() -> int:
    """The `stacklevel` for `warnings.warn` of the first frame outside this package."""
    level, frame = 0, currentframe()
    while frame and frame.f_globals.get("__name__", "").partition(".")[0] == _PACKAGE:
        level, frame = level + 1, frame.f_back
    return level
