"""When a request may be sent: the rate limit and the pauses that the service asks for."""

from __future__ import annotations

import math
import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import UnionType
from typing import Final, Protocol, cast

from fastlabel._client.rate_limit.fork_safety import ForkSafe
from fastlabel._client.rate_limit.window import SlidingWindow
from fastlabel._types import StrPath
from fastlabel.errors import invalid

_MAX_CALLS: Final = 1_000_000
_MIN_SECONDS: Final = 0.1
_MAX_SPREAD_SECONDS: Final = 1.0


class Limiter(Protocol):
    """Counts calls: in this process, in a file, or in another process."""

    def acquire_or_wait_time(self) -> float:
        """Count a call and return 0.0, or return the seconds until one is likely allowed."""
        ...

    def close(self) -> None:
        """Close files, which are reopened when needed."""
        ...


@dataclass(frozen=True)
class RateLimit:
    """Maximum number of calls in any span of time, kept before the service has to refuse one.

    A service counts calls as they arrive, and some take longer than others. So a span lasts 3 %
    longer here: calls that are up to that much late (18 s of 600 s) never exceed the limit, and
    97 % of it can be used. A tenth of the calls may go out within one second (within a twentieth
    of a span shorter than 20 s), so that the whole quota is not used at once.

    Attributes:
        calls: Calls in any span, 1 to 1,000,000. Each attempt of a call counts.
        seconds: Length of the span, 0.1 or more.
        path: A file, created when missing, that counts for all processes of this machine that name
            it. Its folder must exist, on a local disk. It contains times and nothing else, and may
            be deleted while no process uses it. A clock that is set back neither blocks nor
            forgets. Without a path, all threads and tasks of one client share the limit.

    Raises:
        FastLabelInvalidException: A value is out of its range.
    """

    calls: int = 10_000
    seconds: float = 600.0
    path: StrPath | None = None

    @classmethod
    def from_option(
        cls, option: RateLimit | StrPath | None, *, is_loopback: bool
    ) -> RateLimit | None:
        """Rate limit of a client from its argument; a path is the default limit in that file.

        None is the default limit, and no limit for a service on this machine.
        """
        if option is None:
            return None if is_loopback else cls()
        return option if isinstance(option, RateLimit) else cls(path=option)

    def make_limiter(
        self,
        clock: Callable[[], float],
        wall_clock: Callable[[], float],
        jitter: Callable[[float, float], float],
    ) -> Limiter:
        """Limiter of one client."""
        if self.path is None:
            return SlidingWindow(self.calls, self.seconds, clock, jitter)
        from fastlabel._client.rate_limit.shared_file import SharedWindow  # noqa: PLC0415  # sqlite3

        return SharedWindow(
            *(self.calls, self.seconds, self.path),
            clock=clock,
            wall_clock=wall_clock,
            jitter=jitter,
        )

    def __post_init__(self) -> None:
        if not _is_number(self.calls, int) or not 1 <= self.calls <= _MAX_CALLS:
            message = f"expected a whole number from 1 to {_MAX_CALLS}, got {self.calls!r}"
            invalid(message, "rate_limit.calls")
        is_number = _is_number(self.seconds, int | float)
        if not is_number or not _MIN_SECONDS <= self.seconds < math.inf:
            message = f"expected {_MIN_SECONDS} seconds or more, got {self.seconds!r}"
            invalid(message, "rate_limit.seconds")
        if self.path is not None and not _is_path(self.path):
            invalid(f"expected the path of a file or None, got {self.path!r}", "rate_limit.path")


class Pacer(ForkSafe):
    """Tells one client when its requests may be sent."""

    def __init__(
        self,
        rate_limit: RateLimit | None,
        clock: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], float] = time.time,
        jitter: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._clock = clock
        self._jitter = jitter
        self._paused_until = 0.0
        self._spread = 0.0
        self._limiter: Limiter | None = None
        super().__init__()
        if rate_limit is not None:
            with self._lock:
                self._limiter = rate_limit.make_limiter(clock, wall_clock, jitter)

    def acquire_or_wait_time(self) -> float:
        """Ask for one request."""
        if self._limiter is None:
            return self._pause_left()
        with self._lock:
            return self._pause_left() or self._limiter.acquire_or_wait_time()

    def pause(self, seconds: float) -> None:
        """Hold all requests back, because the service asked for it."""
        with self._lock:
            until = self._clock() + seconds
            if until > self._paused_until:
                self._spread = min(_MAX_SPREAD_SECONDS, seconds / 10)
                self._paused_until = until

    def close(self) -> None:
        """Close the file of the rate limit, if there is one. May be called again."""
        with self._lock:
            self._release_files()

    def _release_files(self) -> None:
        if self._limiter is not None:
            self._limiter.close()

    def _pause_left(self) -> float:
        if not self._paused_until:
            return 0.0
        left = self._paused_until - self._clock()
        return left + self._jitter(0.0, self._spread) if left > 0 else 0.0


def _is_number(value: object, kind: type[int] | UnionType) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)


def _is_path(value: object) -> bool:
    if not isinstance(value, str | os.PathLike):
        return False
    path = os.fspath(cast("StrPath | os.PathLike[bytes]", value))
    return isinstance(path, str) and path != "" and "\0" not in path
