"""Whether a medium is asked for again, and when."""

from __future__ import annotations

import random
import ssl
from datetime import UTC, datetime, timedelta

import pytest

from fastlabel._client.download.retry import MediaAttempts
from fastlabel._client.rate_limit.limit import RetryBudget
from fastlabel._client.retry.call import Limits
from fastlabel.errors import (
    FastLabelException,
    FastLabelInvalidException,
    InvalidResponseError,
    NotFoundError,
    RateLimitError,
    ServerError,
    TransportError,
)


def attempts(budget: RetryBudget | None = None) -> MediaAttempts:
    return MediaAttempts(Limits(), budget or RetryBudget(), random.Random(7))


def waits(error: FastLabelException, budget: RetryBudget | None = None) -> list[float]:
    """Seconds before each attempt after the first, until there are no more."""
    media = attempts(budget)
    found: list[float] = []
    while (seconds := media.wait_after(error)) is not None:
        found.append(seconds)
    return found


@pytest.mark.parametrize(
    "error",
    [
        TransportError("lost"),
        ServerError("failed", 500),
        ServerError("failed", 522),
        InvalidResponseError("is no medium", 200),
    ],
)
def test_what_may_pass_is_tried_four_times(error: FastLabelException) -> None:
    found = waits(error)
    assert len(found) == 3
    assert all(0 <= wait <= 0.5 * 2**number for number, wait in enumerate(found))


@pytest.mark.parametrize(
    "error",
    [
        NotFoundError("gone", 404),
        FastLabelInvalidException("refused", 400),
        ServerError("not implemented", 501),
        InvalidResponseError("larger than it may be"),
        FastLabelException("the client is closed"),
    ],
)
def test_what_stays_is_not_tried_again(error: FastLabelException) -> None:
    assert waits(error) == []


def test_certificate_that_is_not_to_be_trusted_is_not_tried_again() -> None:
    error = TransportError("the server's certificate is not to be trusted")
    error.__context__ = OSError()
    error.__context__.__context__ = ssl.SSLCertVerificationError()
    assert waits(error) == []


def test_server_that_names_a_time_is_obeyed() -> None:
    seconds = attempts().wait_after(
        RateLimitError("later", 429, datetime.now(UTC) + timedelta(seconds=30))
    )
    assert seconds is not None
    assert 10 < seconds <= 30


def test_server_that_asks_for_too_long_is_given_up() -> None:
    later = datetime.now(UTC) + timedelta(seconds=450)
    assert waits(RateLimitError("later", 429, later)) == []
    # Until all the waits together are too long.
    soon = datetime.now(UTC) + timedelta(seconds=100)
    assert len(waits(RateLimitError("later", 503, soon))) in {2, 3}


def test_outage_spends_the_budget() -> None:
    budget = RetryBudget()
    tried = sum(len(waits(TransportError("lost"), budget)) for _ in range(200))
    assert 10 <= tried <= 20 + 10


def test_retries_that_came_through_are_no_burden() -> None:
    budget = RetryBudget()
    for _ in range(100):
        media = attempts(budget)
        assert media.wait_after(TransportError("lost")) is not None
        media.came_through()
