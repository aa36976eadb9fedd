"""A download folder: which media are current, which are missing, and what must not be touched."""

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
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fastlabel._client.download.manifest import FolderIdentity, Manifest, ManifestEntry
from fastlabel._client.download.reports import DownloadReport, MediaOutcome, MediaStatus, PullReport
from fastlabel._client.download.response_checks import DownloadedFile
from fastlabel._client.download.tasks_jsonl import TaskLines, write_tasks_if_changed
from fastlabel._files.disk_list import DiskList
from fastlabel._media.layout import Medium, media_of
from fastlabel.errors import FastLabelException, FastLabelInvalidException, invalid
from fastlabel.models.tasks.base import Task

_TASKS: Final = "tasks.jsonl"
_PART: Final = re.compile(r"\.[0-9a-f]{32}\.part")


@dataclass(frozen=True, slots=True)
class PendingDownload:
    """A media file that may have to be downloaded."""

    index: int
    """Among all media of the run, from 0."""
    medium: Medium
    entry: ManifestEntry | None
    """What the manifest knows of its path."""


class MediaFolder:
    """One run that fills a folder. Thread-safe."""

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        lines: TaskLines,
        task: type[Task],
        on_outcome: Callable[[str], None],
    ) -> None:
        self._folder = folder
        self._manifest = manifest
        self._lines = lines
        self._task = task
        self._on_outcome = on_outcome
        self._lock = threading.Lock()
        self._media_count = 0
        self._task_count = 0
        self._counts: Counter[MediaStatus] = Counter()
        self._outcomes = DiskList[MediaOutcome](pickle.dumps, pickle.loads)

    def add_task(
        self, task: Task, *, once: bool = False, media: bool = True
    ) -> list[PendingDownload]:
        """Write a task's line, and return which of its media may have to be downloaded."""
        if not isinstance(task, self._task):
            expected, actual = self._task.__name__, type(task).__name__
            invalid(f"expected {expected}, got {actual}", ("tasks", self._task_count))
        self._task_count += 1
        if once and not self._manifest.is_new(task.id):
            return []
        self._lines.add(task)
        if media:
            pending = [self._add(medium) for medium in media_of(task)]
            return [download for download in pending if download is not None]
        for medium in media_of(task):
            with suppress(FastLabelInvalidException):
                self._manifest.mark_wanted(medium)
        return []

    def target(self, pending: PendingDownload) -> Path:
        """Path of a media file; its folder is created."""
        path = self._folder / pending.medium.path
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def record_if_intact(self, pending: PendingDownload) -> bool:
        """Compare a file with its hash; if it is as it was downloaded, record it as unchanged."""
        path, entry = self._folder / pending.medium.path, pending.entry
        if entry is None or entry.sha256 is None or not _is_current(entry, pending.medium):
            return False
        facts = _regular_file(path)
        if facts is None or facts.st_size != entry.size or _sha256(path) != entry.sha256:
            return False
        self._manifest.record(pending.medium, facts.st_size, facts.st_mtime_ns, entry.sha256)
        self._record(pending.index, pending.medium, "unchanged")
        return True

    def record_fetched(self, pending: PendingDownload, file: DownloadedFile) -> None:
        """Record a media file that was downloaded."""
        mtime = (self._folder / pending.medium.path).lstat().st_mtime_ns
        self._manifest.record(pending.medium, file.size, mtime, file.sha256)
        self._record(pending.index, pending.medium, "fetched")

    def record_failed(self, pending: PendingDownload, error: FastLabelException) -> None:
        """Record a media file that could not be downloaded."""
        path = pending.medium.path
        entry = self._manifest.entry_for(path)
        if entry is not None and entry.size is None:
            # A file that is written there now is not ours.
            self._manifest.forget(path)
        self._record(pending.index, pending.medium, "failed", error)

    def report(self) -> DownloadReport:
        """Report of the run so far."""
        return DownloadReport(
            folder=self._folder,
            tasks=self._lines.count,
            fetched=self._counts["fetched"],
            unchanged=self._counts["unchanged"],
            failed=self._counts["failed"],
            outcomes=self._outcomes,
        )

    def pull_report(self, *, prune: bool) -> PullReport:
        """Report with the media of earlier runs, which are removed if `prune`."""
        orphaned = pruned = 0
        for path, entry in self._manifest.orphans():
            if not os.path.lexists(self._folder / path):
                self._manifest.forget(path)
            elif prune and self._prune(path, entry):
                pruned += 1
            else:
                orphaned += 1
        return PullReport(**vars(self.report()), orphaned=orphaned, pruned=pruned)

    def _add(self, medium: Medium) -> PendingDownload | None:
        index = self._media_count
        self._media_count += 1
        try:
            return self._claim(index, medium)
        except FastLabelInvalidException as error:
            self._record(index, medium, "failed", error)
            return None

    def _claim(self, index: int, medium: Medium) -> PendingDownload | None:
        self._manifest.mark_wanted(medium)
        entry = self._manifest.entry_for(medium.path)
        path = self._folder / medium.path
        if entry is None:
            if os.path.lexists(path):
                name = medium.path.as_posix()
                invalid(f"{name}: already exists and was not downloaded by fastlabel; move it away")
            self._manifest.mark_pending(medium)
        elif _is_current(entry, medium) and _is_unmodified(path, entry):
            self._record(index, medium, "unchanged")
            return None
        return PendingDownload(index, medium, entry)

    def _record(
        self,
        index: int,
        medium: Medium,
        status: MediaStatus,
        error: FastLabelException | None = None,
    ) -> None:
        outcome = MediaOutcome(index, medium.task_id, medium.name, medium.path, status, error)
        with self._lock:
            self._counts[status] += 1
        self._outcomes[index] = outcome
        self._on_outcome(status)

    def _prune(self, path: Path, entry: ManifestEntry) -> bool:
        """Remove a downloaded file, unless it was modified since."""
        file = self._folder / path
        if not _is_unmodified(file, entry):
            return False
        file.unlink()
        self._manifest.forget(path)
        if len(path.parts) > 2:
            with suppress(OSError):
                # The folder of a multi-image task, if this was the last file in it.
                file.parent.rmdir()
        return True


