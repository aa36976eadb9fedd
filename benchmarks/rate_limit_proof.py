"""Proof: 4 processes with 64 threads each share one rate limit, against a strict server."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Final

from fastlabel._client.rate_limit.limit import Pacer, RateLimit
from tests.support.strict_rate_limit_server import StrictServer, StrictWindow, calling

PROCESSES: Final = 4
THREADS: Final = 64
CALLS: Final = 1000
SECONDS: Final = 10.0
WINDOWS: Final = 4


def main() -> None:
    """Print the results; exit with 1 if the rate limit is exceeded or underused."""
    with tempfile.TemporaryDirectory() as folder:
        _costs(Path(folder))
        kept = _proof(Path(folder) / "shared")
    sys.exit(0 if kept else 1)


def _proof(path: Path) -> bool:
    window = StrictWindow(CALLS, SECONDS)
    server = StrictServer(window, WINDOWS * CALLS + 1)
    limit = RateLimit(CALLS, SECONDS, path)
    with calling(server.port, limit, PROCESSES, THREADS):
        finished = server.serve(SECONDS * (WINDOWS + 2))
    _say(f"{PROCESSES} processes × {THREADS} threads, {CALLS} calls per {SECONDS:.0f} s")
    _say(f"  requests accepted           {len(window.accepted):6}")
    _say(f"  requests rejected (429)     {window.refused:6}   target 0")
    _say(f"  quota used                  {window.used():6.1%}   target ≥ 95 %")
    _say(f"  maximum delay               {window.lateness * 1000:6.1f} ms from permit to arrival")
    return finished and window.refused == 0 and window.used() >= 0.95


def _costs(folder: Path) -> None:
    _say("take(), median of 2,000")
    _say(f"  without a limit             {_cost(Pacer(None)):6.2f} µs")
    for where, path in (("in memory", None), ("in a file", folder / "alone")):
        ticks = count(1_700_000_000, 0.001)
        clock = _every(ticks)
        pacer = Pacer(RateLimit(path=path), clock, clock)
        _say(f"  {where}, available        {_cost(pacer):6.2f} µs")
        while not pacer.acquire_or_wait_time():
            pass
        _say(f"  {where}, must wait        {_cost(pacer):6.2f} µs")
        pacer.close()


def _every(ticks: Iterator[float]) -> Callable[[], float]:
    return lambda: next(ticks)


def _cost(pacer: Pacer, calls: int = 2000) -> float:
    """Microseconds."""
    times = [0.0] * calls
    for index in range(calls):
        start = time.perf_counter()
        pacer.acquire_or_wait_time()
        times[index] = time.perf_counter() - start
    return sorted(times)[calls // 2] * 1e6


def _say(line: str) -> None:
    print(line)  # noqa: T201


if __name__ == "__main__":
    main()
