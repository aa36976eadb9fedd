"""A cluster of two workers reads 20,000 tasks and writes 1,000, while workers are killed."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psutil

import fastlabel
import fastlabel.ray
from benchmarks.small_cluster import looking, small_cluster
from fastlabel.sandbox import Sandbox

TASKS: Final = 20_000
ROWS: Final = 1_000
LIMIT: Final = (10, 2.0)
"""Calls, and in how many seconds: so few that they hold the reading up."""


def main() -> None:
    """Print the figures; exit with 1 if a promise is broken."""
    with small_cluster() as data, tempfile.TemporaryDirectory() as folder:
        kept = [_reads(Path(folder)), _writes(Path(folder), data)]
    sys.exit(0 if all(kept) else 1)


def _reads(folder: Path) -> bool:
    with Sandbox(rate_limit=LIMIT, max_recorded=TASKS) as sandbox:
        began = time.monotonic()
        box = {"type": "bbox", "value": "cat", "points": [0, 0, 8, 8]}
        sandbox.seed(
            [
                {"name": f"{number}.png", "width": 8, "height": 8, "annotations": [box]}
                for number in range(TASKS)
            ],
            project="p",
        )
        _say(f"seeded {TASKS:,} tasks in {time.monotonic() - began:.0f} s")
        wanted = Counter(str(task.id) for task in sandbox.tasks("image", "p"))
        kept = [_reads_once(sandbox, folder, wanted, kills) for kills in (0, 1, 3)]
        return all(kept)


def _reads_once(sandbox: Sandbox, folder: Path, wanted: Counter[str], kills: int) -> bool:
    before, refused = len(sandbox.requests), sandbox.rejected_requests
    began = time.monotonic()
    dataset: Any = fastlabel.ray.read_tasks(
        "image",
        project="p",
        access_token=sandbox.token,
        base_url=sandbox.url,
        rate_limit=fastlabel.RateLimit(*LIMIT, folder / "budget"),
    )
    planned = len(sandbox.requests) - before
    planning = time.monotonic() - began

    def seen() -> int:
        return len(sandbox.requests) - before - planned

    with _killing(seen, range(4, 4 + 6 * kills, 6)) as killed:
        ids = Counter(row["id"] for row in dataset.select_columns(["id"]).iter_rows())
    lost, doubled = len(wanted - ids), len(ids - wanted)
    refused = sandbox.rejected_requests - refused
    _say(f"read with {len(killed)} of {kills} workers killed")
    _say(f"  planned with {planned} calls in {planning:.1f} s, read with {seen()} calls")
    _say(f"  in all {time.monotonic() - began:.1f} s")
    _say(f"  tasks {ids.total():,}, lost {lost}, doubled {doubled}, 429s {refused}")
    return not lost and not doubled and not refused and len(killed) == kills


def _writes(folder: Path, data: Any) -> bool:  # Ray's is untyped
    picture = (Path(fastlabel.__file__).parent / "demo" / "media" / "chelsea.png").read_bytes()
    rows = [{"name": f"{number}.png", "media": picture} for number in range(ROWS)]
    # A service that would take a name twice.
    with Sandbox(unique_names=False) as sandbox:
        began = time.monotonic()
        with _killing(lambda: len(sandbox.tasks("image", "p")), (100, 400, 700)) as killed:
            report = fastlabel.ray.write_annotations(
                data.from_items(rows, override_num_blocks=10),
                kind="image",
                project="p",
                journal=folder / "journal",
                access_token=sandbox.token,
                base_url=sandbox.url,
                confirm_after=1.0,
                progress=False,
            )
        names = Counter(task.name for task in sandbox.tasks("image", "p"))
    doubled = names.total() - len(names)
    _say(
        f"wrote {ROWS:,} rows with {len(killed)} workers killed in {time.monotonic() - began:.1f} s"
    )
    _say(f"  {report}")
    _say(f"  tasks {names.total():,}, lost {ROWS - len(names)}, doubled {doubled}")
    return len(names) == ROWS and not doubled and not report.failed and bool(killed)


@contextmanager
def _killing(count: Callable[[], int], times: Sequence[int]) -> Generator[list[int]]:
    """Kill a worker each time that a count has gone beyond one of these."""
    killed: list[int] = []
    waiting = [*times]

    def kill() -> None:
        if waiting and count() > waiting[0] and (found := _workers()):
            os.kill(found[0], signal.SIGKILL)
            killed.append(found[0])
            waiting.pop(0)

    with looking(kill, 0.02):
        yield killed


def _workers() -> list[int]:
    """The processes that work on tasks just now, begun by this one."""
    found: list[int] = []
    for process in psutil.Process().children(recursive=True):
        try:
            title = " ".join(process.cmdline())
        except psutil.Error:
            continue
        if title.startswith(("ray::Read", "ray::Map")):
            found.append(process.pid)
    return found


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
