"""Deadlines, and transfers that hardly make progress."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from fastlabel._client.time_limits import (
    Deadline,
    DeadlineExceeded,
    MinimumThroughput,
    current_deadline,
    deadline,
)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def transfer(rates: Sequence[tuple[float, int]]) -> None:
    clock = Clock()
    throughput = MinimumThroughput(clock)
    throughput.count(0)
    for seconds, size in rates:
        clock.now += seconds
        throughput.count(size)


@pytest.mark.parametrize("rate", [1000, 10**9])
def test_enough_is_enough(rate: int) -> None:
    transfer([(1, rate)] * 100)
    transfer([(29, 0), (1, 30_000)] * 5)


def test_a_drip_is_given_up_after_half_a_minute() -> None:
    transfer([(0.5, 1)] * 59)
    with pytest.raises(DeadlineExceeded, match="1000 bytes per second"):
        transfer([(0.5, 1)] * 60)


def test_a_good_start_does_not_pay_for_what_follows() -> None:
    with pytest.raises(DeadlineExceeded):
        transfer([(1, 10**9)] * 40 + [(1, 1)] * 60)


def test_time_that_is_left() -> None:
    clock = Clock()
    limit = Deadline(25, clock)
    assert limit.timeout(None) == 25
    clock.now += 20
    assert (limit.timeout(None), limit.timeout(3), limit.timeout(60)) == (5, 3, 5)
    clock.now += 5
    with pytest.raises(DeadlineExceeded, match="not done after 25 seconds"):
        limit.timeout(3)


def test_noted_failure_ends_it() -> None:
    limit = Deadline(25)
    limit.failure = OSError("no space")
    with pytest.raises(OSError, match="no space"):
        limit.timeout(None)


def test_deadline_is_that_of_the_block() -> None:
    assert current_deadline() is None
    with deadline(9) as outer:
        with deadline(1) as inner:
            assert current_deadline() is inner
        assert current_deadline() is outer
