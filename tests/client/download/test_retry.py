"""Whether a media file is downloaded again, and when."""

from __future__ import annotations

import random
import ssl
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from fastlabel._client.download.retry import MediaAttempts
from fastlabel._client.retry.attempts import AttemptFailed
from fastlabel._client.retry.budget import RetryBudget
from fastlabel._client.retry.policy import Limits
from fastlabel.errors import (
    FastLabelException,
    FastLabelInvalidException,
    InvalidResponseError,
    NotFoundError,
    RateLimitError,
    ServerError,
    TransportError,
)


def new_attempts(budget: RetryBudget | None = None) -> MediaAttempts:
    return MediaAttempts(Limits(), budget or RetryBudget(), rng=random.Random(7))


def delays(error: FastLabelException, budget: RetryBudget | None = None) -> list[float]:
    """Seconds before each attempt after the first, until there are no more."""
    attempts = new_attempts(budget)
    attempts.begin()
    found: list[float] = []
    attempts.on_error(error)
    while attempts.should_retry():
        waited = attempts.delay
        try:
            attempts.begin()
        except AttemptFailed:
            continue
        found.append(waited)
        attempts.on_error(error)
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
    found = delays(error)
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
    assert delays(error) == []


def test_certificate_that_is_not_to_be_trusted_is_not_tried_again() -> None:
    error = TransportError("the server's certificate is not trusted")
    error.__context__ = OSError()
    error.__context__.__context__ = ssl.SSLCertVerificationError()
    assert delays(error) == []


def test_server_that_names_a_time_is_obeyed() -> None:
    attempts = new_attempts()
    attempts.begin()
    attempts.on_error(RateLimitError("later", 429, datetime.now(UTC) + timedelta(seconds=30)))
    assert attempts.should_retry()
    assert 10 < attempts.delay <= 30


def test_server_that_asks_for_too_long_is_given_up() -> None:
    later = datetime.now(UTC) + timedelta(seconds=450)
    assert delays(RateLimitError("later", 429, later)) == []
    # Until all the waits together are too long.
    soon = datetime.now(UTC) + timedelta(seconds=100)
    assert len(delays(RateLimitError("later", 503, soon))) in {2, 3}


def test_outage_spends_the_budget() -> None:
    budget = RetryBudget()
    tried = sum(len(delays(TransportError("lost"), budget)) for _ in range(200))
    assert 10 <= tried <= 20 + 10


def test_retries_that_succeed_are_no_burden() -> None:
    budget = RetryBudget()
    for _ in range(100):
        attempts = new_attempts(budget)
        attempts.begin()
        attempts.on_error(TransportError("lost"))
        attempts.begin()
        attempts.on_success()


def test_tenacity_is_imported_for_a_second_download_only() -> None:
    code = """
import sys
from fastlabel._client._sync.retrying import retry_media
from fastlabel._client.retry.budget import RetryBudget
from fastlabel._client.retry.policy import Limits
from fastlabel.errors import TransportError
answers = [TransportError("lost")]
def download():
    if len(sys.argv) > 1 and answers:
        raise answers.pop()
    return "the file"
assert retry_media(download, Limits(), RetryBudget()) == "the file"
print("tenacity" in sys.modules)
"""
    for arguments, is_imported in (((), False), (("fail",), True)):
        command = [sys.executable, "-c", code, *arguments]
        run = subprocess.run(command, capture_output=True, text=True, check=True)
        assert run.stdout.strip() == str(is_imported)
