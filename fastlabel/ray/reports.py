"""What came of writing a data set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from fastlabel.errors import FastLabelException

__all__ = ["WriteOutcome", "WriteReport", "WriteStatus"]

WriteStatus: TypeAlias = Literal["created", "recovered", "updated", "skipped", "failed"]
"""`created`: by this call. `recovered`: sent before, without an answer, and found by its name.
`updated`: a task that was there. `skipped`: the journal, or a row before it, knows it as done."""


@dataclass(frozen=True, slots=True)
class WriteOutcome:
    """What came of one row."""

    name: str | None
    """The name of its task; None for an update, or if it failed before it had one."""
    task_id: str | None
    """The id of its task, if that is known."""
    status: WriteStatus
    error: FastLabelException | None = None
    """Why it failed."""


@dataclass(frozen=True)
class WriteReport:
    """What came of all rows: counts, and an outcome for each, in the order in which they ended."""

    created: int
    recovered: int
    updated: int
    skipped: int
    failed: int
    outcomes: Sequence[WriteOutcome]
    """One for each row. They lie in a temporary file if they are many."""
    quarantined_to: Path | None = None
    """Where the journal was moved that was damaged; this run made a new one."""

    def failures(self) -> Iterator[WriteOutcome]:
        """The outcomes that failed."""
        return (outcome for outcome in self.outcomes if outcome.status == "failed")

    def __str__(self) -> str:
        return (
            f"{self.created:,} created, {self.recovered:,} recovered, {self.updated:,} updated, "
            f"{self.skipped:,} skipped, {self.failed:,} failed"
        )
