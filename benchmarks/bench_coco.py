"""Tasks into a COCO file, × the way of release 0.7.0.

That was a thread pool for each image, geojson and numpy for each annotation, and `json.dump`. 1,000
images × 10 annotations, half boxes and half polygons of 20 vertices with 2 decimals.
"""

from __future__ import annotations

import json
import subprocess
import sys
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import fastlabel
from benchmarks import plain_coco
from benchmarks.ratios import ratio, report, report_gain
from benchmarks.reference_pages import image_page
from benchmarks.release_070_coco import to_coco, write_coco
from fastlabel.models import ImageTask

_FEW: Final = 1_000
_MANY: Final = 10_000
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


def many_tasks(count: int) -> Any:
    """So many tasks, of which few are in memory."""
    tasks = ImageTask.list_from_json(image_page(100))
    return (tasks[number % 100] for number in range(count))


def main() -> None:
    """Print the table."""
    page = image_page(_FEW)
    models, dicts = ImageTask.list_from_json(page), json.loads(page)
    with TemporaryDirectory() as folder:
        path = Path(folder, "coco.json")
        _report_writing("write_coco, × faster than 0.7.0 and json.dump", page, path)
        _report_writing("the same, polygons bent", image_page(_FEW, bent=True), path)
        plain = partial(plain_coco.write_coco, models, path)
        part = ratio(lambda: fastlabel.write_coco(models, path), plain, rounds=9)
        report("write_coco, time × a loop that checks and tells nothing", part, 1.25)
        gain = ratio(partial(to_coco, dicts), lambda: fastlabel.to_coco(models), rounds=5)
        report_gain("to_coco in memory, × faster than 0.7.0", gain, 40)
        code = _MEASURED.format(path=str(path), count=_MANY)
        command = [sys.executable, "-c", code]
        grown = int(subprocess.run(command, check=True, capture_output=True).stdout)  # noqa: S603
    report("write_coco of 10,000 images, growth of memory", grown / 10**6, 10, unit="MB")


def _report_writing(work: str, page: bytes, path: Path) -> None:
    models, theirs = ImageTask.list_from_json(page), partial(write_coco, json.loads(page), path)
    gain = ratio(theirs, lambda: fastlabel.write_coco(models, path), rounds=5)
    report_gain(work, gain, 60)


if __name__ == "__main__":
    main()
