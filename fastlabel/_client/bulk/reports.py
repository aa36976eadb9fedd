"""Report of a bulk upload."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from fastlabel._facade import public
from fastlabel.errors import FastLabelException
from fastlabel.models import TaskId

CreateStatus: TypeAlias = Literal["created", "recovered", "skipped", "failed"]
OnError: TypeAlias = Literal["collect", "raise"]


@public
@dataclass(frozen=True, slots=True)
class CreateOutcome:
    """Outcome of one task."""

    index: int
    """Its index among the given tasks, from 0."""
    name: str | None
    """Its name; None if it failed before it had one."""
    task_id: TaskId | None
    """Its id, unless it failed."""
    status: CreateStatus
    """`created`: by this call. `recovered`: it was sent without a response, and was found by its
    name. `skipped`: the journal has it as done. `failed`: see the error."""
    error: FastLabelException | None = None
    """Why it failed."""


@public
@dataclass(frozen=True)
class CreateReport:
    """Outcomes of many tasks: counts, and one outcome for each task in the order given."""

    created: int
    recovered: int
    skipped: int
    failed: int
    outcomes: Sequence[CreateOutcome]
    """One for each given task, stored in a temporary file if there are many."""
    quarantined_to: Path | None = None
    """Where a damaged journal was moved; this run started a new one."""

    def failures(self) -> Iterator[CreateOutcome]:
        """Iterate over the failed outcomes, in order."""
        return (outcome for outcome in self.outcomes if outcome.status == "failed")

    def __str__(self) -> str:
        return (
            f"{self.created:,} created, {self.recovered:,} recovered, "
            f"{self.skipped:,} skipped, {self.failed:,} failed"
        )
