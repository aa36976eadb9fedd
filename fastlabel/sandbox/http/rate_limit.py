"""A limit on calls, as strict as it can be: a sliding window."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from fastlabel.sandbox.http.auth import WholeRequest, knows_token
from fastlabel.sandbox.http.errors import failure
from fastlabel.sandbox.http.paths import is_api_path

__all__ = ["RateLimit", "SlidingWindow"]


class SlidingWindow:
    """No more than so many calls in any stretch of so many seconds.

    Args:
        calls: How many.
        seconds: How long a call counts.
        clock: Seconds that never go back.
    """

    def __init__(
        self, calls: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._calls = calls
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._taken: deque[float] = deque()
        self._refused = 0

    @property
    def refused(self) -> int:
        """How many calls were refused so far."""
        return self._refused

    def take(self) -> float:
        """Take a call; 0, or the seconds until there is one. What is refused does not count."""
        with self._lock:
            now = self._clock()
            while self._taken and self._taken[0] + self._seconds <= now:
                self._taken.popleft()
            if len(self._taken) < self._calls:
                self._taken.append(now)
                return 0
            self._refused += 1
            return self._taken[0] + self._seconds - now

    def restart(self) -> None:
        """Begin anew, as if there had been no calls."""
        with self._lock:
            self._taken.clear()
            self._refused = 0


class RateLimit:
    """Refuses calls with the right token beyond a limit, with 429 and the seconds to wait.

    It stands before all else, so that calls count which then meet a fault.
    """

    def __init__(self, app: ASGIApp, token: str, window: SlidingWindow) -> None:
        self._app = app
        self._token = token.encode()
        self._window = window

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        counts = is_api_path(scope["path"]) and knows_token(scope, self._token)
        seconds = self._window.take() if counts else 0
        if not seconds:
            await self._app(scope, receive, send)
            return
        whole = WholeRequest(receive, send)
        headers = {"Retry-After": str(math.ceil(seconds))}
        refusal = failure(429, "too many calls; Retry-After says when to call again", headers)
        await refusal(scope, whole.receive, whole.send)
