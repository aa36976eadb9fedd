"""A folder that media are brought home to: what is there, what is missing, what is in the way."""

from __future__ import annotations

import hashlib
import os
import pickle
import re
import stat
import threading
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from fastlabel._client.download.answers import Downloaded
from fastlabel._client.download.manifest import MediaFacts, MediaState, Owner
from fastlabel._client.download.reports import DownloadReport, MediaOutcome, MediaStatus, PullReport
from fastlabel._client.download.task_lines import TaskLines, renewed_lines
from fastlabel._files.outcome_log import OutcomeLog
from fastlabel._media.layout import Medium, media_of
from fastlabel.errors import FastLabelException, FastLabelInvalidException, invalid
from fastlabel.models.tasks.base import Task

__all__ = ["MediaFolder", "PlacedMedium", "opened_folder"]

_TASKS: Final = "tasks.jsonl"
_PART: Final = re.compile(r"\.[0-9a-f]{32}\.part")


class PlacedMedium:
    """A medium on its way to its place.

    Attributes:
        index: Its place among all media of the run, from 0.
        medium: What it is.
    """

    def __init__(self, index: int, medium: Medium, facts: MediaFacts | None) -> None:
        self.index = index
        self.medium = medium
        self._facts = facts

    def sha256_if_kept(self, size: int) -> str | None:
        """What its file hashes to if it is the one that was fetched, which has so many bytes."""
        facts = self._facts
        if facts is None or facts.size != size or not _is_of(facts, self.medium):
            return None
        return facts.sha256


class MediaFolder:
    """One run that fills a folder. Threads may share it.

    Args:
        folder: The folder, which exists.
        state: What is known of it.
        lines: Where the tasks go.
        task: What tasks there may be.
        tell: Called with the status of each medium that has an outcome.
    """

    def __init__(
        self,
        folder: Path,
        state: MediaState,
        lines: TaskLines,
        task: type[Task],
        tell: Callable[[str], None],
    ) -> None:
        self._folder = folder
        self._state = state
        self._lines = lines
        self._task = task
        self._tell = tell
        self._lock = threading.Lock()
        self._media = 0
        self._given = 0
        self._counts: Counter[MediaStatus] = Counter()
        self._outcomes = OutcomeLog[MediaOutcome](pickle.dumps, pickle.loads)

    def take(self, task: Task, *, once: bool = False, media: bool = True) -> list[PlacedMedium]:
        """Write a task's line, and tell which of its media are not there for certain.

        Args:
            task: The next of the tasks.
            once: Pass it over if it came before.
            media: Whether its media are wanted.

        Raises:
            FastLabelInvalidException: It is no task of this kind.
        """
        self._check(task)
        if once and not self._state.is_new(task.id):
            return []
        self._lines.add(task)
        if not media:
            for medium in media_of(task):
                with suppress(FastLabelInvalidException):
                    self._state.see(medium)
            return []
        placed = [self._place(medium) for medium in media_of(task)]
        return [each for each in placed if each is not None]

    def target(self, placed: PlacedMedium) -> Path:
        """The file of a medium, in a folder that is there."""
        path = self._folder / placed.medium.path
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def is_intact(self, placed: PlacedMedium) -> bool:
        """Whether the file of a medium is as it was fetched, by all of its bytes; if so it is kept.

        Only its time has changed then, as when a folder was copied.
        """
        path = self._folder / placed.medium.path
        found = _regular(path)
        sha256 = None if found is None else placed.sha256_if_kept(found.st_size)
        if found is None or sha256 is None or _sha256(path) != sha256:
            return False
        self._state.record(placed.medium, found.st_size, found.st_mtime_ns, sha256)
        self._put(placed.index, placed.medium, "kept")
        return True

    def fetched(self, placed: PlacedMedium, downloaded: Downloaded) -> None:
        """A medium is in its place."""
        found = (self._folder / placed.medium.path).lstat()
        self._state.record(placed.medium, downloaded.size, found.st_mtime_ns, downloaded.sha256)
        self._put(placed.index, placed.medium, "fetched")

    def failed(self, placed: PlacedMedium, error: FastLabelException) -> None:
        """A medium could not be fetched."""
        path = placed.medium.path
        facts = self._state.known(path)
        if facts is not None and facts.size is None:
            # Whatever is put there now is not ours.
            self._state.forget(path)
        self._put(placed.index, placed.medium, "failed", error)

    def report(self) -> DownloadReport:
        """What came of it."""
        of = self._counts
        return DownloadReport(
            *(self._folder, self._lines.count),
            *(of["fetched"], of["kept"], of["failed"]),
            self._outcomes,
        )

    def pull_report(self, *, prune: bool) -> PullReport:
        """What came of it, with what is left of earlier runs, which is removed if it is to be."""
        orphaned = pruned = 0
        for path, facts in self._state.orphans():
            if not os.path.lexists(self._folder / path):
                self._state.forget(path)
            elif prune and self._prune(path, facts):
                pruned += 1
            else:
                orphaned += 1
        return PullReport(**vars(self.report()), orphaned=orphaned, pruned=pruned)

    def _check(self, task: object) -> None:
        if not isinstance(task, self._task):
            given, due = type(task).__name__, self._task.__name__
            invalid(f"tasks[{self._given}]: {given} is given where {due} is due")
        self._given += 1

    def _place(self, medium: Medium) -> PlacedMedium | None:
        index = self._media
        self._media += 1
        try:
            return self._claim(index, medium)
        except FastLabelInvalidException as error:
            self._put(index, medium, "failed", error)
            return None

    def _claim(self, index: int, medium: Medium) -> PlacedMedium | None:
        self._state.see(medium)
        facts = self._state.known(medium.path)
        path = self._folder / medium.path
        if facts is None:
            if os.path.lexists(path):
                invalid(f"{medium.path.as_posix()}: is there and was not fetched; move it away")
            self._state.intend(medium)
        elif _is_of(facts, medium) and _is_unchanged(path, facts):
            self._put(index, medium, "kept")
            return None
        return PlacedMedium(index, medium, facts)

    def _put(
        self,
        index: int,
        medium: Medium,
        status: MediaStatus,
        error: FastLabelException | None = None,
    ) -> None:
        outcome = MediaOutcome(index, medium.task_id, medium.name, medium.path, status, error)
        with self._lock:
            self._counts[status] += 1
        self._outcomes.put(index, outcome)
        self._tell(status)

    def _prune(self, path: Path, facts: MediaFacts) -> bool:
        """Remove a file that was fetched, unless somebody changed it since."""
        file = self._folder / path
        if not _is_unchanged(file, facts):
            return False
        file.unlink()
        self._state.forget(path)
        if len(path.parts) > 2:
            with suppress(OSError):
                # The folder of a multi-image task, if this was the last in it.
                file.parent.rmdir()
        return True


