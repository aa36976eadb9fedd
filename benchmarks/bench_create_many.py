"""Benchmark: bulk creates, speedup by concurrency at high latency, and constant memory."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import fastlabel
from benchmarks.fast_server import serving
from benchmarks.ratios import ratio, report, report_gain
from fastlabel.models import BBox, NewImageTask

_ROUND_TRIP: Final = 0.05
_TASKS: Final = 80
_FEW: Final = 1_000
_MANY: Final = 100_000
_IMAGE: Final = b"\x89PNG\r\n\x1a\n" + bytes(10_000)
_MEMORY_CODE: Final = """
import resource, sys
import fastlabel
from benchmarks.bench_create_many import new_tasks
with fastlabel.Client("token", {url!r}) as client:
    report = client.image.create_many(new_tasks({count}), journal={journal!r}, progress=False)
assert report.created == {count} and report.outcomes[-1].index == {count} - 1
unit = 1 if sys.platform == "darwin" else 1024
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit)
"""


def new_tasks(count: int) -> Iterator[NewImageTask]:
    """Generate new tasks lazily, each with an image and a box."""
    box = BBox(value="cat", points=(0, 0, 10, 10))
    for number in range(count):
        yield NewImageTask(project="p", name=f"{number}.png", file=_IMAGE, annotations=[box])


def main() -> None:
    """Print the table."""
    with serving(_ROUND_TRIP) as url, fastlabel.Client("token", url) as client:
        gain = ratio(
            partial(_create_sequentially, client), partial(_create_concurrently, client), rounds=3
        )
    report_gain("creates at 50 ms, concurrency 8, speedup over sequential", gain, 6)
    with serving() as url, TemporaryDirectory() as folder:
        few, many = (
            _peak(url, count, str(Path(folder, f"{count}.journal"))) for count in (_FEW, _MANY)
        )
    report("memory of 100,000 creates, above that of 1,000", (many - few) / 10**6, 10, unit="MB")


def _create_sequentially(client: fastlabel.Client) -> None:
    for task in new_tasks(_TASKS):
        client.image.create(
            project=task.project, name=task.name, file=_IMAGE, annotations=task.annotations
        )


def _create_concurrently(client: fastlabel.Client) -> None:
    client.image.create_many(new_tasks(_TASKS), concurrency=8, progress=False)


def _peak(url: str, count: int, journal: str) -> int:
    """Peak memory in bytes of a fresh process that creates `count` tasks."""
    code = _MEMORY_CODE.format(url=url, count=count, journal=journal)
    command = [sys.executable, "-c", code]
    return int(subprocess.run(command, check=True, capture_output=True).stdout)  # noqa: S603


if __name__ == "__main__":
    main()
