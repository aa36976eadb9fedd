"""Estimate the cost of very large projects from measured rates: the tables of docs/planning.md.

`python -m benchmarks.plan` measures the rates on this machine and prints the tables for the
recorded rates. The page shows the recorded ones, and a test compares them.
"""

from __future__ import annotations

import math
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import fastlabel
from benchmarks.bench_create_many import new_tasks
from benchmarks.fast_server import serving
from benchmarks.reference_pages import image_page
from fastlabel.arrow import write_parquet
from fastlabel.models import ImageTask, NewImageTask

__all__ = ["COUNTS", "OPERATIONS", "RATES", "Operation", "Rates", "seconds_at_limit", "table"]

_PAGE: Final = 1_000
_CALLS: Final = 10_000
_BURST: Final = 1_000
_SPAN: Final = 600 * 1.03
_UNITS: Final = (("days", 86400, 2 * 86400), ("hours", 3600, 3600), ("minutes", 60, 60))
COUNTS: Final = (10**6, 10**8, 10**9)


@dataclass(frozen=True, slots=True)
class Rates:
    """Costs of a task: an image and ten annotations, half boxes, half polygons of 20 vertices."""

    picture_bytes: float
    """Assumed size of an image, not measured."""
    task_bytes: float
    """Uncompressed JSON of the task in a response."""
    read_seconds: float
    """CPU: parse a page into models."""
    pull_seconds: float
    """CPU: download and write an image, and append its task."""
    state_bytes: float
    """Manifest entry of a downloaded folder."""
    create_seconds: float
    """CPU: a create with a journal, and an image of 10 KB."""
    journal_bytes: float
    """Journal entry."""
    coco_seconds: float
    """CPU: `write_coco`."""
    coco_bytes: float
    """Share of the COCO file."""
    parquet_seconds: float
    """CPU: `write_parquet`."""
    parquet_bytes: float
    """Share of the Parquet files."""


RATES: Final = Rates(
    picture_bytes=300_000,
    task_bytes=4_400,
    read_seconds=70e-6,
    pull_seconds=1.8e-3,
    state_bytes=200,
    create_seconds=1.05e-3,
    journal_bytes=190,
    coco_seconds=59e-6,
    coco_bytes=3_800,
    parquet_seconds=70e-6,
    parquet_bytes=960,
)
"""Measured on two shared cores, rounded."""


@dataclass(frozen=True, slots=True)
class Operation:
    """Cost of one task in an operation."""

    name: str
    calls: float = 0
    """API calls; media downloads do not count towards the rate limit."""
    wire: float = 0
    """Bytes sent and received."""
    disk: float = 0
    """Bytes."""
    files: float = 0
    cpu: float = 0
    """CPU seconds of one core."""


def operations(rates: Rates) -> list[Operation]:
    """The operations on all tasks of a project."""
    listed = 1 / _PAGE
    pulled = rates.picture_bytes + rates.task_bytes + rates.state_bytes
    sent = math.ceil(rates.picture_bytes / 3) * 4 + rates.task_bytes
    return [
        Operation("`iter`", listed, rates.task_bytes, 0, 0, rates.read_seconds),
        Operation(
            "`pull`",
            listed,
            rates.task_bytes + rates.picture_bytes,
            pulled,
            1,
            rates.read_seconds + rates.pull_seconds,
        ),
        Operation("`create_many`", 1, sent, rates.journal_bytes, 0, rates.create_seconds),
        Operation("`write_coco`", 0, 0, rates.coco_bytes, 0, rates.coco_seconds),
        Operation("`write_parquet`", 0, 0, rates.parquet_bytes, 0, rates.parquet_seconds),
    ]


OPERATIONS: Final = operations(RATES)


def seconds_at_limit(calls: int) -> float:
    """Minimum duration of `calls` under the default rate limit.

    10,000 calls are sent in a window of 618 seconds, at most 1,000 of them within one second.
    """
    spans, last = divmod(max(calls, 1) - 1, _CALLS)
    return spans * _SPAN + last // _BURST


