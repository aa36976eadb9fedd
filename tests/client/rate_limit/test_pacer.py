"""When attempts may go out and how many may be repeated, on clocks that the tests turn."""

from __future__ import annotations

import math
import os
import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel._client.rate_limit.limit import Pacer, RateLimit
from fastlabel._client.retry.budget import RetryBudget
from fastlabel.errors import FastLabelInvalidException
from tests.support.patience import HANG_SECONDS
from tests.support.rate_limit_simulation import Clock, simulate
from tests.support.strict_rate_limit_server import StrictWindow

T = TypeVar("T")


def at_once(pacer: Pacer, most: int = 10_000) -> int:
    """Permits that are there now."""
    return next((taken for taken in range(most) if pacer.acquire_or_wait_time()), most)


def from_threads(call: Callable[[], T]) -> list[T]:
    """What 2,000 calls from 16 threads give."""
    with ThreadPoolExecutor(16) as threads:
        return [future.result() for future in [threads.submit(call) for _ in range(2000)]]


def accepted_of(window: StrictWindow, arrivals: Sequence[float]) -> int:
    return sum(window.arrive(arrival) for arrival in arrivals)


def test_the_default_is_the_limit_of_the_service() -> None:
    assert RateLimit() == RateLimit(calls=10_000, seconds=600, path=None)


def test_rate_limit_is_frozen() -> None:
    name = "calls"
    with pytest.raises(FrozenInstanceError):
        setattr(RateLimit(), name, 1)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("calls", 0),
        ("calls", -1),
        ("calls", 1.5),
        ("calls", True),
        ("calls", "10"),
        ("calls", 1_000_001),
        ("seconds", 0),
        ("seconds", 0.05),
        ("seconds", -1.0),
        ("seconds", math.nan),
        ("seconds", math.inf),
        ("seconds", "600"),
        ("seconds", True),
        ("path", ""),
        ("path", b"/tmp/x"),
        ("path", 1),
        ("path", "a\0b"),
    ],
)
def test_values_out_of_range(name: str, value: Any) -> None:
    with pytest.raises(FastLabelInvalidException) as caught:
        RateLimit(**{name: value})
    assert caught.value.code == 422
    assert caught.value.path == ("rate_limit", name)
    assert caught.value.message.endswith(f", got {value!r}")


def test_no_limit_never_waits() -> None:
    assert at_once(Pacer(None)) == 10_000


def test_sqlite_is_imported_only_for_a_shared_limit() -> None:
    code = (
        "import sys; from fastlabel._client.rate_limit.limit import Pacer, RateLimit; "
        "Pacer(RateLimit()).acquire_or_wait_time(); print('sqlite3' in sys.modules)"
    )
    # Measured, a child would load what measures it.
    environment = {name: os.environ[name] for name in os.environ if "COVERAGE" not in name}
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert loaded.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("limit", "burst", "within"),
    [
        (RateLimit(), 1000, 1.0),
        (RateLimit(calls=5, seconds=600), 1, 1.0),
        (RateLimit(calls=100, seconds=2), 10, 0.1),
        (RateLimit(calls=1, seconds=1), 1, 1.03),
    ],
)
def test_a_tenth_of_the_calls_goes_out_at_once(limit: RateLimit, burst: int, within: float) -> None:
    clock = Clock()
    pacer = Pacer(limit, clock)
    assert at_once(pacer) == burst
    clock.now += within - 0.01
    assert at_once(pacer) == 0
    clock.now += 0.012
    assert at_once(pacer) == burst


@given(
    calls=st.integers(1, 40),
    seconds=st.floats(0.1, 700),
    callers=st.integers(1, 12),
    lateness=st.floats(0, 0.03),
    idle=st.floats(0, 0.5),
    seed=st.integers(0, 2**32),
)
def test_no_call_is_refused_if_it_is_late_within_the_margin(
    *, calls: int, seconds: float, callers: int, lateness: float, idle: float, seed: int
) -> None:
    clock, draw = Clock(), random.Random(seed).uniform
    seen = simulate(
        [Pacer(RateLimit(calls, seconds), clock)],
        clock,
        callers,
        3 * calls + 1,
        way=lambda: draw(0, lateness * seconds),
        think=lambda: draw(0, idle * seconds),
    )
    assert accepted_of(StrictWindow(calls, seconds), seen.arrivals) == 3 * calls + 1


@pytest.mark.parametrize(
    ("limit", "callers", "asked"),
    [
        (RateLimit(), 64, 2.2),
        (RateLimit(calls=500, seconds=20), 64, 3),
        (RateLimit(calls=500, seconds=20), 256, 8),
        (RateLimit(calls=200, seconds=4), 1000, 15),
    ],
)
def test_waiting_callers_use_the_quota_without_asking_all_the_time(
    limit: RateLimit, callers: int, asked: float
) -> None:
    clock, draw = Clock(), random.Random(0).uniform
    calls = 3 * limit.calls + 1
    pacer = Pacer(limit, clock, jitter=draw)
    seen = simulate([pacer], clock, callers, calls, way=lambda: draw(0.001, 0.05))
    window = StrictWindow(limit.calls, limit.seconds)
    assert accepted_of(window, seen.arrivals) == calls
    assert window.used() >= 0.95
    assert seen.asked <= asked * calls


def test_callers_who_wait_are_told_different_times() -> None:
    clock = Clock()
    pacer = Pacer(RateLimit(calls=100, seconds=10), clock)
    simulate([pacer], clock, 1, 100, way=lambda: 0.02)
    waits = [pacer.acquire_or_wait_time() for _ in range(64)]
    assert waits == sorted(waits)
    assert len(set(waits)) == 64


