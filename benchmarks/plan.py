"""What very many tasks cost, from rates that are measured on few: the tables of docs/planning.md.

`python -m benchmarks.plan` measures the rates of this machine and prints the tables of those that
are recorded here; the page has the latter, and a test compares them.
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
from benchmarks.bench_create_many import specs
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
    """Of one task: a picture, and ten annotations, half boxes and half polygons of 20 vertices."""

    picture_bytes: float
    """Not measured: what a picture is taken to have."""
    task_bytes: float
    """JSON of the task in an answer, not compressed."""
    read_seconds: float
    """CPU: a page into models."""
    pull_seconds: float
    """CPU: the file of a picture, fetched and written, and its line."""
    state_bytes: float
    """In the state of a pulled folder."""
    create_seconds: float
    """CPU: a create with a journal, and a picture of 10 KB."""
    journal_bytes: float
    """In the journal."""
    coco_seconds: float
    """CPU: `write_coco`."""
    coco_bytes: float
    """In the COCO file."""
    parquet_seconds: float
    """CPU: `write_parquet`."""
    parquet_bytes: float
    """In the Parquet files."""


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
"""As measured on two shared cores, rounded."""


@dataclass(frozen=True, slots=True)
class Operation:
    """What one task costs in an operation."""

    name: str
    calls: float = 0
    """Of the API; media are not counted by its limit."""
    wire: float = 0
    """Bytes sent and received."""
    disk: float = 0
    """Bytes."""
    files: float = 0
    cpu: float = 0
    """Seconds of one core."""


def operations(rates: Rates) -> list[Operation]:
    """What can be done with all tasks of a project."""
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
    """How long calls take under the usual limit, however fast everything else is.

    10,000 calls go out in a span of 618 seconds, at most 1,000 of them within a second.
    """
    spans, last = divmod(max(calls, 1) - 1, _CALLS)
    return spans * _SPAN + last // _BURST


def table(count: int) -> str:
    """The table of so many tasks, in Markdown."""
    lines = [
        "| operation | API calls | at the rate limit | CPU time (1 core) | network | disk | files |",
        "|---|---|---|---|---|---|---|",
    ]
    for work in OPERATIONS:
        calls = math.ceil(work.calls * count)
        cells = [
            work.name,
            f"{calls:,}" if calls else "–",
            _lasting(seconds_at_limit(calls)) if calls else "–",
            _lasting(work.cpu * count),
            _sized(work.wire * count),
            _sized(work.disk * count),
            f"{math.ceil(work.files * count):,}" if work.files else "–",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def measured() -> Rates:
    """The rates of this machine."""
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
            lambda: client.image.create_many(specs(_PAGE), journal=journal, progress=False)
        )
    return spent / _PAGE, _size(folder, "journal*") / _PAGE


def _pulled(folder: Path) -> tuple[float, float]:
    picture = (
        Path(fastlabel.__file__).with_name("demo").joinpath("media", "rocket.jpg").read_bytes()
    )
    tasks = (
        NewImageTask(project="p", name=f"{number}.jpg", file=picture) for number in range(_PAGE)
    )
    home = folder / "home"
    with _sandbox() as url, fastlabel.Client("token", url) as client:
        client.image.create_many(tasks, progress=False)
        spent = _cpu(lambda: client.image.pull(project="p", folder=home, progress=False))
    return spent / _PAGE, _size(home, ".fastlabel*") / _PAGE


@contextmanager
def _sandbox() -> Generator[str]:
    """The URL of a sandbox in a process of its own, so that the client is what is measured."""
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
    """Without what only the first run costs."""
    return min(_cpu(work) for _ in range(3))


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _size(folder: Path, pattern: str = "**/*") -> int:
    return sum(path.stat().st_size for path in folder.glob(pattern) if path.is_file())


def _lasting(seconds: float) -> str:
    for unit, length, least in _UNITS:
        if seconds >= least:
            return f"{_figures(seconds / length)} {unit}"
    return f"{_figures(seconds)} s"


def _sized(size: float) -> str:
    if not size:
        return "–"
    power = min(int(math.log10(size) // 3), 5)
    return f"{_figures(size / 1000**power)} {('B', 'KB', 'MB', 'GB', 'TB', 'PB')[power]}"


def _figures(number: float) -> str:
    """Two figures are all that such rates are good for."""
    if not number:
        return "0"
    digits = 1 - math.floor(math.log10(number))
    return f"{round(number, digits):,.{max(digits, 0)}f}"


def main() -> None:
    """Print the rates of this machine, and the tables of the recorded ones."""
    found = measured()
    for field in fields(Rates):
        name = field.name
        print(f"{name:<16} {getattr(found, name):12.6g}  recorded {getattr(RATES, name):g}")  # noqa: T201
    for count in COUNTS:
        print(f"\n{count:,} tasks\n\n{table(count)}")  # noqa: T201


if __name__ == "__main__":
    main()
