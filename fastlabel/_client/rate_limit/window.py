"""Permits to call, counted over a sliding window. Loaded only where a rate limit is set."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable
from typing import Final

from pyrate_limiter import InMemoryBucket, Rate, RateItem

from fastlabel._client.rate_limit.shared_file import PermitFile
from fastlabel._types import StrPath

__all__ = ["Permits"]

_MARGIN: Final = 1.03
_TIDY_EVERY: Final = 256
_ASK_AGAIN_MS: Final = 5_000
_LOCKED_MS: Final = 40


class Permits:
    """The permits of one client, or of all that name the same file. Not for several threads.

    Args:
        calls: Permits in any span.
        seconds: Length of the span.
        path: The file to share them by.
        clock: Monotonic seconds.
        wall_clock: Seconds since 1970, for what is in the file.
        draw: A random number between two.
    """

    def __init__(
        self,
        calls: int,
        seconds: float,
        path: StrPath | None,
        *,
        clock: Callable[[], float],
        wall_clock: Callable[[], float],
        draw: Callable[[float, float], float],
    ) -> None:
        rates = _rates(calls, seconds)
        self._bucket = InMemoryBucket(rates) if path is None else PermitFile(path, rates, clock)
        self._clock = clock if path is None else wall_clock
        self._draw = draw
        self._given = 0
        self._promised: list[int] = []

    def take(self) -> float:
        """0.0 and a permit, or the seconds after which one is likely free."""
        now = math.floor(self._clock() * 1000)
        if not self._bucket.put(RateItem("", now)):
            return (self._promise(now) - now) / 1000
        self._given += 1
        if self._given % _TIDY_EVERY == 0:
            self._bucket.leak(now)
        return 0.0

    def close(self) -> None:
        """Close the file, if any. It is opened again when needed."""
        self._bucket.close()

    def _promise(self, now: int) -> int:
        """When there is likely a permit more than those who are waiting already need."""
        rate = self._bucket.failing_rate
        if rate is None:
            return now + math.ceil(self._draw(1, _LOCKED_MS))
        first = self._free_at(rate, 0, now)
        last = first + _ASK_AGAIN_MS
        # Whoever was told an earlier time will be told another. Later ones are of a clock set back.
        promised = self._promised
        del promised[bisect_right(promised, last) :]
        del promised[: bisect_left(promised, first)]
        free = self._free_at(rate, len(promised), now)
        if free > last:
            # Some of those ahead may have given up, so nobody is sent away for long.
            free = math.ceil(self._draw(first, last))
        insort(promised, free)
        return free

    def _free_at(self, rate: Rate, ahead: int, now: int) -> int:
        rounds, place = divmod(ahead, rate.limit)
        item = self._bucket.peek(rate.limit - 1 - place)
        return item.timestamp + (rounds + 1) * (rate.interval + 1) if item else now + 1


def _rates(calls: int, seconds: float) -> list[Rate]:
    """The limit, and before it one on bursts: a full budget must not leave all at once."""
    whole = Rate(calls, math.ceil(seconds * 1000 * _MARGIN))
    burst = Rate(math.ceil(calls / 10), math.ceil(min(1000, seconds * 1000 / 20)))
    return [burst, whole] if burst.limit < calls else [whole]
