"""Benchmark: convert tasks to Arrow tables, against `pandas.json_normalize` on the same JSON.

10,000 image tasks × 10 annotations, half boxes and half polygons of 20 vertices: 100,000 rows. The
pandas frame has Python lists for points and attributes, and untyped columns.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module
from typing import Any, Final

from benchmarks.ratios import ratio, report, report_gain
from benchmarks.reference_pages import image_page
from fastlabel.arrow import tasks_to_tables
from fastlabel.models import ImageTask

_TASKS: Final = 10_000
_META: Final = [
    "id", "name", "width", "height", "url", "status", "tags", "assignee", "reviewer",
    "customerReviewer", "createdAt", "updatedAt",
]  # fmt: skip
_STREAM_CODE: Final = """
import resource, sys
from benchmarks.bench_coco import many_tasks
from fastlabel.arrow import to_batches
rows = sum(batch.annotations.num_rows for batch in to_batches(many_tasks({count})))
assert rows == {count} * 10
unit = 1 if sys.platform == "darwin" else 1024
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit)
"""


def main() -> None:
    """Print the table."""
    # First, while this process is small: a child process starts with its parent's peak memory.
    growth = _peak(10 * _TASKS) - _peak(_TASKS)
    report("to_batches of 100,000 tasks, peak over 10,000", growth / 10**6, 10, unit="MB")
    page = image_page(_TASKS)
    models, dicts = ImageTask.list_from_json(page), json.loads(page)
    gain = ratio(lambda: _normalize(dicts), lambda: tasks_to_tables(models), rounds=5)
    report_gain("tables of 100,000 annotations, × faster than pandas", gain, 5)


def _normalize(dicts: Any) -> object:
    # pandas ships no types.
    pandas: Any = import_module("pandas")
    frame: object = pandas.json_normalize(
        dicts, record_path="annotations", meta=_META, record_prefix="annotation."
    )
    return frame


def _peak(count: int) -> int:
    """Peak memory in bytes of a process that streams `count` tasks."""
    command = [sys.executable, "-c", _STREAM_CODE.format(count=count)]
    return int(subprocess.run(command, check=True, capture_output=True).stdout)  # noqa: S603


if __name__ == "__main__":
    main()
