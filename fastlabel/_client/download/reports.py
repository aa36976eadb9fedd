"""Reports of downloads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from fastlabel._facade import public
from fastlabel.errors import FastLabelException
from fastlabel.models import TaskId

MediaStatus: TypeAlias = Literal["fetched", "unchanged", "failed"]


@public
@dataclass(frozen=True, slots=True)
class MediaOutcome:
    """Outcome of one image or video."""

    index: int
    """Its index among all media of the tasks, from 0."""
    task_id: TaskId
    """The task that it belongs to."""
    name: str
    """Of the task, or of the content of a multi-image task."""
    path: Path
    """Below the folder."""
    status: MediaStatus
    """`fetched`: by this call. `unchanged`: the file was current. `failed`: see the error."""
    error: FastLabelException | None = None
    """Why it failed."""


@public
@dataclass(frozen=True)
class DownloadReport:
    """Outcomes of many media: counts, and one outcome for each in the order of the tasks."""

    folder: Path
    """The folder that all paths are relative to."""
    tasks: int
    """Tasks, one line of `tasks.jsonl` each."""
    fetched: int
    unchanged: int
    failed: int
    outcomes: Sequence[MediaOutcome]
    """One for each image or video, stored in a temporary file if there are many."""

    def failures(self) -> Iterator[MediaOutcome]:
        """Iterate over the failed outcomes, in order."""
        return (outcome for outcome in self.outcomes if outcome.status == "failed")

    def __str__(self) -> str:
        return (
            f"{self.tasks:,} tasks: {self.fetched:,} fetched, {self.unchanged:,} unchanged, "
            f"{self.failed:,} failed"
        )


@public
@dataclass(frozen=True)
class PullReport(DownloadReport):
    """Outcomes of pulling a project."""

    orphaned: int
    """Media in the folder whose tasks are no longer in `tasks.jsonl`."""
    pruned: int
    """Media that were removed for that reason."""

    def __str__(self) -> str:
        return f"{super().__str__()}, {self.orphaned:,} orphaned, {self.pruned:,} pruned"
