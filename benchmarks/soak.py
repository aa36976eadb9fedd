"""Creates by the thousand against a sandbox on a bad day: none lost, none doubled.

    python -m benchmarks.soak [creates]

See `benchmarks.bad_days`.
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
from benchmarks.bad_days import BAD_DAY, SETTLE_SECONDS, bad_sandbox
from benchmarks.descriptors import open_descriptors
from fastlabel.sandbox import Fault

__all__ = ["Figures", "outage", "soak"]

_THREADS: Final = 64


@dataclass(frozen=True)
class Figures:
    """What came of a run."""

    creates: int
    created: int
    errors: dict[str, int]
    lost: int
    """Told as created, and not there."""
    doubled: int
    """More rows than names."""
    unsure: int
    """Told as an error that says it is not there, and there."""
    faults: int
    seconds: float
    leaked: int
    """Descriptors and threads of the client that are more than before."""

    @property
    def is_good(self) -> bool:
        """Whether the promise was kept, and the day was bad."""
        return not (self.lost or self.doubled or self.unsure or self.leaked) and self.faults > 0


def soak(creates: int, *, unique_names: bool, threads: int = _THREADS) -> Figures:
    """Create so many tasks from many threads, and compare with what the sandbox has."""
    with bad_sandbox(BAD_DAY, unique_names=unique_names) as sandbox:
        before = _held()
        start = time.perf_counter()
        with fastlabel.Client(
            sandbox.token, sandbox.url, confirm_after=SETTLE_SECONDS, timeout=5
        ) as client:
            outcomes = _create_all(client, creates, threads)
        seconds, leaked = time.perf_counter() - start, (_held() - before).total()
        faults = sandbox.stop()
        rows = sandbox.rows()
    ids = {row.task_id for row in rows}
    names = Counter(row.name for row in rows)
    created = [told for told in outcomes if isinstance(told, str)]
    sure = [
        f"{number}.png"
        for number, told in enumerate(outcomes)
        if not isinstance(told, str | fastlabel.AmbiguousWriteError)
    ]
    return Figures(
        creates=creates,
        created=len(created),
        errors=dict(Counter(type(e).__name__ for e in outcomes if not isinstance(e, str))),
        lost=len([task_id for task_id in created if task_id not in ids]),
        doubled=len(rows) - len(names),
        unsure=len([name for name in sure if name in names]),
        faults=faults,
        seconds=seconds,
        leaked=leaked,
    )


def outage(calls: int) -> tuple[int, int]:
    """Reads while everything fails: how many calls, and how many attempts beyond one for each."""
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
    """The smallest PNG."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    size = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0\0")
    parts = chunk(b"IHDR", size) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def _held() -> Counter[str]:
    """What each descriptor leads to, and each thread.

    By name, so that what others let go of meanwhile makes up for nothing.
    """
    threads = [f"thread {thread.ident}" for thread in threading.enumerate()]
    return Counter(threads + open_descriptors())


def main() -> None:
    """Run it with the name check on and off, and print the figures."""
    creates = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    runs = [soak(creates, unique_names=unique) for unique in (True, False)]
    for unique, figures in zip((True, False), runs, strict=True):
        print(f"unique names {'on' if unique else 'off'}: {figures}")  # noqa: T201
    calls, extra = outage(2000)
    print(f"outage: {calls} calls, {extra} further attempts")  # noqa: T201
    if not all(figures.is_good for figures in runs) or extra > calls / 10 + 10:
        sys.exit("the promise was not kept")


if __name__ == "__main__":
    main()