def table(count: int) -> str:
    """The Markdown table for `count` tasks."""
    lines = [
        "| operation | API calls | at the rate limit | CPU (1 core) | network | disk | files |",
        "|---|---|---|---|---|---|---|",
    ]
    for work in OPERATIONS:
        calls = math.ceil(work.calls * count)
        cells = [
            work.name,
            f"{calls:,}" if calls else "–",
            _duration(seconds_at_limit(calls)) if calls else "–",
            _duration(work.cpu * count),
            _data_size(work.wire * count),
            _data_size(work.disk * count),
            f"{math.ceil(work.files * count):,}" if work.files else "–",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def measured() -> Rates:
    """Measure the rates on this machine."""
    page = image_page(_PAGE)
    with TemporaryDirectory() as name:
        folder = Path(name)
        tasks = ImageTask.list_from_json(page)
        coco, parquet = folder / "coco.json", folder / "parquet"
        created, journal = _created(folder)
        pulled, state = _pulled(folder)
        return Rates(
            picture_bytes=RATES.picture_bytes,
            task_bytes=len(page) / _PAGE,
            read_seconds=_warm(lambda: ImageTask.list_from_json(page)) / _PAGE,
            pull_seconds=pulled,
            state_bytes=state,
            create_seconds=created,
            journal_bytes=journal,
            coco_seconds=_warm(lambda: fastlabel.write_coco(tasks, coco)) / _PAGE,
            coco_bytes=coco.stat().st_size / _PAGE,
            parquet_seconds=_warm(lambda: write_parquet(tasks, parquet)) / _PAGE,
            parquet_bytes=_size(parquet) / _PAGE,
        )


def _created(folder: Path) -> tuple[float, float]:
    journal = folder / "journal"
    with serving() as url, fastlabel.Client("token", url) as client:
        spent = _cpu(
            lambda: client.image.create_many(new_tasks(_PAGE), journal=journal, progress=False)
        )
    return spent / _PAGE, _size(folder, "journal*") / _PAGE


def _pulled(folder: Path) -> tuple[float, float]:
    picture = (
        Path(fastlabel.__file__).with_name("demo").joinpath("media", "rocket.jpg").read_bytes()
    )
    tasks = (
        NewImageTask(project="p", name=f"{number}.jpg", file=picture) for number in range(_PAGE)
    )
    target = folder / "pulled"
    with _sandbox() as url, fastlabel.Client("token", url) as client:
        client.image.create_many(tasks, progress=False)
        spent = _cpu(lambda: client.image.pull(project="p", folder=target, progress=False))
    return spent / _PAGE, _size(target, ".fastlabel*") / _PAGE


@contextmanager
def _sandbox() -> Generator[str]:
    """Run a sandbox in its own process, so that the client is measured, and give its URL."""
    code = (
        "import sys; from fastlabel.sandbox import Sandbox\n"
        "with Sandbox(token='token') as sandbox: print(sandbox.url, flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(  # noqa: S603  # ours
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        if server.stdin is None or server.stdout is None:
            raise RuntimeError("the sandbox has no pipes")
        try:
            yield server.stdout.readline().strip()
        finally:
            server.stdin.close()


def _warm(work: Callable[[], object]) -> float:
    """Minimum CPU time of three runs, without warm-up costs."""
    return min(_cpu(work) for _ in range(3))


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _size(folder: Path, pattern: str = "**/*") -> int:
    return sum(path.stat().st_size for path in folder.glob(pattern) if path.is_file())


def _duration(seconds: float) -> str:
    for unit, length, least in _UNITS:
        if seconds >= least:
            return f"{_figures(seconds / length)} {unit}"
    return f"{_figures(seconds)} s"


def _data_size(size: float) -> str:
    if not size:
        return "–"
    power = min(int(math.log10(size) // 3), 5)
    return f"{_figures(size / 1000**power)} {('B', 'KB', 'MB', 'GB', 'TB', 'PB')[power]}"


def _figures(number: float) -> str:
    """Round to two significant figures."""
    if not number:
        return "0"
    digits = 1 - math.floor(math.log10(number))
    return f"{round(number, digits):,.{max(digits, 0)}f}"


def main() -> None:
    """Print the rates of this machine and the tables for the recorded rates."""
    rates = measured()
    for field in fields(Rates):
        name = field.name
        print(f"{name:<16} {getattr(rates, name):12.6g}  recorded {getattr(RATES, name):g}")  # noqa: T201
    for count in COUNTS:
        print(f"\n{count:,} tasks\n\n{table(count)}")  # noqa: T201


if __name__ == "__main__":
    main()
