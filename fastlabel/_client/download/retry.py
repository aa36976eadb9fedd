"""Whether and when to ask for a medium again. Nothing is fetched here."""

from __future__ import annotations

import random
import ssl
from datetime import UTC, datetime, timedelta
from typing import Final

from fastlabel._client.retry.call import IN_DOUBT, Budget, Limits, backoff
from fastlabel.errors import (
    FastLabelException,
    InvalidResponseError,
    RateLimitError,
    ServerError,
    TransportError,
)

__all__ = ["MediaAttempts"]

_RANDOM: Final = random.Random()  # noqa: S311  # spreads load, keeps no secret


class MediaAttempts:
    """The attempts to fetch one medium, by the policy for reads in `fastlabel._client.retry.call`.

    Args:
        limits: How often, and how long to wait for a server that asks to come back later.
        budget: What all media of a run share.
        rng: Where jitter comes from.
    """

    def __init__(self, limits: Limits, budget: Budget, rng: random.Random = _RANDOM) -> None:
        self._limits = limits
        self._budget = budget
        self._rng = rng
        self._failed = self._throttled = self._extra = 0
        self._waited = 0.0
        budget.count_request()

    def came_through(self) -> None:
        """The latest attempt brought the medium: retries before it were no burden."""
        for _ in range(self._extra):
            self._budget.refund()

    def wait_after(self, error: FastLabelException) -> float | None:
        """Seconds until the next attempt; None if there is none."""
        if isinstance(error, RateLimitError):
            return self._pause(error)
        return self._back_off() if _is_passing(error) else None

    def _pause(self, error: RateLimitError) -> float | None:
        self._throttled += 1
        asked = 0.0
        if error.retry_at is not None:
            asked = (error.retry_at - datetime.now(UTC)) / timedelta(seconds=1)
        seconds = max(asked, backoff(self._throttled, self._rng))
        self._waited += seconds
        return seconds if self._waited < self._limits.deadline else None

    def _back_off(self) -> float | None:
        seconds = 0.0
        for _ in range(self._failed + 1, self._limits.max_attempts):
            self._failed += 1
            seconds += backoff(self._failed, self._rng)
            # A step that the budget has no room for is passed over, and counts.
            if self._budget.allows():
                self._extra += 1
                return seconds
        return None


def _is_passing(error: FastLabelException) -> bool:
    match error:
        case TransportError():
            return not _is_certificate_error(error)
        case ServerError(code=code) | InvalidResponseError(code=code):
            # An answer of 200 that brought something else: a page of a proxy, as a rule.
            return code in IN_DOUBT or code == 200
        case _:
            return False


def _is_certificate_error(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
