"""A pause of the cyclic garbage collector while a page is decoded."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator
from contextlib import contextmanager
from threading import Lock
from typing import Final

# Below this size a collection costs less than avoiding it.
_MIN_LARGE: Final = 256 * 1024


class _GcPause:
    """Disables garbage collection inside a `with` block."""

    __slots__ = ("_active", "_lock", "_was_enabled")

    def __init__(self) -> None:
        self._lock = Lock()
        self._active = 0
        self._was_enabled = False

    @contextmanager
    def __call__(self, size: int) -> Generator[None]:
        """Pause while this many bytes are decoded."""
        is_large = size >= _MIN_LARGE and gc.isenabled()
        if is_large:
            # Young objects that are not of the decoder are collected as usual.
            gc.collect(1)
        self._enter()
        try:
            yield
        finally:
            self._exit(is_large)

    def reset(self) -> None:
        """Start afresh in the child of a fork, which has none of the decoding threads."""
        if self._active and self._was_enabled:
            gc.enable()
        self._lock = Lock()
        self._active = 0

    def _enter(self) -> None:
        with self._lock:
            if self._active == 0:
                self._was_enabled = gc.isenabled()
                gc.disable()
            self._active += 1

    def _exit(self, is_large: bool) -> None:
        with self._lock:
            self._active -= 1
            if is_large and gc.get_freeze_count() == 0:
                # Moves all young objects to the oldest generation without traversing them.
                gc.freeze()
                gc.unfreeze()
            if self._active == 0 and self._was_enabled:
                gc.enable()


gc_paused: Final = _GcPause()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=gc_paused.reset)
