"""What became of an attempt, and whether and when to make another. Nothing is sent here.

A create whose answer was lost is looked up by its name before it is sent again: the API knows no
idempotency keys, and names are unique in a project.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

from fastlabel._protocol.limits import check_seconds
from fastlabel._protocol.operation import ExistenceProbe, Operation
from fastlabel._protocol.responses import Response, error_for, is_json, is_success, parse_id_names
from fastlabel.errors import (
    AmbiguousWriteError,
    FastLabelException,
    InvalidResponseError,
    RateLimitError,
    TransportError,
    invalid,
)
from fastlabel.models import TaskId

if TYPE_CHECKING:
    from tenacity import RetryCallState

__all__ = [
    "IN_DOUBT",
    "Budget",
    "Call",
    "Failure",
    "Limits",
    "NoAnswer",
    "Outcome",
    "backoff",
    "outcome_of",
    "pause",
]

T_co = TypeVar("T_co", covariant=True)

_FIRST_WAIT: Final = 0.5
_LONGEST_WAIT: Final = 20.0
_LONGEST_BETWEEN_LOOK_UPS: Final = 8.0
# A request that timed out may still be at work on the server.
_SETTLE_AFTER_TIMEOUT: Final = 4
_PUT_AGAIN_WITHIN: Final = 30.0
_SLOWEST_UPLOAD: Final = 100_000
_TIMED_OUT: Final = frozenset({408, 504, 522, 524})
IN_DOUBT: Final = frozenset({408, 425, 500, 502, 503, 504, *range(520, 528)})
"""Statuses after which the server may or may not have acted; a read is sent again."""

_NAME_MAY_BE_TAKEN: Final = frozenset({400, 409, 422})
_LOCKED: Final = "lock"
_RANDOM: Final = random.Random()  # noqa: S311  # spreads load, keeps no secret


class Outcome(Enum):
    """What a failed attempt means for the next."""

    NOT_SENT = "the server cannot have acted on it"
    THROTTLED = "the server asks to come back later"
    IN_DOUBT = "the server may have acted on it"
    PERMANENT = "another attempt would end the same way"


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how often a call may try."""

    max_attempts: int = 4
    """How often a request is sent at most; what was throttled does not count."""
    deadline: float = 300.0
    """Seconds that one call may take, waits included; a large body is given more."""
    confirm_after: float = 15.0
    """Seconds after which a create that no look-up finds was not made; four times as long after a
    timeout, when the server may still be at work on it."""

    @property
    def longest_settling(self) -> float:
        """Seconds after which a create is there or will never be, however it ended."""
        return self.confirm_after * _SETTLE_AFTER_TIMEOUT

    def changed(
        self, max_attempts: int | None, deadline: float | None, confirm_after: float | None
    ) -> Limits:
        """With other values for those that are given."""
        return Limits(
            self.max_attempts if max_attempts is None else max_attempts,
            self.deadline if deadline is None else deadline,
            self.confirm_after if confirm_after is None else confirm_after,
        )

    def __post_init__(self) -> None:
        if self.max_attempts < 1:
            invalid(f"max_attempts: {self.max_attempts}, a call has 1 or more")
        check_seconds(self.deadline, "deadline")
        check_seconds(self.confirm_after, "confirm_after")


