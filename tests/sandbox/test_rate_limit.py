"""The limit on calls: never more in any stretch, and never fewer than there may be."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from fastlabel.errors import FastLabelInvalidException
from fastlabel.sandbox import Fault, Sandbox
from fastlabel.sandbox.http.rate_limit import SlidingWindow
from tests.sandbox.support.fault_plans import bad_day
from tests.sandbox.support.plain_client import TIMEOUT_SECONDS

# Quarters add up without rounding.
STEPS = st.integers(0, 12).map(lambda quarters: quarters / 4)


@given(st.integers(1, 5), STEPS.filter(bool), st.lists(STEPS, max_size=60))
def test_no_stretch_has_more_calls_and_none_is_refused_without_need(
    calls: int, seconds: float, steps: list[float]
) -> None:
    now = [0.0]
    window = SlidingWindow(calls, seconds, lambda: now[0])
    taken: list[float] = []
    refused = 0
    for step in steps:
        now[0] += step
        counting = [moment for moment in taken if moment > now[0] - seconds]
        wait = window.acquire_or_wait_time()
        assert (wait == 0) == (len(counting) < calls)
        if wait:
            refused += 1
            assert wait == counting[0] + seconds - now[0]
        else:
            taken.append(now[0])
    assert window.rejected == refused


def test_calls_beyond_it_are_refused_in_the_form_of_the_api() -> None:
    with bad_day(rate_limit=(2, 3600)) as day:
        assert [day.page().status_code for _ in range(2)] == [200, 200]
        answer = day.create()
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
        assert answer.json() == {
            "statusCode": 429,
            "error": "Too Many Requests",
            "message": "too many calls; Retry-After says when to call again",
        }
        assert (day.rows(), day.sandbox.rejected_requests) == ([], 1)


def test_retry_after_leads_to_a_call() -> None:
    with bad_day(rate_limit=(1, 0.2)) as day:
        assert day.page().status_code == 200
        answer = day.page()
        while answer.status_code == 429:
            assert answer.headers["Retry-After"] == "1"
            answer = day.page()
        assert answer.status_code == 200


def test_who_has_no_token_takes_no_calls() -> None:
    with bad_day(rate_limit=(1, 3600)) as day:
        for _ in range(3):
            assert day.create(headers={"Authorization": "Bearer wrong"}).status_code == 401
        assert day.create().status_code == 200


def test_media_take_no_calls() -> None:
    with bad_day(rate_limit=(2, 3600)) as day:
        day.create()
        (task,) = day.page().json()
        for _ in range(3):
            assert requests.get(task["url"], timeout=TIMEOUT_SECONDS).status_code == 200


def test_calls_that_meet_a_fault_count() -> None:
    with bad_day(Fault("status", status=503), rate_limit=(2, 3600)) as day:
        assert [day.page().status_code for _ in range(4)] == [503, 503, 429, 429]
        assert (day.met, day.sandbox.rejected_requests) == ({"status": 2}, 2)


def test_callers_at_the_same_time_get_no_more() -> None:
    with bad_day(rate_limit=(20, 3600)) as day, ThreadPoolExecutor(8) as pool:
        codes = [answer.status_code for answer in pool.map(day.create, map(str, range(40)))]
        assert (codes.count(200), codes.count(429)) == (20, 20)
        assert len(day.rows()) == 20


def test_reset_forgets_the_calls() -> None:
    with bad_day(rate_limit=(1, 3600)) as day:
        assert [day.page().status_code for _ in range(2)] == [200, 429]
        day.sandbox.reset()
        assert day.sandbox.rejected_requests == 0
        assert day.page().status_code == 200


def test_without_a_limit_none_are_refused() -> None:
    with Sandbox() as sandbox:
        assert sandbox.rejected_requests == 0


@pytest.mark.parametrize("limit", [(0, 1), (-1, 1), (1, 0), (1, -1), (1, float("inf"))])
def test_limit_that_is_none_is_refused(limit: Any) -> None:
    with pytest.raises(FastLabelInvalidException) as caught:
        Sandbox(rate_limit=limit)
    assert caught.value.message == (
        f"rate_limit: expected two finite numbers above 0, got {limit[0]} and {limit[1]}"
    )
