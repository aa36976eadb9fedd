"""The attempts of one operation: whether there is another one, and how long to wait before it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from fastlabel._client.retry.budget import RetryBudget
from fastlabel._client.retry.policy import JITTER, Limits, Verdict, backoff
from fastlabel.errors import FastLabelException


class AttemptFailed(Exception):
    """One failed attempt. It never reaches the caller, who gets its `error`."""

    def __init__(
        self, error: FastLabelException, verdict: Verdict, pause: float | None = None
    ) -> None:
        super().__init__(error, verdict, pause)
        self.error = error
        self.verdict = verdict
        self.pause = pause  # seconds for which all callers should wait


class Attempts:
    """Retry policy of one operation, without I/O; `_async/retrying.py` drives it."""

    def __init__(
        self,
        limits: Limits,
        budget: RetryBudget,
        clock: Callable[[], float] = time.monotonic,
        rng: random.Random = JITTER,
    ) -> None:
        self.delay: float = 0.0  # seconds until the next attempt
        self._limits = limits
        self._budget = budget
        self._clock = clock
        self._rng = rng
        self._deadline = clock() + limits.deadline
        self._error = FastLabelException("not sent")
        self._may_continue = True
        self._has_begun = False
        self._is_extra = False  # the budget paid for the current attempt
        self._is_invited = False  # the server asked for the next attempt
        self._charged = self._throttled = 0

    @property
    def remaining(self) -> float:
        """Seconds until the deadline."""
        return self._deadline - self._clock()

    def should_retry(self) -> bool:
        """Whether another attempt follows a failed one, after `delay`."""
        return self._may_continue and self.delay < self.remaining

    def begin(self) -> None:
        """Begin an attempt, or raise AttemptFailed if the budget of retries is spent."""
        if not self._has_begun:
            self._has_begun = True
            self._budget.record_request()
        elif self._is_invited:
            self._is_invited = False
        elif self._budget.try_spend():
            self._is_extra = True
        else:
            raise self.on_budget_spent()

    def on_budget_spent(self) -> AttemptFailed:
        """Handle an attempt that the budget does not allow: it counts as failed."""
        return self.on_failure(self._error, Verdict.NOT_SENT)

    def on_success(self) -> None:
        """Handle a successful attempt."""
        if self._is_extra:
            self._is_extra = False
            self._budget.give_back()

    def on_failure(
        self, error: FastLabelException, verdict: Verdict, pause: float | None = None
    ) -> AttemptFailed:
        """Handle a failed attempt: decide whether and when there is another one."""
        self._error = error
        if verdict is Verdict.PERMANENT:
            return self.give_up(error)
        if verdict is Verdict.THROTTLED:
            self.delay = self._throttle_delay(error.code, pause)
            return AttemptFailed(error, verdict, self.delay)
        self._charged += 1
        self.delay = backoff(self._charged, self._rng)
        self._may_continue = self._charged < self._limits.max_attempts
        return AttemptFailed(error, verdict)

    def give_up(self, error: FastLabelException) -> AttemptFailed:
        """End the operation with an error."""
        self._may_continue = False
        return AttemptFailed(error, Verdict.PERMANENT)

    def _throttle_delay(self, status: int | None, pause: float | None) -> float:
        self._throttled += 1
        # Only 429 is free of charge: 503 is what a service that is down answers, too.
        self._is_invited = status == 429
        return max(pause or 0.0, backoff(self._throttled, self._rng))
