"""Limits on how long one exchange may take in all, and on how slow it may be.

httpx limits each read and write, so a server that sends a byte now and then never exceeds them.
Here a deadline holds for all of them: the network streams ask it before each operation.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

_MIN_BYTES_PER_SECOND: Final = 1000
_WINDOW_SECONDS: Final = 30.0


class DeadlineExceeded(Exception):
    """An exchange takes too long."""


class MinimumThroughput:
    """Ends a transfer of less than 1,000 bytes per second over 30 seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._window_start: float | None = None
        self._bytes = 0

    def count(self, size: int) -> None:
        """Count transferred bytes, from the first ones on; DeadlineExceeded if they are too few."""
        now = self._clock()
        if self._window_start is None:
            self._window_start = now
        self._bytes += size
        elapsed = now - self._window_start
        if elapsed < _WINDOW_SECONDS:
            return
        if self._bytes < _MIN_BYTES_PER_SECOND * elapsed:
            raise DeadlineExceeded(f"slower than {_MIN_BYTES_PER_SECOND} bytes per second")
        self._window_start, self._bytes = now, 0


class Deadline:
    """The time until which an exchange may go on."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._end = clock() + seconds
        self.sent: MinimumThroughput = MinimumThroughput(clock)
        self.received: MinimumThroughput = MinimumThroughput(clock)
        self.failure: Exception | None = None  # raised by the next operation

    def timeout(self, max_seconds: float | None) -> float:
        """Seconds that the next operation may take; DeadlineExceeded if none are left."""
        if self.failure:
            raise self.failure
        left = self._end - self._clock()
        if left <= 0:
            raise DeadlineExceeded(f"not done after {self._seconds:g} seconds")
        return left if max_seconds is None else min(left, max_seconds)


_CURRENT: Final[ContextVar[Deadline | None]] = ContextVar("fastlabel.deadline", default=None)


def current_deadline() -> Deadline | None:
    """Deadline of the exchange in this context: httpcore passes its streams nothing of the kind."""
    return _CURRENT.get()


@contextmanager
def deadline(seconds: float, clock: Callable[[], float] = time.monotonic) -> Generator[Deadline]:
    """Set the deadline of the network operations in the block."""
    limit = Deadline(seconds, clock)
    token = _CURRENT.set(limit)
    try:
        yield limit
    finally:
        _CURRENT.reset(token)
