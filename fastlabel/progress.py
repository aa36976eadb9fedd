"""Progress of long operations, and where it is shown."""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from operator import length_hint
from types import MappingProxyType
from typing import Final, TypeAlias

from fastlabel._facade import public

_FIRST_LINE_AFTER: Final = 5.0
_MAX_SECONDS_BETWEEN_LINES: Final = 60.0


@public
@dataclass(frozen=True, slots=True)
class BatchProgress:
    """Progress of a batch."""

    done: int
    """Items with an outcome."""
    total: int | None
    """All items; None if their number is not known in advance."""
    counts: Mapping[str, int]
    """Items by outcome, such as `created` and `failed`."""
    seconds: float
    """Since the start."""

    def __str__(self) -> str:
        """Text of one line.

        >>> str(BatchProgress(250, 1000, {"created": 249, "failed": 1}, 10.0))
        '250 of 1,000 (249 created, 1 failed), 25 a second, 30 s left'
        """
        count = f"{self.done:,}" if self.total is None else f"{self.done:,} of {self.total:,}"
        outcomes = ", ".join(f"{number:,} {name}" for name, number in self.counts.items() if number)
        parts = [f"{count} ({outcomes})" if outcomes else count]
        if self.done and self.seconds > 0:
            parts.append(f"{self.done / self.seconds:,.3g} a second")
            if self.total is not None and self.total > self.done:
                parts.append(f"{_duration(self.left)} left")
        return ", ".join(parts)

    @property
    def left(self) -> float:
        """Estimated seconds until the end; 0 if unknown."""
        if not self.total or not self.done:
            return 0.0
        return max(0, self.total - self.done) * self.seconds / self.done


ShowProgress: TypeAlias = bool | Callable[[BatchProgress], None] | None
"""None or True: on standard error, once it takes longer. False: nowhere. Else a callback."""


class Tracker:
    """Counts outcomes and reports them; thread-safe."""

    def __init__(self, total: int | None, listener: Callable[[BatchProgress], None]) -> None:
        self._total = total
        self._listener = listener
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._began = time.monotonic()

    def count(self, outcome: str) -> None:
        """Count the outcome of one more item."""
        with self._lock:
            self._counts[outcome] += 1
            self._listener(self.progress())

    def progress(self) -> BatchProgress:
        """Progress so far."""
        counts = MappingProxyType(dict(self._counts))
        return BatchProgress(
            self._counts.total(), self._total, counts, time.monotonic() - self._began
        )

    def count_for(self, outcome: str) -> int:
        """Number of items with an outcome."""
        return self._counts[outcome]


@contextmanager
def track_progress(items: object, label: str, progress: ShowProgress) -> Generator[Tracker]:
    """Count the outcomes of a batch, and show them during the block."""
    total = length_hint(items) or None
    if callable(progress):
        yield Tracker(total, progress)
    elif progress is False:
        yield Tracker(total, lambda _: None)
    elif sys.stderr.isatty() and find_spec("rich"):
        with _bar(label, total) as listener:
            yield Tracker(total, listener)
    else:
        with _lines(label) as listener:
            yield Tracker(total, listener)


@contextmanager
def _lines(label: str) -> Generator[Callable[[BatchProgress], None]]:
    """Print a line now and then, and one at the end; none if it ends soon."""
    latest: list[BatchProgress] = []
    next_line = _FIRST_LINE_AFTER

    def listener(progress: BatchProgress) -> None:
        nonlocal next_line
        latest[:] = [progress]
        if progress.seconds >= next_line:
            next_line = progress.seconds + min(next_line, _MAX_SECONDS_BETWEEN_LINES)
            print(f"{label}: {progress}", file=sys.stderr, flush=True)  # noqa: T201

    yield listener
    if next_line > _FIRST_LINE_AFTER:
        print(f"{label}: {latest[0]}", file=sys.stderr, flush=True)  # noqa: T201


@contextmanager
def _bar(label: str, total: int | None) -> Generator[Callable[[BatchProgress], None]]:
    from rich.console import Console  # noqa: PLC0415  # optional
    from rich.progress import BarColumn, Progress, TextColumn  # noqa: PLC0415  # optional

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[text]}"))
    with Progress(*columns, console=Console(stderr=True)) as display:
        bar = display.add_task(label, total=total, text="")

        def listener(progress: BatchProgress) -> None:
            display.update(bar, completed=progress.done, text=str(progress))

        yield listener


def _duration(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
