"""Locks and open files that survive a fork.

A forked process has only the thread that forked. A lock held by another thread stays held for ever,
and an inherited SQLite connection believes in file locks that it does not have:
https://www.sqlite.org/howtocorrupt.html, section 2.6. So a fork waits for the locks, and closes.
"""

from __future__ import annotations

import os
import threading
from weakref import WeakSet


class ForkSafe:
    """Base of objects with a lock: no child process inherits it held, or with a file open."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        with _forking:
            _instances.add(self)

    def before_fork(self) -> None:
        """Wait for the lock and close what must not be inherited."""
        self._lock.acquire()
        self._release_files()

    def after_fork(self) -> None:
        """Release the lock, in the parent and in the child."""
        self._lock.release()

    def _release_files(self) -> None:
        """Close files that must not be inherited; they are reopened when needed."""


_forking = threading.Lock()
_instances: WeakSet[ForkSafe] = WeakSet()
_locked: list[ForkSafe] = []


def _before_fork() -> None:
    _forking.acquire()
    _locked.extend(_instances)
    for instance in _locked:
        instance.before_fork()


def _after_fork() -> None:
    while _locked:
        _locked.pop().after_fork()
    _forking.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_before_fork, after_in_parent=_after_fork, after_in_child=_after_fork
    )
