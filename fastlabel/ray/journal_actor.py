"""One journal for a cluster: an actor has it, on the machine that began, and workers ask it.

So it is one file, as that of `create_many`, and needs no disk that is shared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from fastlabel._client.bulk.journal import Journal, KnownState, PendingTask
from fastlabel.models import TaskId
from fastlabel.ray import _ray

__all__ = ["AskedJournal", "start_keeper"]


def start_keeper(path: Path | None, base_url: str) -> Any:  # handles have no type
    """Start the actor that has a journal. It goes with its handle, and begins again if it dies.

    Raises:
        FastLabelInvalidException: Another run has the journal, or it is about another service.
        JournalError: It cannot be read or written.
    """
    # Without a file, an actor that began again would have forgotten what was sent.
    restarts = 0 if path is None else -1
    keeper = _ray.actor(
        _Keeper,
        path,
        base_url,
        max_restarts=restarts,
        max_task_retries=restarts,
        scheduling_strategy=_ray.this_node(),
    )
    _ray.get(keeper.open.remote())
    return keeper


class _Keeper:
    """Has the journal.

    Args:
        path: The file; None keeps it in memory.
        base_url: The service that it is about.
    """

    def __init__(self, path: Path | None, base_url: str) -> None:
        self._path = path
        self._base_url = base_url
        # Opened when asked to, so that what is wrong with it is raised to who asks.
        self._journal: Journal | None = Journal(path, base_url) if _ray.was_restarted() else None

    def open(self) -> None:
        """Open the journal."""
        if self._journal is None:
            self._journal = Journal(self._path, self._base_url)

    def facts(self) -> tuple[bool, Path | None]:
        """Whether it was damaged, and where it was set aside."""
        return self._opened.was_damaged, self._opened.quarantined_to

    def do(self, method: str, *args: object, **kwargs: object) -> object:
        """Call a method of the journal."""
        return getattr(self._opened, method)(*args, **kwargs)

    def about(self, method: str, item: PendingTask, digest: bytes, *args: object) -> object:
        """Call a method of the journal that is about an item."""
        return getattr(self._opened, method)(replace(item, digest=lambda: digest), *args)

    def fail(self, item: PendingTask, digest: bytes, error: str, is_ambiguous: bool) -> None:
        """Note a failure."""
        whole = replace(item, digest=lambda: digest)
        self._opened.record_failure(whole, error, is_ambiguous=is_ambiguous)

    def close(self) -> None:
        """Put everything on the disk and let others have the file."""
        self._opened.close()

    @property
    def _opened(self) -> Journal:
        if self._journal is None:
            raise AssertionError("the journal is open")
        return self._journal


class AskedJournal:
    """The journal of somebody else."""

    def __init__(self, keeper: Any) -> None:  # handles have no type
        self._keeper = keeper
        facts: tuple[bool, Path | None] = _ray.get(keeper.facts.remote())
        self.was_damaged: bool = facts[0]
        self.quarantined_to: Path | None = facts[1]

    def begin(self, item: PendingTask) -> KnownState:
        """Return what is known of an item; a row that is repeated after a worker died is known."""
        known: KnownState = _ray.get(self._keeper.about.remote("begin", *_plain(item)))
        return known

    def record(
        self, item: PendingTask, task_id: TaskId, state: Literal["created", "recovered"]
    ) -> None:
        """Note an item that is there."""
        _ray.get(self._keeper.about.remote("record", *_plain(item), task_id, state))

    def record_failure(self, item: PendingTask, error: str, *, is_ambiguous: bool) -> None:
        """Note an item that is not there, or perhaps is."""
        _ray.get(self._keeper.fail.remote(*_plain(item), error, is_ambiguous))

    def wait_before_listing(self, kind: str, project: str, confirm_after: float) -> float | None:
        """When to list all tasks of a project, or None."""
        seconds: float | None = self._do("wait_before_listing", kind, project, confirm_after)
        return seconds

    def record_listed(self, kind: str, project: str, names: Mapping[TaskId, str]) -> None:
        """Note ids and names that the service has."""
        self._do("record_listed", kind, project, dict(names))

    def end_listing(self, kind: str, project: str) -> None:
        """Note that all tasks of a project have been listed."""
        self._do("end_listing", kind, project)

    def _do(self, method: str, *args: object) -> Any:  # that of the method
        return _ray.get(self._keeper.do.remote(method, *args))


def _plain(item: PendingTask) -> tuple[PendingTask, bytes]:
    """An item that can be sent, and what it cannot take along."""
    digest = item.digest()
    number = -1 - int.from_bytes(hashlib.sha256(digest).digest()[:6])
    return replace(item, number=number, digest=bytes), digest
