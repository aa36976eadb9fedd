"""Reports of writing a dataset."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from fastlabel.errors import FastLabelException

WriteStatus: TypeAlias = Literal["created", "recovered", "updated", "skipped", "failed"]
"""`created`: by this call. `recovered`: sent before without a response, and found by its name.
`updated`: an existing task. `skipped`: already done by the journal or an earlier row."""


@dataclass(frozen=True, slots=True)
class WriteOutcome:
    """Outcome of one row."""

    name: str | None
    """Name of the task; None for an update, or if the row failed before it had one."""
    task_id: str | None
    """Id of the task, if known."""
    status: WriteStatus
    error: FastLabelException | None = None
    """Error of a failed row."""


@dataclass(frozen=True)
class WriteReport:
    """Counts of all rows, and an outcome for each, in the order of completion."""

    created: int
    recovered: int
    updated: int
    skipped: int
    failed: int
    outcomes: Sequence[WriteOutcome]
    """One for each row; kept in a temporary file if there are many."""
    quarantined_to: Path | None = None
    """Where a damaged journal was moved; this run created a new one."""

    def failures(self) -> Iterator[WriteOutcome]:
        """Outcomes of failed rows."""
        return (outcome for outcome in self.outcomes if outcome.status == "failed")

    def __str__(self) -> str:
        return (
            f"{self.created:,} created, {self.recovered:,} recovered, {self.updated:,} updated, "
            f"{self.skipped:,} skipped, {self.failed:,} failed"
        )
