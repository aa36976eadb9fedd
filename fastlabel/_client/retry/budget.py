"""A budget of retries: it keeps them from adding much load to a service that fails."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from itertools import islice
from typing import Final

from fastlabel._client.rate_limit.fork_safety import ForkSafe

_SECONDS: Final = 60
_MIN_RETRIES: Final = 10


class RetryBudget(ForkSafe):
    """Limits failed retries to 10 % of the requests of the last minute, or 10 if that is more."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._second = math.floor(clock())
        self._requests = deque([0] * (_SECONDS + 1), _SECONDS + 1)
        self._retries = deque([0] * (_SECONDS + 1), _SECONDS + 1)

    def record_request(self) -> None:
        """Count the first attempt of a call."""
        with self._lock:
            self._advance()
            self._requests[-1] += 1

    def try_spend(self) -> bool:
        """Count one more retry and return True, unless the budget is spent."""
        with self._lock:
            self._advance()
            requests = sum(islice(self._requests, 1, None))
            if sum(self._retries) >= max(_MIN_RETRIES, requests // 10):
                return False
            self._retries[-1] += 1
            return True

    def give_back(self) -> None:
        """Return a retry that succeeded."""
        with self._lock:
            self._advance()
            for age in range(1, len(self._retries) + 1):
                if self._retries[-age]:
                    self._retries[-age] -= 1
                    return

    def _advance(self) -> None:
        second = math.floor(self._clock())
        zeros = [0] * min(second - self._second, _SECONDS + 1)
        self._requests.extend(zeros)
        self._retries.extend(zeros)
        self._second = second
