"""Proof: a Ray cluster reads 20,000 tasks and writes 1,000 rows while its workers are killed."""

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
from benchmarks.small_cluster import repeating, small_cluster
from fastlabel.sandbox import Sandbox

TASKS: Final = 20_000
ROWS: Final = 1_000
LIMIT: Final = (10, 2.0)
"""Requests per seconds, low enough to limit the read speed."""


def main() -> None:
    """Print the results; exit with 1 if a row was lost or duplicated."""
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
        _print_line(f"seeded {TASKS:,} tasks in {time.monotonic() - began:.0f} s")
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
        rate_limit=fastlabel.RateLimit(*LIMIT, folder / "rate_limit_scope"),
    )
    planned = len(sandbox.requests) - before
    planning = time.monotonic() - began

    def read_calls() -> int:
        return len(sandbox.requests) - before - planned

    with _killing(read_calls, range(4, 4 + 6 * kills, 6)) as killed:
        ids = Counter(row["id"] for row in dataset.select_columns(["id"]).iter_rows())
    lost, duplicated = len(wanted - ids), len(ids - wanted)
    refused = sandbox.rejected_requests - refused
    _print_line(f"read with {len(killed)} of {kills} workers killed")
    _print_line(
        f"  planned with {planned} calls in {planning:.1f} s, read with {read_calls()} calls"
    )
    _print_line(f"  total {time.monotonic() - began:.1f} s")
    _print_line(f"  tasks {ids.total():,}, lost {lost}, duplicated {duplicated}, 429s {refused}")
    return not lost and not duplicated and not refused and len(killed) == kills


def _writes(folder: Path, data: Any) -> bool:  # ray.data is untyped
    image = (Path(fastlabel.__file__).parent / "demo" / "media" / "chelsea.png").read_bytes()
    rows = [{"name": f"{number}.png", "media": image} for number in range(ROWS)]
    # Without unique names, the service would accept duplicates.
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
    duplicated = names.total() - len(names)
    _print_line(
        f"wrote {ROWS:,} rows with {len(killed)} workers killed in {time.monotonic() - began:.1f} s"
    )
    _print_line(f"  {report}")
    _print_line(f"  tasks {names.total():,}, lost {ROWS - len(names)}, duplicated {duplicated}")
    return len(names) == ROWS and not duplicated and not report.failed and bool(killed)


@contextmanager
def _killing(count: Callable[[], int], times: Sequence[int]) -> Generator[list[int]]:
    """Kill a worker each time the count exceeds one of `times`."""
    killed: list[int] = []
    waiting = [*times]

    def kill() -> None:
        if waiting and count() > waiting[0] and (pids := _workers()):
            os.kill(pids[0], signal.SIGKILL)
            killed.append(pids[0])
            waiting.pop(0)

    with repeating(kill, 0.02):
        yield killed


def _workers() -> list[int]:
    """Process ids of the workers that run tasks, children of this process."""
    pids: list[int] = []
    for process in psutil.Process().children(recursive=True):
        try:
            title = " ".join(process.cmdline())
        except psutil.Error:
            continue
        if title.startswith(("ray::Read", "ray::Map")):
            pids.append(process.pid)
    return pids


def _print_line(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
