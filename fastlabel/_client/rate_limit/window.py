"""A rate limit over a sliding window: how many calls went out in the last so many milliseconds."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right, insort
from collections import deque
from collections.abc import Callable
from typing import Final, NamedTuple

_MARGIN: Final = 1.03
_MAX_WAIT_MS: Final = 5_000


class Rate(NamedTuple):
    """A maximum number of calls in any span of time."""

    calls: int
    span: int
    """Milliseconds."""


class SlidingWindow:
    """The calls of this process, in memory; calls that have to wait are spread. Not thread-safe."""

    def __init__(
        self,
        calls: int,
        seconds: float,
        clock: Callable[[], float],
        jitter: Callable[[float, float], float],
    ) -> None:
        self._rates = _rates(calls, seconds)
        self._clock = clock
        self._jitter = jitter
        self._promised: list[int] = []
        self._times: deque[int] = deque(maxlen=calls)

    def acquire_or_wait_time(self) -> float:
        """Count a call and return 0.0, or return the seconds until one is likely allowed."""
        now = math.floor(self._clock() * 1000)
        exhausted = self._acquire(now)
        return 0.0 if exhausted is None else (self._promise(exhausted, now) - now) / 1000

    def close(self) -> None:
        """Do nothing: memory needs no closing."""

    def _promise(self, rate: Rate, now: int) -> int:
        """Time at which one more call is likely allowed than the waiting ones need."""
        first = self._free_at(rate, 0, now)
        last = first + _MAX_WAIT_MS
        # Earlier promises are renewed when their callers ask again; later ones are from a clock
        # that was set back.
        promised = self._promised
        del promised[bisect_right(promised, last) :]
        del promised[: bisect_left(promised, first)]
        time = self._free_at(rate, len(promised), now)
        if time > last:
            # Some of the waiting callers may have given up, so no wait is long.
            time = math.ceil(self._jitter(first, last))
        insort(promised, time)
        return time

    def _free_at(self, rate: Rate, waiting: int, now: int) -> int:
        rounds, offset = divmod(waiting, rate.calls)
        time = self._call_before(rate.calls - 1 - offset)
        return now + 1 if time is None else time + (rounds + 1) * (rate.span + 1)

    def _acquire(self, now: int) -> Rate | None:
        """Count a call at a time in milliseconds, or return the rate that is exhausted."""
        for rate in self._rates:
            first = self._call_before(rate.calls - 1)
            if first is not None and first >= now - rate.span:
                return rate
        self._times.append(now)
        return None

    def _call_before(self, count: int) -> int | None:
        """Time of the call so many before the last one, in milliseconds, if there is one."""
        return self._times[-1 - count] if count < len(self._times) else None


def _rates(calls: int, seconds: float) -> tuple[Rate, ...]:
    """The limit, and before it one on bursts: the whole quota must not be used at once."""
    limit = Rate(calls, math.ceil(seconds * 1000 * _MARGIN))
    burst = Rate(math.ceil(calls / 10), math.ceil(min(1000, seconds * 1000 / 20)))
    return (burst, limit) if burst.calls < calls else (limit,)
