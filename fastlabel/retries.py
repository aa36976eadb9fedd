"""What became of an attempt, and whether and when to make another. Nothing is sent here."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import TYPE_CHECKING, Final

from fastlabel.errors import AmbiguousWriteError, FastLabelException, TransportError
from fastlabel.requests import Request
from fastlabel.responses import Response, error_of, is_success

if TYPE_CHECKING:
    from tenacity import RetryCallState

__all__ = ["MOST_ATTEMPTS", "Call", "Failure", "Outcome", "backoff", "outcome_of", "pause"]

MOST_ATTEMPTS: Final = 4
_FIRST_WAIT: Final = 0.5
_LONGEST_WAIT: Final = 20.0
_IN_DOUBT: Final = frozenset({408, 425, 500, 502, 503, 504, *range(520, 528)})
_RANDOM: Final = random.Random()  # noqa: S311  # spreads load, keeps no secret


class Outcome(Enum):
    """What a failed attempt means for the next."""

    NOT_SENT = "the server cannot have acted on it"
    THROTTLED = "the server asks to come back later"
    IN_DOUBT = "the server may have acted on it"
    PERMANENT = "another attempt would end the same way"


class Failure(Exception):
    """One failed attempt. It never reaches the caller, who gets its `error`.

    Attributes:
        error: What the call ends with if this attempt was the last.
        outcome: What it means for the next.
        wait: Seconds that the server asks to wait, if it does.
    """

    def __init__(
        self, error: FastLabelException, outcome: Outcome, wait: float | None = None
    ) -> None:
        super().__init__(error, outcome, wait)
        self.error = error
        self.outcome = outcome
        self.wait = wait


def outcome_of(status: int, wait: float | None) -> Outcome:
    """Classify an answer without success."""
    if status == 429 or (status == 503 and wait is not None):
        return Outcome.THROTTLED
    return Outcome.IN_DOUBT if status in _IN_DOUBT else Outcome.PERMANENT


def backoff(attempt: int, rng: random.Random) -> float:
    """Seconds to wait after an attempt, counted from 1: full jitter, doubling, at most 20."""
    doublings = min(attempt - 1, 10)
    return rng.uniform(0, min(_LONGEST_WAIT, _FIRST_WAIT * 2**doublings))


def pause(retry_after: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for: whole seconds or an HTTP date; None for junk."""
    if retry_after is None:
        return None
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text) if len(text) < 12 else None
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError):
        return None
    zoned = until if until.tzinfo else until.replace(tzinfo=now.tzinfo)
    return max(0.0, (zoned - now) / timedelta(seconds=1))


class Call:
    """One call and its attempts so far.

    Args:
        request: What is sent.
        deadline: Seconds that the call may take, all attempts and waits included.
        clock: Monotonic seconds.
        rng: Draws the waits.
    """

    def __init__(
        self,
        request: Request,
        deadline: float,
        clock: Callable[[], float] = time.monotonic,
        rng: random.Random = _RANDOM,
    ) -> None:
        self.request = request
        self._clock = clock
        self._rng = rng
        self._until = clock() + deadline
        self._charged = 0
        self._in_doubt = False
        self._wait = 0.0

    def is_done(self, response: Response) -> bool:
        """Whether this answer ends the call well.

        A 404 does too, if an earlier attempt to delete may have worked though its answer was lost.
        """
        is_gone = self.request.method == "DELETE" and response.status == 404 and self._in_doubt
        return is_gone or is_success(self.request.method, response)

    def refused(self, response: Response, now: datetime) -> Failure:
        """An answer came that is no success."""
        wait = pause(response.headers.get("retry-after"), now)
        error = error_of(response, None if wait is None else _later(now, wait))
        return self._failed(error, outcome_of(response.status, wait), wait)

    def lost(self, reason: str, *, connected: bool, trusted: bool) -> Failure:
        """No answer came."""
        body, what = self.request.body, f"{self.request.method} {self.request.path.split('?')[0]}"
        if not trusted:
            message = f"{what}: the server's certificate is not to be trusted ({reason})"
            return self._failed(TransportError(message), Outcome.PERMANENT)
        if not connected or (body is not None and not body.handed_over):
            return self._failed(TransportError(f"{what}: not sent ({reason})"), Outcome.NOT_SENT)
        if self.request.method == "POST":
            message = (
                f"{what}: sent, but no answer came ({reason}); it may or may not have been "
                "created. Look it up with find_by_name before sending it again"
            )
            return self._failed(AmbiguousWriteError(message), Outcome.IN_DOUBT)
        return self._failed(TransportError(f"{what}: no answer ({reason})"), Outcome.IN_DOUBT)

    def is_repeatable(self, state: RetryCallState) -> bool:
        """Whether to make another attempt. A create in doubt is not: it could double the task."""
        failure = state.outcome.exception() if state.outcome else None
        return (
            isinstance(failure, Failure)
            and failure.outcome is not Outcome.PERMANENT
            and not (failure.outcome is Outcome.IN_DOUBT and self.request.method == "POST")
            and self._charged < MOST_ATTEMPTS
            and self._clock() + self._wait < self._until
        )

    def wait(self, _: RetryCallState) -> float:
        """Seconds until the next attempt."""
        return self._wait

    def _failed(
        self, error: FastLabelException, outcome: Outcome, wait: float | None = None
    ) -> Failure:
        self._in_doubt |= outcome is Outcome.IN_DOUBT
        self._charged += outcome is not Outcome.THROTTLED
        self._wait = backoff(max(1, self._charged), self._rng) if wait is None else wait
        return Failure(error, outcome, wait)


def _later(now: datetime, seconds: float) -> datetime | None:
    try:
        return now + timedelta(seconds=seconds)
    except OverflowError:
        return None
