"""State of one API call: what a response means, and whether and when to try again. No I/O.

A create whose response was lost is looked up by its name before it is sent again: the API has no
idempotency keys, and names are unique in a project.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from typing import Final, Generic, TypeVar

from fastlabel._client.retry.attempts import AttemptFailed, Attempts
from fastlabel._client.retry.budget import RetryBudget
from fastlabel._client.retry.policy import (
    AMBIGUOUS_STATUSES,
    JITTER,
    Limits,
    Verdict,
    backoff,
    is_throttled,
    later,
    probe_interval,
    requested_pause,
)
from fastlabel._protocol.operation import ExistenceProbe, Operation
from fastlabel._protocol.responses import Response, error_for, is_json, is_success, parse_id_names
from fastlabel.errors import (
    AmbiguousWriteError,
    FastLabelException,
    InvalidResponseError,
    RateLimitError,
    TransportError,
)
from fastlabel.models import TaskId

T_co = TypeVar("T_co", covariant=True)

_MAX_PUT_RETRY_SECONDS: Final = 30.0
_MIN_UPLOAD_RATE: Final = 100_000  # bytes per second
_TIMEOUT_STATUSES: Final = frozenset({408, 504, 522, 524})
_NAME_CONFLICT_STATUSES: Final = frozenset({400, 409, 422})


class NoResponse(Exception):
    """A request was sent, or could not be, and no usable response came."""

    def __init__(
        self,
        reason: str,
        *,
        is_connected: bool = True,
        is_trusted: bool = True,
        is_timeout: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_connected = is_connected
        self.is_trusted = is_trusted
        self.is_timeout = is_timeout


def verdict_for(response: Response, pause: float | None) -> Verdict:
    """Classify a response without success."""
    status = response.status
    if is_throttled(status, pause):
        return Verdict.THROTTLED
    if status == 409 and "lock" in error_for(response).message.lower():
        return Verdict.NOT_SENT
    return Verdict.AMBIGUOUS if status in AMBIGUOUS_STATUSES else Verdict.PERMANENT


class RequestState(Attempts, Generic[T_co]):
    """State machine of one call."""

    def __init__(
        self,
        operation: Operation[T_co],
        limits: Limits,
        budget: RetryBudget,
        clock: Callable[[], float] = time.monotonic,
        rng: random.Random = JITTER,
    ) -> None:
        super().__init__(limits, budget, clock, rng)
        self.operation = operation
        self.attempts: int = 0  # how often it was sent
        self.status: int | None = None  # of the last response
        self.is_probing: bool = False  # whether the next step is a probe
        self.is_recovered: bool = False  # whether a probe found the task
        size = 0 if operation.body is None else len(operation.body)
        self._deadline += size / _MIN_UPLOAD_RATE
        self._error = TransportError(f"{self}: not sent")
        self._doubt: FastLabelException | None = None
        self._doubt_since = self._settled_at = 0.0
        self._is_name_refused = False
        self._probes = self._failed_probes = 0

    def __str__(self) -> str:
        return f"{self.operation.method} {self.operation.path}"

    def resume(self, seconds: float) -> None:
        """Continue a call of an earlier process, sent so many seconds ago with unknown outcome."""
        message = f"{self}: an earlier run was interrupted before its response came"
        self._doubt = self._error = TransportError(message)
        self.is_probing = True
        self._doubt_since = self._clock()
        self._settled_at = self._doubt_since + max(0.0, self._limits.max_confirm_after - seconds)

    def begin(self) -> None:
        """Begin a step, or raise AttemptFailed if the budget of retries is spent."""
        super().begin()
        self.attempts += not self.is_probing

    def on_budget_spent(self) -> AttemptFailed:
        """Handle a step that the budget does not allow."""
        if self.is_probing:
            return self.on_probe_failed("too many attempts failed recently")
        return super().on_budget_spent()

    def on_response(self, response: Response) -> T_co:
        """Read the response to an attempt, or raise AttemptFailed."""
        self.status = response.status
        is_gone = self.operation.method == "DELETE" and response.status == 404 and self._doubt
        if not is_gone and not is_success(self.operation.method, response):
            raise self._on_error_status(response)
        try:
            value = self.operation.read(response)
        except InvalidResponseError as error:
            can_repeat = self.operation.method == "POST" or not is_json(response)
            raise self._on_bad_body(error, can_repeat=can_repeat) from None
        self.on_success()
        return value

    def on_no_response(self, lost: NoResponse) -> AttemptFailed:
        """Handle an attempt without a response."""
        body = self.operation.body
        if not lost.is_trusted:
            message = f"{self}: the server's certificate is not trusted ({lost.reason})"
            return self.on_failure(TransportError(message), Verdict.PERMANENT)
        if not lost.is_connected or (body is not None and not body.handed_over):
            error = TransportError(f"{self}: not sent ({lost.reason})")
            return self.on_failure(error, Verdict.NOT_SENT)
        error = TransportError(f"{self}: no response ({lost.reason})")
        return self._on_api_failure(error, Verdict.AMBIGUOUS, is_timeout=lost.is_timeout)

    def on_bad_response(self, error: InvalidResponseError) -> AttemptFailed:
        """Handle a response whose body cannot be decoded."""
        return self._on_bad_body(error, can_repeat=self.operation.method == "POST")

    def on_rate_limited(self, seconds: float) -> AttemptFailed:
        """Handle a rate limit that allows no other request before the deadline."""
        message = f"{self}: the rate limit allows no request for another {seconds:.0f} seconds"
        if self.is_probing:
            return self.give_up(self._ambiguous(message))
        return self.give_up(RateLimitError(message, 429, later(seconds)))

    @property
    def probe(self) -> ExistenceProbe:
        """How to find the task of a create."""
        if self.operation.probe is None:
            raise AssertionError(f"{self} cannot be looked up")
        return self.operation.probe

    def read_probe_page(self, response: Response) -> dict[TaskId, str]:
        """Names of the tasks on one page of a probe, by id; AttemptFailed if the probe failed."""
        if is_success("GET", response):
            return parse_id_names(response)
        pause = requested_pause(response.headers)
        verdict = verdict_for(response, pause)
        reason = error_for(response).message
        if verdict is Verdict.PERMANENT:
            raise self.give_up(self._ambiguous(f"it could not be looked up: {reason}"))
        if verdict is not Verdict.THROTTLED:
            raise self.on_probe_failed(reason)
        delay = self._throttle_delay(response.status, pause)
        self._settled_at += delay
        failure = self._probe_again("the service has too many requests to look it up")
        self.delay = delay
        raise AttemptFailed(failure.error, verdict, delay)

    def on_probe_result(self, ids: Sequence[TaskId]) -> TaskId | None:
        """Handle the ids that a probe found; None: not created. AttemptFailed: not certain yet."""
        self.on_success()
        if len(ids) > 1:
            reason = f"there are {len(ids)} tasks of its name: {', '.join(ids)}"
            raise self.give_up(self._ambiguous(reason))
        if ids:
            self.is_recovered = True
            return ids[0]
        if self._clock() < self._settled_at:
            raise self._probe_again("it was not found so far")
        if self._is_name_refused or self._charged >= self._limits.max_attempts:
            raise self.give_up(self._not_created())
        self.is_probing = False
        self.attempts += 1
        return None

    def on_probe_failed(self, reason: object) -> AttemptFailed:
        """Handle a failed probe."""
        text = f"it could not be looked up: {reason}"
        if self._clock() >= self._settled_at:
            self._failed_probes += 1
            if self._failed_probes >= self._limits.max_attempts:
                return self.give_up(self._ambiguous(text))
        return self._probe_again(text)

    def _on_error_status(self, response: Response) -> AttemptFailed:
        pause = requested_pause(response.headers)
        verdict = verdict_for(response, pause)
        if self.operation.method == "POST":
            # An earlier attempt of this very call may have taken the name.
            self._is_name_refused = (
                self._doubt is not None and response.status in _NAME_CONFLICT_STATUSES
            )
            if self._is_name_refused or 200 <= response.status < 300:
                verdict = Verdict.AMBIGUOUS
        is_timeout = response.status in _TIMEOUT_STATUSES
        error = error_for(response, later(pause))
        return self._on_api_failure(error, verdict, pause, is_timeout=is_timeout)

    def _on_bad_body(self, error: InvalidResponseError, *, can_repeat: bool) -> AttemptFailed:
        return self._on_api_failure(error, Verdict.AMBIGUOUS if can_repeat else Verdict.PERMANENT)

    def _on_api_failure(
        self,
        error: FastLabelException,
        verdict: Verdict,
        pause: float | None = None,
        *,
        is_timeout: bool = False,
    ) -> AttemptFailed:
        failure = self.on_failure(error, verdict, pause)
        if verdict is not Verdict.AMBIGUOUS:
            return failure
        now = self._clock()
        if self._doubt is None:
            self._doubt_since = now
        self._doubt = error
        if self.operation.method == "PUT":
            # Later it could undo what another client changed meanwhile.
            until = self._doubt_since + _MAX_PUT_RETRY_SECONDS
            self._may_continue &= now + self.delay < until
        if self.operation.probe is None:
            return failure
        self.is_probing = True
        self._probes = self._failed_probes = 0
        limits = self._limits
        self._settled_at = now + (limits.max_confirm_after if is_timeout else limits.confirm_after)
        return self._probe_again("it was not looked up yet")

    def _probe_again(self, reason: str) -> AttemptFailed:
        self._may_continue = True
        left = self._settled_at - self._clock()
        interval = min(probe_interval(self._probes), left)
        self.delay: float = interval if left > 0 else backoff(self._failed_probes, self._rng)
        self._probes += 1
        return AttemptFailed(self._ambiguous(reason), Verdict.AMBIGUOUS)

    def _ambiguous(self, reason: str) -> AmbiguousWriteError:
        doubt = str(self) if self._doubt is None else self._doubt.message
        return AmbiguousWriteError(
            f"{doubt}; it may or may not have been created: {reason}. "
            "Look it up with find_by_name before sending it again"
        )

    def _not_created(self) -> FastLabelException:
        if not isinstance(self._doubt, TransportError):
            return self._doubt or self._error
        seconds = f"{self._limits.confirm_after:g} seconds"
        message = f"{self._doubt.message}; it was not created: not found after {seconds}"
        return TransportError(message)
