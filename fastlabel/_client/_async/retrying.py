"""Runs attempts until one succeeds: tenacity does the waiting, `Attempts` the deciding."""

from __future__ import annotations

from typing import TypeVar

from fastlabel._client.concurrency import AsyncAction, async_sleep
from fastlabel._client.download.retry import MediaAttempts
from fastlabel._client.retry.attempts import AttemptFailed, Attempts
from fastlabel._client.retry.budget import RetryBudget
from fastlabel._client.retry.policy import Limits
from fastlabel.errors import FastLabelException

T = TypeVar("T")


async def async_retry(attempt: AsyncAction[T], attempts: Attempts) -> T:
    """Make attempts until one succeeds; AttemptFailed if there is no other."""
    try:
        return await attempt()
    except AttemptFailed as error:
        if not attempts.should_retry():
            raise
        pending = [error]
    # Importing it takes time, and few calls need a second attempt.
    from tenacity import AsyncRetrying, retry_if_exception_type  # noqa: PLC0415

    async def next_attempt() -> T:
        if pending:
            raise pending.pop()
        return await attempt()

    retrying = AsyncRetrying(
        sleep=async_sleep,
        wait=lambda _: attempts.delay,
        stop=lambda _: not attempts.should_retry(),
        retry=retry_if_exception_type(AttemptFailed),
        reraise=True,
    )
    value: T = await retrying(next_attempt)
    return value


async def async_retry_media(download: AsyncAction[T], limits: Limits, budget: RetryBudget) -> T:
    """Download one media file, again where that may help."""
    attempts = MediaAttempts(limits, budget)

    async def attempt() -> T:
        attempts.begin()
        try:
            result = await download()
        except FastLabelException as error:
            raise attempts.on_error(error) from None
        attempts.on_success()
        return result

    try:
        return await async_retry(attempt, attempts)
    except AttemptFailed as failure:
        error = failure.error
    raise error
