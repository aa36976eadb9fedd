"""How far a long piece of work has come, and where that is shown."""

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

__all__ = ["BatchProgress", "ShowProgress", "Tracker", "tracked"]

_FIRST_LINE_AFTER: Final = 5.0
_LONGEST_BETWEEN_LINES: Final = 60.0


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """How far a batch has come."""

    done: int
    """Items that have an outcome."""
    total: int | None
    """Items in all; None where that is not known beforehand."""
    counts: Mapping[str, int]
    """Items by outcome, such as `created` and `failed`."""
    seconds: float
    """Since it began."""

    def __str__(self) -> str:
        """In one line.

        >>> str(BatchProgress(250, 1000, {"created": 249, "failed": 1}, 10.0))
        '250 of 1,000 (249 created, 1 failed), 25 a second, 30 s left'
        """
        said = f"{self.done:,}" if self.total is None else f"{self.done:,} of {self.total:,}"
        listed = ", ".join(f"{count:,} {name}" for name, count in self.counts.items() if count)
        parts = [f"{said} ({listed})" if listed else said]
        if self.done and self.seconds > 0:
            parts.append(f"{self.done / self.seconds:,.3g} a second")
            if self.total is not None and self.total > self.done:
                parts.append(f"{_duration(self.left)} left")
        return ", ".join(parts)

    @property
    def left(self) -> float:
        """Seconds that the rest takes at the pace so far; 0 where that is not known."""
        if not self.total or not self.done:
            return 0.0
        return max(0, self.total - self.done) * self.seconds / self.done


ShowProgress: TypeAlias = bool | Callable[[BatchProgress], None] | None
"""None or True: on standard error, once it takes longer. False: nowhere. Else it is called."""


class Tracker:
    """Counts outcomes and tells of them; threads may share it.

    Args:
        total: Items in all, if known.
        listener: Told after each item, one at a time.
    """

    def __init__(self, total: int | None, listener: Callable[[BatchProgress], None]) -> None:
        self._total = total
        self._listener = listener
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._began = time.monotonic()

    def count(self, outcome: str) -> None:
        """One more item has an outcome."""
        with self._lock:
            self._counts[outcome] += 1
            self._listener(self.progress())

    def progress(self) -> BatchProgress:
        """How far it has come."""
        counts = MappingProxyType(dict(self._counts))
        return BatchProgress(
            self._counts.total(), self._total, counts, time.monotonic() - self._began
        )

    def of(self, outcome: str) -> int:
        """How many items had an outcome."""
        return self._counts[outcome]


@contextmanager
def tracked(items: object, what: str, show: ShowProgress) -> Generator[Tracker]:
    """Count the outcomes of a batch, and show them while the block lasts.

    Args:
        items: What is worked on; it may know how many there are.
        what: What is done, for a line before the numbers.
        show: Where to.
    """
    total = length_hint(items) or None
    if callable(show):
        yield Tracker(total, show)
    elif show is False:
        yield Tracker(total, _nothing)
    elif sys.stderr.isatty() and find_spec("rich"):
        with _bar(what, total) as listener:
            yield Tracker(total, listener)
    else:
        with _lines(what) as listener:
            yield Tracker(total, listener)


def _nothing(progress: BatchProgress) -> None:
    pass


@contextmanager
def _lines(what: str) -> Generator[Callable[[BatchProgress], None]]:
    """Now and then a line, and one at the end; none if it was over soon."""
    latest: list[BatchProgress] = []
    due = _FIRST_LINE_AFTER

    def listener(progress: BatchProgress) -> None:
        nonlocal due
        latest[:] = [progress]
        if progress.seconds >= due:
            due = progress.seconds + min(due, _LONGEST_BETWEEN_LINES)
            print(f"{what}: {progress}", file=sys.stderr, flush=True)  # noqa: T201

    yield listener
    if due > _FIRST_LINE_AFTER:
        print(f"{what}: {latest[0]}", file=sys.stderr, flush=True)  # noqa: T201


@contextmanager
def _bar(what: str, total: int | None) -> Generator[Callable[[BatchProgress], None]]:
    from rich.console import Console  # noqa: PLC0415  # optional
    from rich.progress import BarColumn, Progress, TextColumn  # noqa: PLC0415  # optional

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[said]}"))
    with Progress(*columns, console=Console(stderr=True)) as shown:
        bar = shown.add_task(what, total=total, said="")

        def listener(progress: BatchProgress) -> None:
            shown.update(bar, completed=progress.done, said=str(progress))

        yield listener


def _duration(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
