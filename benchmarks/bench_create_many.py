"""Many creates: how much several at once gain on a long way, and whether memory stays flat."""

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
_MEASURED: Final = """
import resource, sys
import fastlabel
from benchmarks.bench_create_many import specs
with fastlabel.Client("token", {url!r}) as client:
    report = client.image.create_many(specs({count}), journal={journal!r}, progress=False)
assert report.created == {count} and report.outcomes[-1].index == {count} - 1
unit = 1 if sys.platform == "darwin" else 1024
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit)
"""


def specs(count: int) -> Iterator[NewImageTask]:
    """Tasks with an image and a box each, made when they are asked for."""
    box = BBox(value="cat", points=(0, 0, 10, 10))
    for number in range(count):
        yield NewImageTask(project="p", name=f"{number}.png", file=_IMAGE, annotations=[box])


def main() -> None:
    """Print the table."""
    with serving(_ROUND_TRIP) as url, fastlabel.Client("token", url) as client:
        gain = ratio(partial(_one_by_one, client), partial(_at_once, client), rounds=3)
    report_gain("creates at 50 ms, concurrency 8: gain over one by one", gain, 6)
    with serving() as url, TemporaryDirectory() as folder:
        few, many = (
            _peak(url, count, str(Path(folder, f"{count}.journal"))) for count in (_FEW, _MANY)
        )
    report("memory of 100,000 creates over that of 1,000", (many - few) / 10**6, 10, unit="MB")


def _one_by_one(client: fastlabel.Client) -> None:
    for spec in specs(_TASKS):
        client.image.create(
            project=spec.project, name=spec.name, file=_IMAGE, annotations=spec.annotations
        )


def _at_once(client: fastlabel.Client) -> None:
    client.image.create_many(specs(_TASKS), concurrency=8, progress=False)


def _peak(url: str, count: int, journal: str) -> int:
    """The most bytes that a fresh process held while it created so many tasks."""
    code = _MEASURED.format(url=url, count=count, journal=journal)
    command = [sys.executable, "-c", code]
    return int(subprocess.run(command, check=True, capture_output=True).stdout)  # noqa: S603


if __name__ == "__main__":
    main()
