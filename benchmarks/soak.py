"""Soak test: create many tasks under fault injection, without loss or duplicates.

    python -m benchmarks.soak [creates]

`benchmarks.bad_days` has the faults.
"""

from __future__ import annotations

import struct
import sys
import threading
import time
import zlib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import fastlabel
from benchmarks.bad_days import BAD_DAY, CONFIRM_SECONDS, bad_sandbox
from benchmarks.descriptors import open_descriptors
from fastlabel.sandbox import Fault

__all__ = ["Figures", "outage", "soak"]

_THREADS: Final = 64


@dataclass(frozen=True)
class Figures:
    """The results of a run."""

    creates: int
    created: int
    errors: dict[str, int]
    lost: int
    """Reported as created, but missing."""
    duplicated: int
    """Rows beyond one for each name."""
    misreported: int
    """Reported as not created, but present."""
    faults: int
    seconds: float
    leaked: int
    """Descriptors and threads that the client left open."""

    @property
    def is_good(self) -> bool:
        """Whether nothing was lost, duplicated or leaked although faults were injected."""
        return (
            not (self.lost or self.duplicated or self.misreported or self.leaked)
            and self.faults > 0
        )


def soak(creates: int, *, unique_names: bool, threads: int = _THREADS) -> Figures:
    """Create tasks from many threads and compare with the database of the sandbox."""
    with bad_sandbox(BAD_DAY, unique_names=unique_names) as sandbox:
        before = _open_resources()
        start = time.perf_counter()
        with fastlabel.Client(
            sandbox.token, sandbox.url, confirm_after=CONFIRM_SECONDS, timeout=5
        ) as client:
            outcomes = _create_all(client, creates, threads)
        seconds, leaked = time.perf_counter() - start, (_open_resources() - before).total()
        faults = sandbox.stop()
        rows = sandbox.rows()
    ids = {row.task_id for row in rows}
    names = Counter(row.name for row in rows)
    created = [outcome for outcome in outcomes if isinstance(outcome, str)]
    not_created = [
        f"{number}.png"
        for number, outcome in enumerate(outcomes)
        if not isinstance(outcome, str | fastlabel.AmbiguousWriteError)
    ]
    return Figures(
        creates=creates,
        created=len(created),
        errors=dict(Counter(type(e).__name__ for e in outcomes if not isinstance(e, str))),
        lost=len([task_id for task_id in created if task_id not in ids]),
        duplicated=len(rows) - len(names),
        misreported=len([name for name in not_created if name in names]),
        faults=faults,
        seconds=seconds,
        leaked=leaked,
    )


def outage(calls: int) -> tuple[int, int]:
    """Read while every request fails; return the number of calls and of extra attempts."""
    with bad_sandbox((Fault("status", status=500),), unique_names=True) as sandbox:
        with fastlabel.Client(sandbox.token, sandbox.url) as client:

            def find(_: int) -> None:
                try:
                    client.image.find("1")
                except fastlabel.ServerError:
                    return

            with ThreadPoolExecutor(_THREADS) as pool:
                list(pool.map(find, range(calls)))
        return calls, sandbox.stop() - calls


def _create_all(
    client: fastlabel.Client, creates: int, threads: int
) -> list[str | fastlabel.FastLabelException]:
    pixel = _pixel()

    def create(number: int) -> str | fastlabel.FastLabelException:
        try:
            return client.image.create(project="soak", name=f"{number}.png", file=pixel)
        except fastlabel.FastLabelException as error:
            return error

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(create, range(creates)))


def _pixel() -> bytes:
    """A minimal PNG of one pixel."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    size = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0\0")
    parts = chunk(b"IHDR", size) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def _open_resources() -> Counter[str]:
    """The target of each open descriptor, and each thread.

    Compared by name, so that descriptors closed elsewhere do not hide a leak.
    """
    threads = [f"thread {thread.ident}" for thread in threading.enumerate()]
    return Counter(threads + open_descriptors())


def main() -> None:
    """Run with and without unique names, and print the results."""
    creates = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    runs = [soak(creates, unique_names=unique) for unique in (True, False)]
    for unique, figures in zip((True, False), runs, strict=True):
        print(f"unique names {'on' if unique else 'off'}: {figures}")  # noqa: T201
    calls, extra = outage(2000)
    print(f"outage: {calls} calls, {extra} extra attempts")  # noqa: T201
    if not all(figures.is_good for figures in runs) or extra > calls / 10 + 10:
        sys.exit("tasks were lost or duplicated, or the retry budget was exceeded")


if __name__ == "__main__":
    main()
