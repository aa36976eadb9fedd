"""When to try again: limits of a call, verdicts on failed attempts, backoff and Retry-After."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Final

from fastlabel._protocol.limits import check_seconds
from fastlabel.errors import invalid

JITTER: Final = random.Random()  # noqa: S311  # spreads load, keeps no secret

_FIRST_WAIT: Final = 0.5
_MAX_WAIT: Final = 20.0
_MAX_PROBE_INTERVAL: Final = 8.0
# A request that timed out may still be running on the server.
_TIMEOUT_FACTOR: Final = 4

AMBIGUOUS_STATUSES: Final = frozenset({408, 425, 500, 502, 503, 504, *range(520, 528)})
"""Statuses after which the server may or may not have acted; a read is repeated."""


class Verdict(Enum):
    """What a failed attempt means for the next one."""

    NOT_SENT = "the server cannot have acted on it"
    THROTTLED = "the server asks to come back later"
    AMBIGUOUS = "the server may have acted on it"
    PERMANENT = "another attempt would end the same way"


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how often a call may try."""

    max_attempts: int = 4
    """Maximum number of times a request is sent; throttled attempts do not count."""
    deadline: float = 300.0
    """Seconds that one call may take, waits included; a large body extends it."""
    confirm_after: float = 15.0
    """Seconds until a create that cannot be found counts as not made; four times as long after a
    timeout, because the server may still be working on it."""

    @property
    def max_confirm_after(self) -> float:
        """Seconds after which a create exists or never will, however it ended."""
        return self.confirm_after * _TIMEOUT_FACTOR

    def replace(
        self, max_attempts: int | None, deadline: float | None, confirm_after: float | None
    ) -> Limits:
        """Copy with other values; None keeps a value."""
        return Limits(
            self.max_attempts if max_attempts is None else max_attempts,
            self.deadline if deadline is None else deadline,
            self.confirm_after if confirm_after is None else confirm_after,
        )

    def __post_init__(self) -> None:
        if self.max_attempts < 1:
            invalid(f"expected 1 or more, got {self.max_attempts}", "max_attempts")
        check_seconds(self.deadline, "deadline")
        check_seconds(self.confirm_after, "confirm_after")


def is_throttled(status: int, pause: float | None) -> bool:
    """Whether the server asks to come back later: 429, or 503 with a usable Retry-After."""
    return status == 429 or (status == 503 and pause is not None)


def backoff(attempt: int, rng: random.Random) -> float:
    """Seconds to wait after an attempt, counted from 1: full jitter, doubling, at most 20."""
    return rng.uniform(0, min(_MAX_WAIT, _FIRST_WAIT * 2.0 ** min(attempt - 1, 10)))


def probe_interval(probes: int) -> float:
    """Seconds between two existence probes: 0.5, doubling, at most 8."""
    return min(_MAX_PROBE_INTERVAL, _FIRST_WAIT * 2.0 ** min(probes, 10))


def requested_pause(headers: Mapping[str, str]) -> float | None:
    """Seconds that a response asks to wait, by the server's clock if it sends a Date header."""
    now = _parse_date(headers.get("date", "")) or datetime.now(UTC)
    return parse_retry_after(headers.get("retry-after"), now)


def parse_retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds of a Retry-After header: whole seconds or an HTTP date; None if it is neither."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text) if len(text) < 12 else None
    date = _parse_date(text)
    return None if date is None else max(0.0, (date - now) / timedelta(seconds=1))


def later(seconds: float | None) -> datetime | None:
    """The time so many seconds from now; None if it is unknown or beyond the calendar."""
    try:
        return None if seconds is None else datetime.now(UTC) + timedelta(seconds=seconds)
    except OverflowError:
        return None


def _parse_date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
