"""Benchmark: write tasks to a COCO file, against release 0.7.0 and a plain loop without checks.

Release 0.7.0 used a thread pool for each image, geojson and numpy for each annotation, and
`json.dump`. 1,000 images × 10 annotations, half boxes and half polygons of 20 vertices with 2
decimals, on three kinds of outlines. The rounds of all are interleaved.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

import fastlabel
from benchmarks import plain_coco
from benchmarks.ratios import report, report_gain
from benchmarks.reference_pages import Outlines, image_page
from benchmarks.release_070_coco import to_coco, write_coco
from fastlabel.converters.coco.spool import encode
from fastlabel.models import ImageTask

_FEW: Final = 1_000
_MANY: Final = 10_000
_CHUNK: Final = 500
_ROUNDS: Final = 9
_OUTLINES: Final[tuple[Outlines, ...]] = ("round", "star", "crossing")
_MEASURED: Final = """
import resource, sys
import fastlabel
from benchmarks.bench_coco import many_tasks
def peak():
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
fastlabel.write_coco(many_tasks(100), {path!r})
before = peak()
fastlabel.write_coco(many_tasks({count}), {path!r})
print(peak() - before)
"""

_Job = Callable[[], object]


def many_tasks(count: int) -> Any:
    """Generate `count` tasks, with only 100 of them in memory."""
    tasks = ImageTask.list_from_json(image_page(100))
    return (tasks[number % 100] for number in range(count))


def main() -> None:
    """Print the table."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "coco.json")
        jobs: dict[Outlines, dict[str, _Job]] = {
            outlines: _jobs(outlines, path) for outlines in _OUTLINES
        }
        seconds = _interleaved(jobs)
        for outlines in _OUTLINES:
            _report(outlines, seconds[outlines])
        code = _MEASURED.format(path=str(path), count=_MANY)
        command = [sys.executable, "-c", code]
        grown = int(subprocess.run(command, check=True, capture_output=True).stdout)  # noqa: S603
    report("write_coco of 10,000 images, growth of memory", grown / 10**6, 10, unit="MB")


def _jobs(outlines: Outlines, path: Path) -> dict[str, _Job]:
    page = image_page(_FEW, outlines=outlines)
    models, dicts = ImageTask.list_from_json(page), json.loads(page)
    plain, ours = (
        partial(plain_coco.write_coco, models, path),
        partial(fastlabel.write_coco, models),
    )
    plain()
    expected = json.loads(path.read_bytes())
    ours(path)
    written = json.loads(path.read_bytes())
    for one, other in zip(written["annotations"], expected["annotations"], strict=True):
        # The loop adds up its products in another order.
        one["area"], other["area"] = round(one["area"], 6), round(other["area"], 6)
    if written != expected:
        raise AssertionError("the loop writes something else")
    names = [category["name"] for category in expected["categories"]]
    entries = list(plain_coco.annotation_entries(models, names))
    chunks = [entries[start : start + _CHUNK] for start in range(0, len(entries), _CHUNK)]
    return {
        "write": partial(ours, path),
        "loop": plain,
        "paused": partial(_without_collector, plain),
        "encoder": lambda: [encode(chunk) for chunk in chunks],
        "070 write": partial(write_coco, dicts, path),
        "to_coco": partial(fastlabel.to_coco, models),
        "070 to_coco": partial(to_coco, dicts),
    }


def _without_collector(job: _Job) -> None:
    gc.disable()
    try:
        job()
    finally:
        gc.enable()


def _interleaved(jobs: dict[Outlines, dict[str, _Job]]) -> dict[Outlines, dict[str, list[float]]]:
    """Seconds of each job in each round."""
    seconds: dict[Outlines, dict[str, list[float]]] = {
        outlines: {name: [] for name in named} for outlines, named in jobs.items()
    }
    for turn in range(_ROUNDS):
        for outlines, named in jobs.items():
            # Each job follows each other one in turn, and none collects the garbage of another.
            order = [*named][turn % len(named) :] + [*named][: turn % len(named)]
            for name in order:
                gc.collect()
                start = time.perf_counter()
                named[name]()
                seconds[outlines][name].append(time.perf_counter() - start)
    return seconds


def _report(outlines: str, seconds: dict[str, list[float]]) -> None:
    def times(one: str, other: str) -> float:
        return median(a / b for a, b in zip(seconds[one], seconds[other], strict=True))

    def label(text: str) -> str:
        return f"{outlines} outlines: {text}"

    report(label("write_coco, time × a loop"), times("write", "loop"), 1.1)
    report(label("the same, × with its collector paused"), times("write", "paused"), 1.1)
    report(label("the loop, time × its encoder"), times("paused", "encoder"), None)
    report(label("write_coco, time × the encoder"), times("write", "encoder"), None)
    report_gain(label("write_coco, × faster than 0.7.0"), times("070 write", "write"), 60)
    report_gain(label("the loop, × faster than 0.7.0"), times("070 write", "paused"), 60)
    report_gain(label("to_coco, × faster than 0.7.0"), times("070 to_coco", "to_coco"), 40)


if __name__ == "__main__":
    main()
