"""What came of bringing media home."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from fastlabel.errors import FastLabelException
from fastlabel.models import TaskId

__all__ = ["DownloadReport", "MediaOutcome", "MediaStatus", "PullReport"]

MediaStatus: TypeAlias = Literal["fetched", "kept", "failed"]


@dataclass(frozen=True, slots=True)
class MediaOutcome:
    """What came of one image or video."""

    index: int
    """Its place among all media of the tasks, from 0."""
    task_id: TaskId
    """The task that it belongs to."""
    name: str
    """Of the task, or of the content of a multi-image task."""
    path: Path
    """Below the folder."""
    status: MediaStatus
    """`fetched`: by this call. `kept`: it was there, unchanged. `failed`: see the error."""
    error: FastLabelException | None = None
    """Why it failed."""


@dataclass(frozen=True)
class DownloadReport:
    """What came of many media: counts, and an outcome for each, in the order of the tasks."""

    folder: Path
    """What all paths are below of."""
    tasks: int
    """Tasks, each a line of `tasks.jsonl`."""
    fetched: int
    kept: int
    failed: int
    outcomes: Sequence[MediaOutcome]
    """One for each image or video. They lie in a temporary file if they are many."""

    def failures(self) -> Iterator[MediaOutcome]:
        """The outcomes that failed, in order."""
        return (outcome for outcome in self.outcomes if outcome.status == "failed")

    def __str__(self) -> str:
        return (
            f"{self.tasks:,} tasks: {self.fetched:,} fetched, {self.kept:,} kept, "
            f"{self.failed:,} failed"
        )


@dataclass(frozen=True)
class PullReport(DownloadReport):
    """What came of bringing a project home."""

    orphaned: int
    """Media that are in the folder, though their tasks are not in `tasks.jsonl` any more."""
    pruned: int
    """Media that were removed for that reason."""

    def __str__(self) -> str:
        return f"{super().__str__()}, {self.orphaned:,} orphaned, {self.pruned:,} pruned"
