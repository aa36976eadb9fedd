"""Creates by the thousand against a sandbox on a bad day: none lost, none doubled.

    python -m benchmarks.soak [creates]

A fifth of the requests meet a fault: resets at every point, statuses before and after the task is
there, answers that are cut short, late commits. The times are scaled down by 15: what is late comes
half a second late, and a create that no look-up finds for a second was not made.
"""

from __future__ import annotations

import multiprocessing
import sqlite3
import struct
import sys
import threading
import time
import zlib
from collections import Counter
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

import fastlabel
from fastlabel.sandbox import Fault, Faults, Sandbox

__all__ = ["Figures", "outage", "soak"]

_THREADS: Final = 64
BAD_DAY: Final = (
    Fault("reset-on-accept", rate=0.01),
    Fault("reset-before-reading", rate=0.02, method="POST"),
    Fault("reset-mid-upload", rate=0.02, method="POST"),
    Fault("reset-after-commit", rate=0.04, method="POST"),
    Fault("status", rate=0.02, status=503),
    Fault("status", rate=0.01, status=500, method="POST"),
    Fault("status", rate=0.01, status=429, headers={"Retry-After": "0"}),
    Fault("status-after-commit", rate=0.03, status=502, method="POST"),
    Fault("truncated", rate=0.02),
    Fault("garbage", rate=0.01, method="POST"),
    Fault("late-commit", rate=0.01, seconds=0.5, method="POST"),
    Fault("lookup-lag", seconds=0.1),
)


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
    with _bad_sandbox(BAD_DAY, unique_names=unique_names) as sandbox:
        before = _held()
        start = time.perf_counter()
        with fastlabel.Client(sandbox.token, sandbox.url, settle=1, timeout=5) as client:
            outcomes = _create_all(client, creates, threads)
        seconds, leaked = time.perf_counter() - start, _held() - before
        faults = sandbox.stop()
        rows = sandbox.rows()
    ids = {task_id for task_id, _ in rows}
    names = Counter(name for _, name in rows)
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
    with _bad_sandbox((Fault("status", status=500),), unique_names=True) as sandbox:
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


@dataclass
class _BadSandbox:
    url: str
    token: str
    data: Path
    pipe: Connection

    def stop(self) -> int:
        """The number of faults that were met. Late commits are in by then."""
        time.sleep(1)
        self.pipe.send("faults")
        met: int = self.pipe.recv()
        return met

    def rows(self) -> list[tuple[str, str]]:
        with closing(sqlite3.connect(self.data / "sandbox.sqlite3")) as database:
            return database.execute("SELECT id, name FROM task").fetchall()


@contextmanager
def _bad_sandbox(faults: tuple[Fault, ...], *, unique_names: bool) -> Generator[_BadSandbox]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, faults, unique_names))
    process.start()
    theirs.close()
    try:
        url, token, data = ours.recv()
        yield _BadSandbox(url, token, data, ours)
    finally:
        ours.close()
        process.join()
        process.close()


def _serve(pipe: Connection, faults: tuple[Fault, ...], unique_names: bool) -> None:
    with Sandbox(faults=Faults(faults, seed=1), unique_names=unique_names) as sandbox:
        pipe.send((sandbox.url, sandbox.token, sandbox.data))
        try:
            while pipe.recv():
                pipe.send(sum(sandbox.faults_met.values()))
        except EOFError:
            return


def _pixel() -> bytes:
    """The smallest PNG."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    size = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0\0")
    parts = chunk(b"IHDR", size) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def _held() -> int:
    descriptors = Path("/proc/self/fd")
    files = len(list(descriptors.iterdir())) if descriptors.exists() else 0
    return files + threading.active_count()


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
