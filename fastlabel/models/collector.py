"""The cyclic garbage collector, paused while a page is decoded."""

from __future__ import annotations

import gc
from threading import Lock
from typing import Final

__all__ = ["collector_paused"]


class _PausedCollector:
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

    def __enter__(self) -> None:
        with self._lock:
            if self._inside == 0:
                self._was_enabled = gc.isenabled()
                gc.disable()
            self._inside += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0 and self._was_enabled:
                gc.enable()


collector_paused: Final = _PausedCollector()
