"""Tasks that exist, and that look-ups do not know yet."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

__all__ = ["LookupLag"]


class LookupLag:
    """Which tasks are not to be found for now. Its methods may be called from any thread.

    Args:
        clock: Seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._shown_at: dict[str, float] = {}

    @contextmanager
    def after_commit(self, task_id: str, seconds: float) -> Generator[None]:
        """Around the commit of a task that is not to be found until so many seconds after it."""
        if not seconds:
            yield
            return
        self._shown_at[task_id] = math.inf
        try:
            yield
        except BaseException:
            del self._shown_at[task_id]
            raise
        self._shown_at[task_id] = self._clock() + seconds

    def hidden(self) -> list[str]:
        """The ids of the tasks that are not to be found now."""
        if not self._shown_at:
            return []
        now = self._clock()
        hidden: list[str] = []
        for task_id, shown_at in list(self._shown_at.items()):
            if shown_at > now:
                hidden.append(task_id)
            else:
                self._shown_at.pop(task_id, None)
        return hidden