@contextmanager
def open_media_folder(
    folder: Path, identity: FolderIdentity, task: type[Task], on_outcome: Callable[[str], None]
) -> Generator[MediaFolder]:
    """Lock a folder for the block; at its end without error, `tasks.jsonl` is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    manifest = Manifest(folder, identity)
    try:
        if manifest.was_interrupted:
            _remove_partial_files(folder)
        with write_tasks_if_changed(folder / _TASKS) as lines:
            yield MediaFolder(folder, manifest, lines, task, on_outcome)
    finally:
        manifest.close()


def _remove_partial_files(folder: Path) -> None:
    """Remove files that a killed run was writing."""
    for directory in (folder, folder / "media", *(folder / "media").glob("*/")):
        if directory.is_dir() and not directory.is_symlink():
            for file in directory.iterdir():
                if _PART.fullmatch(file.name) and _regular_file(file):
                    file.unlink(missing_ok=True)


def _is_current(entry: ManifestEntry, medium: Medium) -> bool:
    return (entry.task_id, entry.updated_at) == (medium.task_id, medium.updated_at)


def _is_unmodified(path: Path, entry: ManifestEntry) -> bool:
    facts = _regular_file(path)
    return facts is not None and (facts.st_size, facts.st_mtime_ns) == (entry.size, entry.mtime)


def _regular_file(path: Path) -> os.stat_result | None:
    """Status of a regular file; None if it is missing, a symlink or anything else."""
    try:
        facts = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return facts if stat.S_ISREG(facts.st_mode) else None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
