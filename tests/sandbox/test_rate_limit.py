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
from tests.sandbox.support.faulty_sandbox import faulty_sandbox
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
    with faulty_sandbox(rate_limit=(2, 3600)) as faulty:
        assert [faulty.page().status_code for _ in range(2)] == [200, 200]
        answer = faulty.create()
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
        assert answer.json() == {
            "statusCode": 429,
            "error": "Too Many Requests",
            "message": "too many calls; Retry-After says when to call again",
        }
        assert (faulty.rows(), faulty.sandbox.rejected_requests) == ([], 1)


def test_retry_after_leads_to_a_call() -> None:
    with faulty_sandbox(rate_limit=(1, 0.2)) as faulty:
        assert faulty.page().status_code == 200
        answer = faulty.page()
        while answer.status_code == 429:
            assert answer.headers["Retry-After"] == "1"
            answer = faulty.page()
        assert answer.status_code == 200


def test_who_has_no_token_takes_no_calls() -> None:
    with faulty_sandbox(rate_limit=(1, 3600)) as faulty:
        for _ in range(3):
            assert faulty.create(headers={"Authorization": "Bearer wrong"}).status_code == 401
        assert faulty.create().status_code == 200


def test_media_take_no_calls() -> None:
    with faulty_sandbox(rate_limit=(2, 3600)) as faulty:
        faulty.create()
        (task,) = faulty.page().json()
        for _ in range(3):
            assert requests.get(task["url"], timeout=TIMEOUT_SECONDS).status_code == 200


def test_requests_with_a_fault_count() -> None:
    with faulty_sandbox(Fault("status", status=503), rate_limit=(2, 3600)) as faulty:
        assert [faulty.page().status_code for _ in range(4)] == [503, 503, 429, 429]
        assert (faulty.counts, faulty.sandbox.rejected_requests) == ({"status": 2}, 2)


def test_callers_at_the_same_time_get_no_more() -> None:
    with faulty_sandbox(rate_limit=(20, 3600)) as faulty, ThreadPoolExecutor(8) as pool:
        codes = [answer.status_code for answer in pool.map(faulty.create, map(str, range(40)))]
        assert (codes.count(200), codes.count(429)) == (20, 20)
        assert len(faulty.rows()) == 20


def test_reset_forgets_the_calls() -> None:
    with faulty_sandbox(rate_limit=(1, 3600)) as faulty:
        assert [faulty.page().status_code for _ in range(2)] == [200, 429]
        faulty.sandbox.reset()
        assert faulty.sandbox.rejected_requests == 0
        assert faulty.page().status_code == 200


def test_without_a_limit_none_are_refused() -> None:
    with Sandbox() as sandbox:
        assert sandbox.rejected_requests == 0


@pytest.mark.parametrize("limit", [(0, 1), (-1, 1), (1, 0), (1, -1), (1, float("inf"))])
def test_invalid_limit_is_refused(limit: Any) -> None:
    with pytest.raises(FastLabelInvalidException) as caught:
        Sandbox(rate_limit=limit)
    assert caught.value.message == (
        f"rate_limit: expected two finite numbers above 0, got {limit[0]} and {limit[1]}"
    )
