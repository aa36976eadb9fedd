"""Locks and open files that survive a fork.

A forked process has only the thread that forked. A lock that another thread held stays held in it
for ever, and an SQLite connection that it inherits believes in file locks that it does not have:
https://www.sqlite.org/howtocorrupt.html, section 2.6. So a fork waits for the locks, and closes.
"""

from __future__ import annotations

import os
import threading
from weakref import WeakSet

__all__ = ["Guarded"]


class Guarded:
    """Something with a lock, which no child process ever inherits held or with a file open."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        with _forking:
            _guarded.add(self)

    def before_fork(self) -> None:
        """Wait for the lock and close what must not be inherited."""
        self._lock.acquire()
        self._let_go()

    def after_fork(self) -> None:
        """Go on, in the parent and in the child."""
        self._lock.release()

    def _let_go(self) -> None:
        """Close what must not be inherited; it is opened again when needed. The lock is held."""


_forking = threading.Lock()
_guarded: WeakSet[Guarded] = WeakSet()
_held: list[Guarded] = []


def _before_fork() -> None:
    _forking.acquire()
    _held.extend(_guarded)
    for guarded in _held:
        guarded.before_fork()


def _after_fork() -> None:
    while _held:
        _held.pop().after_fork()
    _forking.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_before_fork, after_in_parent=_after_fork, after_in_child=_after_fork
    )
