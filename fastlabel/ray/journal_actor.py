"""One journal for a cluster: an actor on the driver machine owns it, and workers call the actor.

So it is one file, like that of `create_many`, and needs no shared disk.
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


def start_journal(path: Path | None, base_url: str) -> Any:  # handles have no type
    """Start the actor that owns a journal; it ends with its handle, and is restarted if it dies."""
    # Without a file, a restarted actor would have lost what was sent.
    restarts = 0 if path is None else -1
    actor = _ray.actor(
        JournalActor,
        path,
        base_url,
        max_restarts=restarts,
        max_task_retries=restarts,
        scheduling_strategy=_ray.this_node(),
    )
    _ray.get(actor.open.remote())
    return actor


class JournalActor:
    """Owns the journal; without a path it is in memory."""

    def __init__(self, path: Path | None, base_url: str) -> None:
        self._path = path
        self._base_url = base_url
        # Opened by a call, so that the caller gets its errors.
        self._journal: Journal | None = Journal(path, base_url) if _ray.was_restarted() else None

    def open(self) -> None:
        """Open the journal."""
        if self._journal is None:
            self._journal = Journal(self._path, self._base_url)

    def damage(self) -> tuple[bool, Path | None]:
        """Whether it was damaged, and where it was quarantined."""
        return self._opened.was_damaged, self._opened.quarantined_to

    def call(self, method: str, *args: object, **kwargs: object) -> object:
        """Call a method of the journal."""
        return getattr(self._opened, method)(*args, **kwargs)

    def call_with_item(
        self, method: str, item: PendingTask, digest: bytes, *args: object
    ) -> object:
        """Call a method of the journal with an item."""
        return getattr(self._opened, method)(replace(item, digest=lambda: digest), *args)

    def fail(self, item: PendingTask, digest: bytes, error: str, is_ambiguous: bool) -> None:
        """Record a failure."""
        restored = replace(item, digest=lambda: digest)
        self._opened.record_failure(restored, error, is_ambiguous=is_ambiguous)

    def close(self) -> None:
        """Flush the journal to the disk and release its lock."""
        self._opened.close()

    @property
    def _opened(self) -> Journal:
        if self._journal is None:
            raise AssertionError("expected an open journal")
        return self._journal


class RemoteJournal:
    """The journal of the actor, for workers."""

    def __init__(self, actor: Any) -> None:  # handles have no type
        self._actor = actor
        damage: tuple[bool, Path | None] = _ray.get(actor.damage.remote())
        self.was_damaged: bool = damage[0]
        self.quarantined_to: Path | None = damage[1]

    def begin(self, item: PendingTask) -> KnownState:
        """Return what is known of an item, also when a row is repeated after a worker died."""
        known: KnownState = _ray.get(self._actor.call_with_item.remote("begin", *_picklable(item)))
        return known

    def record(
        self, item: PendingTask, task_id: TaskId, state: Literal["created", "recovered"]
    ) -> None:
        """Record an item that exists."""
        _ray.get(self._actor.call_with_item.remote("record", *_picklable(item), task_id, state))

    def record_failure(self, item: PendingTask, error: str, *, is_ambiguous: bool) -> None:
        """Record an item that does not exist, or may exist."""
        _ray.get(self._actor.fail.remote(*_picklable(item), error, is_ambiguous))

    def wait_before_listing(self, kind: str, project: str, confirm_after: float) -> float | None:
        """Seconds to wait before all tasks of a project are listed, or None."""
        seconds: float | None = self._call("wait_before_listing", kind, project, confirm_after)
        return seconds

    def record_listed(self, kind: str, project: str, names: Mapping[TaskId, str]) -> None:
        """Record ids and names that the service has."""
        self._call("record_listed", kind, project, dict(names))

    def end_listing(self, kind: str, project: str) -> None:
        """Record that all tasks of a project have been listed."""
        self._call("end_listing", kind, project)

    def _call(self, method: str, *args: object) -> Any:  # the type of the method
        return _ray.get(self._actor.call.remote(method, *args))


def _picklable(item: PendingTask) -> tuple[PendingTask, bytes]:
    """An item that can be pickled, and its digest."""
    digest = item.digest()
    number = -1 - int.from_bytes(hashlib.sha256(digest).digest()[:6])
    return replace(item, number=number, digest=bytes), digest
