"""A rate limit over a sliding window."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from fastlabel.sandbox.http.auth import DrainBeforeResponse, has_token
from fastlabel.sandbox.http.errors import error_response
from fastlabel.sandbox.http.paths import is_api_path


class SlidingWindow:
    """At most `limit` requests in any period of that many seconds."""

    def __init__(
        self, limit: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = limit
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._accepted: deque[float] = deque()
        self._rejected = 0

    @property
    def rejected(self) -> int:
        """Number of requests rejected since the last reset."""
        return self._rejected

    def acquire_or_wait_time(self) -> float:
        """Accept a request and return 0, or return the seconds until one will be accepted."""
        with self._lock:
            now = self._clock()
            while self._accepted and self._accepted[0] + self._seconds <= now:
                self._accepted.popleft()
            if len(self._accepted) < self._limit:
                self._accepted.append(now)
                return 0
            self._rejected += 1
            return self._accepted[0] + self._seconds - now

    def reset(self) -> None:
        """Forget all requests."""
        with self._lock:
            self._accepted.clear()
            self._rejected = 0


class RateLimit:
    """ASGI middleware that rejects requests with the token beyond a limit, with 429.

    It is outside of the fault injection, so that requests with a fault count too.
    """

    def __init__(self, app: ASGIApp, token: str, window: SlidingWindow) -> None:
        self._app = app
        self._token = token.encode()
        self._window = window

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        counts = is_api_path(scope["path"]) and has_token(scope, self._token)
        seconds = self._window.acquire_or_wait_time() if counts else 0
        if not seconds:
            await self._app(scope, receive, send)
            return
        drained = DrainBeforeResponse(receive, send)
        headers = {"Retry-After": str(math.ceil(seconds))}
        message = "too many calls; Retry-After says when to call again"
        await error_response(429, message, headers)(scope, drained.receive, drained.send)
