"""Callers, their way to the service, and time, all made up."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from fastlabel._client.rate_limit.limit import Pacer


@dataclass
class Clock:
    """A clock that the tests turn."""

    now: float = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Simulated:
    """What became of the calls: when each arrived, and how often a permit was asked for."""

    arrivals: list[float] = field(default_factory=list[float])
    asked: int = 0


def simulate(
    pacers: Sequence[Pacer],
    clock: Clock,
    callers: int,
    calls: int,
    *,
    way: Callable[[], float],
    think: Callable[[], float] = lambda: 0.0,
) -> Simulated:
    """Let callers, of each pacer so many, make calls until there were so many of them.

    A call arrives `way()` seconds after its permit, and its caller asks again `think()` later. Who
    waits oversleeps by a millisecond.
    """
    seen = Simulated()
    awake = [(clock.now, number) for number in range(callers * len(pacers))]
    while len(seen.arrivals) < calls:
        clock.now, number = heapq.heappop(awake)
        seen.asked += 1
        again = clock.now + pacers[number % len(pacers)].acquire_or_wait_time()
        if again == clock.now:
            seen.arrivals.append(clock.now + way())
            again = seen.arrivals[-1] + think()
        else:
            again += 0.001
        heapq.heappush(awake, (again, number))
    seen.arrivals.sort()
    return seen