def test_callers_who_gave_up_hold_nobody_back_for_long() -> None:
    clock = Clock()
    pacer = Pacer(RateLimit(calls=1, seconds=60), clock)
    assert at_once(pacer) == 1
    first = pacer.acquire_or_wait_time()
    assert max(pacer.acquire_or_wait_time() for _ in range(1000)) <= first + 5


def test_permits_are_counted_once_among_threads() -> None:
    pacer = Pacer(RateLimit(calls=500, seconds=600), Clock())
    assert sum(not wait for wait in from_threads(pacer.acquire_or_wait_time)) == 50


@pytest.mark.parametrize("limit", [None, RateLimit()])
def test_nobody_gets_a_permit_in_a_pause(limit: RateLimit | None) -> None:
    clock = Clock()
    pacer = Pacer(limit, clock)
    pacer.pause(30)
    clock.now += 29.9
    assert at_once(pacer) == 0
    clock.now += 0.2
    assert at_once(pacer, 64) == 64


def test_callers_come_back_from_a_pause_one_by_one() -> None:
    pacer = Pacer(None, Clock())
    pacer.pause(5)
    waits = {pacer.acquire_or_wait_time() for _ in range(64)}
    assert len(waits) == 64
    assert 5 <= min(waits) < 5.25 < max(waits) <= 5.5


def test_a_long_pause_is_spread_over_a_second_at_most() -> None:
    pacer = Pacer(None, Clock(), jitter=lambda _, most: most)
    pacer.pause(3600)
    assert pacer.acquire_or_wait_time() == 3601


@pytest.mark.parametrize(("first", "second"), [(10, 3), (3, 10)])
def test_the_longer_pause_wins(first: float, second: float) -> None:
    pacer = Pacer(None, Clock(), jitter=lambda least, _: least)
    pacer.pause(first)
    pacer.pause(second)
    assert pacer.acquire_or_wait_time() == 10


@pytest.mark.parametrize("seconds", [0, -5, math.nan])
def test_a_pause_of_no_time(seconds: float) -> None:
    pacer = Pacer(None, Clock())
    pacer.pause(seconds)
    assert pacer.acquire_or_wait_time() == 0


def test_closing_twice() -> None:
    for limit in (None, RateLimit()):
        pacer = Pacer(limit)
        pacer.close()
        pacer.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_child_never_finds_a_lock_held(tmp_path: Path) -> None:
    script = """
import os, sys, threading
from fastlabel._client.rate_limit.limit import *
from fastlabel._client.retry.budget import RetryBudget
pacers = [Pacer(None), Pacer(RateLimit()), Pacer(RateLimit(path=sys.argv[1]))]
budget, stop = RetryBudget(), threading.Event()
def busy():
    while not stop.is_set():
        for pacer in pacers:
            pacer.acquire_or_wait_time(), pacer.pause(0)
            budget.record_request(), budget.try_spend()
threads = [threading.Thread(target=busy) for _ in range(4)]
for thread in threads: thread.start()
for _ in range(20):
    child = os.fork()
    if not child:
        for pacer in pacers:
            pacer.acquire_or_wait_time(), pacer.pause(0)
            budget.record_request(), budget.try_spend()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
stop.set()
"""
    command = [sys.executable, "-W", "ignore", "-c", script, str(tmp_path / "shared")]
    subprocess.run(command, check=True, timeout=HANG_SECONDS)


def test_ten_retries_a_minute_are_allowed_to_those_who_call_little() -> None:
    clock = Clock()
    budget = RetryBudget(clock)
    assert [budget.try_spend() for _ in range(12)] == [True] * 10 + [False] * 2
    clock.now += 60
    assert not budget.try_spend()
    clock.now += 1
    assert budget.try_spend()


def test_a_tenth_of_the_requests_may_be_retries_in_an_outage() -> None:
    clock = Clock()
    budget = RetryBudget(clock)
    retries = 0
    for _ in range(3000):
        budget.record_request()
        retries += sum(budget.try_spend() for _ in range(3))
        clock.now += 0.01
    assert 300 - 1 <= retries <= 300 + 10


def test_requests_of_more_than_a_minute_ago_allow_no_retries() -> None:
    clock = Clock(0.9)
    budget = RetryBudget(clock)
    for _ in range(1000):
        budget.record_request()
    clock.now += 60.05
    assert sum(budget.try_spend() for _ in range(100)) == 10


def test_retries_are_counted_once_among_threads() -> None:
    budget = RetryBudget(Clock())
    from_threads(budget.record_request)
    assert sum(from_threads(budget.try_spend)) == 200


EVENTS = st.tuples(
    st.one_of(st.just(0.0), st.floats(0, 2), st.sampled_from([1.0, 59.0, 60.0, 61.0, 1e6])),
    st.integers(0, 120),
    st.integers(0, 12),
)


@given(start=st.floats(0, 1e6), events=st.lists(EVENTS, max_size=40))
def test_retries_stay_within_the_budget(start: float, events: list[tuple[float, int, int]]) -> None:
    """Against every time written down: never more than allowed, and all that surely are."""
    clock = Clock(start)
    budget = RetryBudget(clock)
    requests: list[float] = []
    retries: list[float] = []

    def within(times: list[float], seconds: float) -> int:
        return sum(time > clock.now - seconds for time in times)

    for passed, calls, failures in events:
        clock.now += passed
        requests += [clock.now] * calls
        for _ in range(calls):
            budget.record_request()
        for _ in range(failures):
            surely = within(retries, 61) < max(10, within(requests, 59) // 10)
            allowed = budget.try_spend()
            assert allowed or not surely
            retries += [clock.now] * allowed
            assert not allowed or within(retries, 60) <= max(10, within(requests, 60) / 10)