class NoAnswer(Exception):
    """A request went out, or could not, and no usable answer came.

    Attributes:
        reason: What happened.
        connected: Whether there was a connection.
        trusted: Whether the server's certificate was good.
        timed_out: Whether it ended because it took too long.
    """

    def __init__(
        self, reason: str, *, connected: bool = True, trusted: bool = True, timed_out: bool = False
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.connected = connected
        self.trusted = trusted
        self.timed_out = timed_out


class Failure(Exception):
    """One failed attempt. It never reaches the caller, who gets its `error`.

    Attributes:
        error: What the call ends with if this attempt was the last.
        outcome: What it means for the next.
        pause: Seconds that the server asks everybody to wait, if it does.
    """

    def __init__(
        self, error: FastLabelException, outcome: Outcome, pause: float | None = None
    ) -> None:
        super().__init__(error, outcome, pause)
        self.error = error
        self.outcome = outcome
        self.pause = pause


class Budget(Protocol):
    """Keeps retries from amplifying an outage."""

    def count_request(self) -> None:
        """A call begins."""
        ...

    def allows(self) -> bool:
        """Whether one more attempt may go out; if so it is spent."""
        ...

    def refund(self) -> None:
        """The attempt came through: it was no burden on a server that is out."""
        ...


def outcome_of(response: Response, wait: float | None) -> Outcome:
    """Classify an answer without success."""
    status = response.status
    if status == 429 or (status == 503 and wait is not None):
        return Outcome.THROTTLED
    if status == 409 and _LOCKED in error_for(response).message.lower():
        return Outcome.NOT_SENT
    return Outcome.IN_DOUBT if status in IN_DOUBT else Outcome.PERMANENT


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
    until = _date(text)
    return None if until is None else max(0.0, (until - now) / timedelta(seconds=1))


def _asked_pause(response: Response) -> float | None:
    """By the clock of the service where it tells the time: this machine's may be off."""
    now = _date(response.headers.get("date", "")) or datetime.now(UTC)
    return pause(response.headers.get("retry-after"), now)


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


class Call(Generic[T_co]):
    """One call: its attempts so far, and what comes next.

    It goes in steps. Each is an attempt to send the request, or, for a create in doubt, a look
    whether its task is there.

    Attributes:
        operation: What is sent, and how its response is read.
        attempts: How often it was sent.
        status: Of the latest answer, if there was one.
        looks_up: Whether the next step is a look-up.
        is_recovered: Whether a look-up found the task.
    """

    def __init__(
        self,
        operation: Operation[T_co],
        limits: Limits,
        budget: Budget,
        clock: Callable[[], float] = time.monotonic,
        rng: random.Random = _RANDOM,
    ) -> None:
        self.operation = operation
        self.attempts: int = 0
        self.status: int | None = None
        self.looks_up: bool = False
        self.is_recovered: bool = False
        self._limits = limits
        self._budget = budget
        self._clock = clock
        self._rng = rng
        size = 0 if operation.body is None else len(operation.body)
        self._until = clock() + limits.deadline + size / _SLOWEST_UPLOAD
        self._wait = 0.0
        self._goes_on = True
        self._has_begun = self._is_extra = False
        self._is_invited = self._is_refused = False
        self._charged = self._throttled = self._look_ups = self._blind = 0
        self._doubt: FastLabelException | None = None
        self._doubted_at = self._settled_at = 0.0
        self._latest: FastLabelException = TransportError(f"{self}: not sent")

    def __str__(self) -> str:
        return f"{self.operation.method} {self.operation.path}"

    @property
    def remaining(self) -> float:
        """Seconds until the deadline."""
        return self._until - self._clock()

    def resume(self, seconds: float) -> None:
        """An earlier process sent it so many seconds ago, and its outcome is not known."""
        message = f"{self}: an earlier run was interrupted before its answer came"
        self._doubt = self._latest = TransportError(message)
        self.looks_up = True
        self._doubted_at = self._clock()
        self._settled_at = self._doubted_at + max(0.0, self._limits.longest_settling - seconds)

    def begin(self) -> None:
        """A step begins.

        Raises:
            Failure: The budget of retries is spent, so the step is passed over.
        """
        if not self._has_begun:
            self._has_begun = True
            self._budget.count_request()
        elif self._is_invited:
            self._is_invited = False
        elif self._budget.allows():
            self._is_extra = True
        else:
            raise self._passed_over()
        self.attempts += not self.looks_up

    def accept(self, response: Response) -> T_co:
        """What the answer to an attempt says.

        Raises:
            Failure: It is no success, or not what the API promises.
        """
        self.status = response.status
        is_gone = self.operation.method == "DELETE" and response.status == 404 and self._doubt
        if not is_gone and not is_success(self.operation.method, response):
            raise self._refused(response)
        try:
            value = self.operation.read(response)
        except InvalidResponseError as error:
            raise self._garbled(error, response) from None
        self._came_through()
        return value

    def lost(self, lost: NoAnswer) -> Failure:
        """An attempt brought no answer."""
        body = self.operation.body
        if not lost.trusted:
            message = f"{self}: the server's certificate is not to be trusted ({lost.reason})"
            return self._failed(TransportError(message), Outcome.PERMANENT)
        if not lost.connected or (body is not None and not body.handed_over):
            error = TransportError(f"{self}: not sent ({lost.reason})")
            return self._failed(error, Outcome.NOT_SENT)
        error = TransportError(f"{self}: no answer ({lost.reason})")
        return self._failed(error, Outcome.IN_DOUBT, timed_out=lost.timed_out)

    def crowded(self, seconds: float) -> Failure:
        """The rate limit has no room before the deadline."""
        message = f"{self}: the rate limit has no room for another {seconds:.0f} seconds"
        error = RateLimitError(message, 429, _later(datetime.now(UTC), seconds))
        return self._ambiguous(message) if self.looks_up else self._ended(error)

    def found(self, ids: Sequence[TaskId]) -> TaskId | None:
        """What a look-up says. None: it was not created, send it again.

        Raises:
            Failure: It is not settled yet, or cannot be.
        """
        self._came_through()
        if len(ids) > 1:
            raise self._ambiguous(f"there are {len(ids)} tasks of its name: {', '.join(ids)}")
        if ids:
            self.is_recovered = True
            return ids[0]
        if self._clock() < self._settled_at:
            raise self._look_again("no look-up found it so far")
        if self._is_refused or self._charged >= self._limits.max_attempts:
            raise self._ended(self._not_created())
        self.looks_up = False
        self.attempts += 1
        return None

    @property
    def look_up(self) -> ExistenceProbe:
        """How to see whether the task of a create is there."""
        if self.operation.probe is None:
            raise AssertionError(f"{self} cannot be looked up")
        return self.operation.probe

    def page(self, response: Response) -> dict[TaskId, str]:
        """The names of the tasks on one page of a look-up.

        Raises:
            InvalidResponseError: It is no page of tasks.
            Failure: The look-up failed.
        """
        if is_success("GET", response):
            return parse_id_names(response)
        seconds = _asked_pause(response)
        outcome = outcome_of(response, seconds)
        reason = error_for(response).message
        if outcome is Outcome.PERMANENT:
            raise self._ambiguous(f"it could not be looked up: {reason}")
        if outcome is not Outcome.THROTTLED:
            raise self.not_seen(reason)
        self._throttled += 1
        seconds = max(seconds or 0.0, backoff(self._throttled, self._rng))
        self._settled_at += seconds
        self._is_invited = response.status == 429
        failure = self._look_again("the service has too many calls to look it up")
        self._wait = seconds
        raise Failure(failure.error, outcome, seconds)

    def not_seen(self, reason: object) -> Failure:
        """A look-up failed."""
        text = f"it could not be looked up: {reason}"
        if self._clock() >= self._settled_at:
            self._blind += 1
            if self._blind >= self._limits.max_attempts:
                return self._ambiguous(text)
        return self._look_again(text)

    def unusable(self, error: InvalidResponseError) -> Failure:
        """An answer came that cannot be unpacked."""
        again = self.operation.method == "POST"
        return self._failed(error, Outcome.IN_DOUBT if again else Outcome.PERMANENT)

    def goes_on(self, state: RetryCallState) -> bool:
        """Whether there is another step."""
        failed = state.outcome is not None and isinstance(state.outcome.exception(), Failure)
        return failed and self._goes_on and self._wait < self.remaining

    def wait(self, _: RetryCallState) -> float:
        """Seconds until the next step."""
        return self._wait

    def _came_through(self) -> None:
        if self._is_extra:
            self._is_extra = False
            self._budget.refund()

    def _passed_over(self) -> Failure:
        if self.looks_up:
            return self.not_seen("too many attempts failed of late")
        return self._failed(self._latest, Outcome.NOT_SENT)

    def _refused(self, response: Response) -> Failure:
        seconds = _asked_pause(response)
        retry_at = None if seconds is None else _later(datetime.now(UTC), seconds)
        error = error_for(response, retry_at)
        outcome = outcome_of(response, seconds)
        if self.operation.method == "POST":
            # Perhaps its name is taken by an earlier attempt of this very call.
            self._is_refused = self._doubt is not None and response.status in _NAME_MAY_BE_TAKEN
            if self._is_refused or 200 <= response.status < 300:
                outcome = Outcome.IN_DOUBT
        is_late = response.status in _TIMED_OUT
        return self._failed(error, outcome, seconds, timed_out=is_late)

    def _garbled(self, error: InvalidResponseError, response: Response) -> Failure:
        again = self.operation.method == "POST" or not is_json(response)
        return self._failed(error, Outcome.IN_DOUBT if again else Outcome.PERMANENT)

    def _failed(
        self,
        error: FastLabelException,
        outcome: Outcome,
        seconds: float | None = None,
        *,
        timed_out: bool = False,
    ) -> Failure:
        self._latest = error
        if outcome is Outcome.PERMANENT:
            return self._ended(error)
        if outcome is Outcome.THROTTLED:
            self._throttled += 1
            self._is_invited = self.status == 429
            self._wait = max(seconds or 0.0, backoff(self._throttled, self._rng))
            return Failure(error, outcome, self._wait)
        self._charged += 1
        self._wait = backoff(self._charged, self._rng)
        self._goes_on = self._charged < self._limits.max_attempts
        if outcome is Outcome.IN_DOUBT:
            return self._doubted(error, timed_out=timed_out)
        return Failure(error, outcome)

    def _doubted(self, error: FastLabelException, *, timed_out: bool) -> Failure:
        now = self._clock()
        if self._doubt is None:
            self._doubted_at = now
        self._doubt = error
        if self.operation.method == "PUT":
            # Later it could undo what somebody else did meanwhile.
            self._goes_on &= now + self._wait < self._doubted_at + _PUT_AGAIN_WITHIN
        if self.operation.probe is None:
            return Failure(error, Outcome.IN_DOUBT)
        self.looks_up = True
        self._look_ups = self._blind = 0
        self._settled_at = now + (
            self._limits.longest_settling if timed_out else self._limits.confirm_after
        )
        return self._look_again("it was not looked up yet")

    def _look_again(self, reason: str) -> Failure:
        self._goes_on = True
        wait = min(_LONGEST_BETWEEN_LOOK_UPS, _FIRST_WAIT * 2**self._look_ups)
        until_settled = self._settled_at - self._clock()
        settled = until_settled <= 0
        self._wait = backoff(self._blind, self._rng) if settled else min(wait, until_settled)
        self._look_ups += 1
        return Failure(self._ambiguity(reason), Outcome.IN_DOUBT)

    def _ended(self, error: FastLabelException) -> Failure:
        self._goes_on = False
        return Failure(error, Outcome.PERMANENT)

    def _ambiguous(self, reason: str) -> Failure:
        return self._ended(self._ambiguity(reason))

    def _ambiguity(self, reason: str) -> AmbiguousWriteError:
        doubt = "" if self._doubt is None else self._doubt.message
        return AmbiguousWriteError(
            f"{doubt or self}; it may or may not have been created: {reason}. "
            "Look it up with find_by_name before sending it again"
        )

    def _not_created(self) -> FastLabelException:
        if not isinstance(self._doubt, TransportError):
            return self._doubt or self._latest
        seconds = f"{self._limits.confirm_after:g} seconds"
        return TransportError(f"{self._doubt.message}; it was not created: not there {seconds} on")


def _later(now: datetime, seconds: float) -> datetime | None:
    try:
        return now + timedelta(seconds=seconds)
    except OverflowError:
        return None
