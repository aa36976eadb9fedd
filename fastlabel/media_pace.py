"""How long the fetching of a medium may take, and how slow it may be."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextvars import ContextVar
from typing import Final

from fastlabel.errors import TransportError
from fastlabel.media_urls import MediaUrl

__all__ = ["PACE", "Pace"]

_WINDOW: Final = 30.0
_LEAST_RATE: Final = 1024
"""Bytes per second that have to come in each window."""


class Pace:
    """The clock of one fetch. Timeouts of single operations never end a slow drip.

    Args:
        url: What is fetched.
        timeout: Seconds that one network operation may take.
        deadline: Seconds that all of it may take.
        clock: Monotonic seconds.

    Attributes:
        failure: Why to go on no longer, if there is a reason elsewhere.
    """

    def __init__(
        self, url: MediaUrl, timeout: float, deadline: float, clock: Callable[[], float]
    ) -> None:
        self._url = url
        self._timeout = timeout
        self._deadline = deadline
        self._clock = clock
        self._window_began = clock()
        self._until = self._window_began + deadline
        self._window_bytes = 0
        self.failure: Exception | None = None

    def seconds(self) -> float:
        """What the next operation may take.

        Raises:
            TransportError: There is no time left.
            Exception: The failure that was noted.
        """
        if self.failure:
            raise self.failure
        left = self._until - self._clock()
        if left <= 0:
            raise TransportError(f"{self._url}: not done after {self._deadline:g} seconds")
        return min(left, self._timeout)

    def came(self, size: int) -> None:
        """Note that so many bytes came.

        Raises:
            TransportError: They come too slowly.
        """
        self._window_bytes += size
        elapsed = self._clock() - self._window_began
        if elapsed < _WINDOW:
            return
        if self._window_bytes < elapsed * _LEAST_RATE:
            rate = f"{self._window_bytes / elapsed:.0f} bytes per second"
            raise TransportError(f"{self._url}: comes too slowly, with {rate}")
        self._window_began += elapsed
        self._window_bytes = 0


PACE: Final[ContextVar[Pace]] = ContextVar("PACE")
"""That of the fetch under way: httpcore hands its streams nothing else to tell calls apart."""


def _is_told(record: logging.LogRecord) -> bool:
    """Whether a record may be logged: while media are fetched, not what came.

    `Location` names the next signed URL, and a server may give back what it was asked.
    """
    return PACE.get(None) is None or "receive_response" not in str(record.msg)


logging.getLogger("httpcore.http11").addFilter(_is_told)
