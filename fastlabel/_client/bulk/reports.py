"""What came of creating many tasks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from fastlabel.errors import FastLabelException
from fastlabel.models import TaskId

__all__ = ["CreateOutcome", "CreateReport", "CreateStatus", "OnError"]

CreateStatus: TypeAlias = Literal["created", "recovered", "skipped", "failed"]
OnError: TypeAlias = Literal["collect", "raise"]


@dataclass(frozen=True, slots=True)
class CreateOutcome:
    """What came of one task."""

    index: int
    """Its place among those given, from 0."""
    name: str | None
    """Its name; None if it failed before it had one."""
    task_id: TaskId | None
    """Its id, unless it failed."""
    status: CreateStatus
    """`created`: by this call. `recovered`: it was sent before, without an answer, and was found by
    its name. `skipped`: the journal knows it as done. `failed`: see the error."""
    error: FastLabelException | None = None
    """Why it failed."""


@dataclass(frozen=True)
class CreateReport:
    """What came of many tasks: counts, and an outcome for each, in the order they were given."""

    created: int
    recovered: int
    skipped: int
    failed: int
    outcomes: Sequence[CreateOutcome]
    """One for each task given. They lie in a temporary file if they are many."""
    quarantined_to: Path | None = None
    """Where the journal was moved that was damaged; this run made a new one."""

    def failures(self) -> Iterator[CreateOutcome]:
        """The outcomes that failed, in order."""
        return (outcome for outcome in self.outcomes if outcome.status == "failed")

    def __str__(self) -> str:
        return (
            f"{self.created:,} created, {self.recovered:,} recovered, "
            f"{self.skipped:,} skipped, {self.failed:,} failed"
        )