@contextmanager
def opened_folder(
    folder: Path, owner: Owner, task: type[Task], tell: Callable[[str], None]
) -> Generator[MediaFolder]:
    """Have a folder for oneself. When the block ends well, its tasks are renewed.

    Args:
        folder: The folder, made when missing.
        owner: Whose media it is to hold.
        task: What tasks there may be.
        tell: Called with the status of each medium that has an outcome.

    Raises:
        FastLabelInvalidException: Another run has it, or it is somebody else's.
        OSError: It cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    state = MediaState(folder, owner)
    try:
        if state.was_interrupted:
            _sweep(folder)
        with renewed_lines(folder / _TASKS) as lines:
            yield MediaFolder(folder, state, lines, task, tell)
    finally:
        state.close()


def _sweep(folder: Path) -> None:
    """Remove what a run that was killed had begun to write."""
    for place in (folder, folder / "media", *(folder / "media").glob("*/")):
        if place.is_dir() and not place.is_symlink():
            for file in place.iterdir():
                if _PART.fullmatch(file.name) and _regular(file):
                    file.unlink(missing_ok=True)


def _is_of(facts: MediaFacts, medium: Medium) -> bool:
    return (facts.task_id, facts.updated_at) == (medium.task_id, medium.updated_at)


def _is_unchanged(path: Path, facts: MediaFacts) -> bool:
    found = _regular(path)
    return found is not None and (found.st_size, found.st_mtime_ns) == (facts.size, facts.mtime)


def _regular(path: Path) -> os.stat_result | None:
    """What the system knows of a file; None if there is none, or a link or something else."""
    try:
        found = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found if stat.S_ISREG(found.st_mode) else None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
