"""Which failed downloads of media are repeated, and after how long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fastlabel._client.retry.attempts import AttemptFailed, Attempts
from fastlabel._client.retry.policy import AMBIGUOUS_STATUSES, Verdict
from fastlabel._client.tls import certificate_error
from fastlabel.errors import (
    FastLabelException,
    InvalidResponseError,
    RateLimitError,
    ServerError,
    TransportError,
)


class MediaAttempts(Attempts):
    """Attempts to download one media file, by the policy for reads."""

    _waited = 0.0

    @property
    def remaining(self) -> float:
        """Seconds that may still be waited."""
        return self._limits.deadline - self._waited

    def on_error(self, error: FastLabelException) -> AttemptFailed:
        """Handle the error of a download."""
        self._waited += self.delay
        pause = None
        if isinstance(error, RateLimitError) and error.retry_at is not None:
            pause = (error.retry_at - datetime.now(UTC)) / timedelta(seconds=1)
        return self.on_failure(error, _verdict_for(error), pause)


def _verdict_for(error: FastLabelException) -> Verdict:
    match error:
        case RateLimitError():
            return Verdict.THROTTLED
        case TransportError() if certificate_error(error) is None:
            return Verdict.AMBIGUOUS
        case ServerError(code=code) | InvalidResponseError(code=code):
            # A 200 that is not the file is usually the page of a proxy.
            is_temporary = code in AMBIGUOUS_STATUSES or code == 200
            return Verdict.AMBIGUOUS if is_temporary else Verdict.PERMANENT
        case _:
            return Verdict.PERMANENT
