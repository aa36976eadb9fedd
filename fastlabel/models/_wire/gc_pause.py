"""The cyclic garbage collector, paused while a page is decoded."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator
from contextlib import contextmanager
from threading import Lock
from typing import Final

__all__ = ["gc_paused"]

# Below this a pass of the collector costs less than what spares it.
_LARGE: Final = 256 * 1024


class _GcPause:
    """Pauses the collector inside a `with` block.

    Objects fresh from the decoder cannot be garbage yet, and walking them again and again is most
    of the time of a large page. Blocks may overlap in threads: the first in pauses the collector,
    the last out resumes it.
    """

    __slots__ = ("_inside", "_lock", "_was_enabled")

    def __init__(self) -> None:
        self._lock = Lock()
        self._inside = 0
        self._was_enabled = False

    @contextmanager
    def __call__(self, size: int) -> Generator[None]:
        """Pause while this many bytes are decoded."""
        large = size >= _LARGE and gc.isenabled()
        if large:
            # What is young and not from the decoder goes its usual way before.
            gc.collect(1)
        self._enter()
        try:
            yield
        finally:
            self._exit(large)

    def forget(self) -> None:
        """Begin anew in the child of a fork, where the threads that were inside are no more."""
        if self._inside and self._was_enabled:
            gc.enable()
        self._lock = Lock()
        self._inside = 0

    def _enter(self) -> None:
        with self._lock:
            if self._inside == 0:
                self._was_enabled = gc.isenabled()
                gc.disable()
            self._inside += 1

    def _exit(self, large: bool) -> None:
        with self._lock:
            self._inside -= 1
            if large and gc.get_freeze_count() == 0:
                # Moves all young objects to the oldest at once, without a walk over each.
                gc.freeze()
                gc.unfreeze()
            if self._inside == 0 and self._was_enabled:
                gc.enable()


gc_paused: Final = _GcPause()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=gc_paused.forget)
