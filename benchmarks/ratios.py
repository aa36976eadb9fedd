"""Time two implementations alternately, so that other load on the machine affects both."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from statistics import median

__all__ = ["memory", "ratio", "report", "report_gain"]


def ratio(ours: Callable[[], object], theirs: Callable[[], object], rounds: int = 15) -> float:
    """Median time ratio of `ours` to `theirs` over interleaved rounds."""
    ours()
    theirs()
    return median(_seconds(ours) / _seconds(theirs) for _ in range(rounds))


def memory(make: Callable[[], object]) -> int:
    """Memory of the result in bytes."""
    tracemalloc.start()
    try:
        result = make()
        size, _ = tracemalloc.get_traced_memory()
        del result
    finally:
        tracemalloc.stop()
    return size


def report(work: str, measured: float, target: float | None, *, unit: str = "×") -> None:
    """Print one line of the table; smaller is better."""
    _print_line(work, measured, unit, "" if target is None else _verdict("≤", target, measured))


def report_gain(work: str, measured: float, target: float, *, unit: str = "×") -> None:
    """Print one line of the table; larger is better."""
    _print_line(work, measured, unit, _verdict("≥", target, measured))


def _verdict(sign: str, target: float, measured: float) -> str:
    holds = measured <= target if sign == "≤" else measured >= target
    return f"target {sign} {target:5.2f}   {'ok' if holds else 'MISSED'}"


def _print_line(work: str, measured: float, unit: str, verdict: str) -> None:
    print(f"{work:<58} {measured:7.2f} {unit:<2}  {verdict}")  # noqa: T201


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
