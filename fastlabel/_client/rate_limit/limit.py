"""When an attempt may go out, and whether another one may: decided here, waited for elsewhere."""

from __future__ import annotations

import math
import os
import random
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from types import UnionType
from typing import Final, Protocol, cast

from fastlabel._client.rate_limit.fork_safety import Guarded
from fastlabel._types import StrPath
from fastlabel.errors import invalid

__all__ = ["Pacing", "PermitSource", "RateLimit", "RetryBudget"]

_MOST_CALLS: Final = 1_000_000
_SHORTEST_WINDOW: Final = 0.1
_LONGEST_SPREAD: Final = 1.0
_MINUTE: Final = 60
_FEWEST_RETRIES: Final = 10


class PermitSource(Protocol):
    """Who gives permits: this process, a file, or somebody who is asked."""

    def take(self) -> float:
        """0.0 and a permit, or the seconds after which one is likely free."""
        ...

    def close(self) -> None:
        """Let go of what must not be inherited. It is taken up again when needed."""
        ...


@dataclass(frozen=True)
class RateLimit:
    """How many calls may go out in any span of time, kept before the service has to invalid one.

    A service counts calls as they arrive, and some take longer than others. So a span lasts 3 %
    longer here: calls that are up to that much late (18 s of 600 s) never exceed the limit, and
    97 % of it can be used. A tenth of the calls may go out within one second (within a twentieth
    of a span shorter than 20 s), so that a full budget does not leave all at once.

    Attributes:
        calls: The most calls in any span, 1 to 1,000,000. Each attempt of a call counts.
        seconds: The length of the span, 0.1 or more.
        path: A file, made when missing, that counts for all processes of this machine that name
            it. Its folder must exist, on a local disk. It holds times and nothing else, and may be
            deleted while nobody uses it. A clock that is set back neither blocks nor forgets.
            Without a path, all threads and tasks of one client share the budget.

    Raises:
        FastLabelInvalidException: A value is out of its range.
    """

    calls: int = 10_000
    seconds: float = 600.0
    path: StrPath | None = None

    @classmethod
    def chosen(cls, given: RateLimit | StrPath | None, *, is_loopback: bool) -> RateLimit | None:
        """What a client keeps to: a path stands for the usual limit, shared through that file.

        Without a choice it is the usual limit, and none for a service on this machine.
        """
        if given is None:
            return None if is_loopback else cls()
        return given if isinstance(given, RateLimit) else cls(path=given)

    def permits(
        self,
        clock: Callable[[], float],
        wall_clock: Callable[[], float],
        draw: Callable[[float, float], float],
    ) -> PermitSource:
        """The permits of one client."""
        from fastlabel._client.rate_limit.window import Permits  # noqa: PLC0415  # costs time, and few set a limit

        return Permits(
            self.calls, self.seconds, self.path, clock=clock, wall_clock=wall_clock, draw=draw
        )

    def __post_init__(self) -> None:
        if not _is_number(self.calls, int) or not 1 <= self.calls <= _MOST_CALLS:
            invalid(
                f"rate_limit.calls: {self.calls!r}, give a whole number from 1 to {_MOST_CALLS}"
            )
        if not _is_number(self.seconds, int | float) or not _is_span(self.seconds):
            invalid(
                f"rate_limit.seconds: {self.seconds!r}, give {_SHORTEST_WINDOW} seconds or more"
            )
        if self.path is not None and not _is_path(self.path):
            invalid(f"rate_limit.path: {self.path!r} is no path, give that of a file, or None")


class Pacing(Guarded):
    """Permits for the attempts of one client, and the pauses that its service asks for.

    It never waits itself: `while wait := pacing.take(): sleep(wait)`. May be used by several
    threads and after a fork.

    Args:
        rate_limit: What to keep to; None keeps to the pauses alone.
        clock: Monotonic seconds. It also counts the permits that are not shared.
        wall_clock: Seconds since 1970. It counts the permits that are shared.
        draw: A random number between two.

    Raises:
        FastLabelInvalidException: The file of the rate limit cannot be used.
    """

    def __init__(
        self,
        rate_limit: RateLimit | None,
        clock: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], float] = time.time,
        draw: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._clock = clock
        self._draw = draw
        self._paused_until = 0.0
        self._spread = 0.0
        self._permits: PermitSource | None = None
        super().__init__()
        if rate_limit is not None:
            with self._lock:
                self._permits = rate_limit.permits(clock, wall_clock, draw)

    def take(self) -> float:
        """Take the permit for one attempt, if there is one.

        Returns:
            0.0 if the attempt may go out now, else the seconds after which to ask again. Those who
            ask at the same time are told different times, so that they do not all come back at
            once.

        Raises:
            FastLabelInvalidException: The file of the rate limit is damaged, or stays locked.
        """
        if self._permits is None:
            return self._rest()
        with self._lock:
            return self._rest() or self._permits.take()

    def pause(self, seconds: float) -> None:
        """Give nobody a permit for so long, because the service asked for it."""
        with self._lock:
            until = self._clock() + seconds
            if until > self._paused_until:
                self._spread = min(_LONGEST_SPREAD, seconds / 10)
                self._paused_until = until

    def close(self) -> None:
        """Close the file of the rate limit, if there is one. May be called again."""
        with self._lock:
            self._let_go()

    def _let_go(self) -> None:
        if self._permits is not None:
            self._permits.close()

    def _rest(self) -> float:
        if not self._paused_until:
            return 0.0
        left = self._paused_until - self._clock()
        return left + self._draw(0.0, self._spread) if left > 0 else 0.0


class RetryBudget(Guarded):
    """A bound on retries, so that they never add much load to a service that fails.

    In any 60 seconds it allows 10 retries that fail, or 10 % of the requests of those 60 seconds if
    that is more. A retry that comes through is no load on a service that is out, and is given back:
    where a fifth of the answers get lost, nobody has to give up. It counts by whole seconds, and
    takes up to one of them more into account for retries and less for requests.

    Args:
        clock: Monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._second = math.floor(clock())
        self._requests = deque([0] * (_MINUTE + 1), _MINUTE + 1)
        self._retries = deque([0] * (_MINUTE + 1), _MINUTE + 1)

    def count_request(self) -> None:
        """Count the first attempt of a call."""
        with self._lock:
            self._turn()
            self._requests[-1] += 1

    def allows(self) -> bool:
        """Whether one more retry may be made. If so, it is counted."""
        with self._lock:
            self._turn()
            requests = sum(islice(self._requests, 1, None))
            if sum(self._retries) >= max(_FEWEST_RETRIES, requests // 10):
                return False
            self._retries[-1] += 1
            return True

    def refund(self) -> None:
        """Give back a retry that came through."""
        with self._lock:
            self._turn()
            for age in range(1, len(self._retries) + 1):
                if self._retries[-age]:
                    self._retries[-age] -= 1
                    return

    def _turn(self) -> None:
        second = math.floor(self._clock())
        passed = [0] * min(second - self._second, _MINUTE + 1)
        self._requests.extend(passed)
        self._retries.extend(passed)
        self._second = second


def _is_number(given: object, kind: type[int] | UnionType) -> bool:
    return isinstance(given, kind) and not isinstance(given, bool)


def _is_span(seconds: float) -> bool:
    return math.isfinite(seconds) and seconds >= _SHORTEST_WINDOW


def _is_path(given: object) -> bool:
    if not isinstance(given, str | os.PathLike):
        return False
    path = os.fspath(cast("StrPath | os.PathLike[bytes]", given))
    return isinstance(path, str) and path != "" and "\0" not in path
