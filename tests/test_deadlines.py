"""Transfers that hardly go on."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from fastlabel.deadlines import Throughput, TooSlow


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def transfer(rates: Sequence[tuple[float, int]]) -> None:
    clock = Clock()
    throughput = Throughput(clock)
    for seconds, size in rates:
        clock.now += seconds
        throughput.count(size)


@pytest.mark.parametrize("rate", [1000, 10**9])
def test_enough_is_enough(rate: int) -> None:
    transfer([(1, rate)] * 100)
    transfer([(29, 0), (1, 30_000)] * 5)


def test_a_drip_is_given_up_after_half_a_minute() -> None:
    transfer([(0.5, 1)] * 59)
    with pytest.raises(TooSlow, match="1000 bytes per second"):
        transfer([(0.5, 1)] * 60)


def test_a_good_start_does_not_pay_for_what_follows() -> None:
    with pytest.raises(TooSlow):
        transfer([(1, 10**9)] * 40 + [(1, 1)] * 60)
