"""Benchmark in fresh processes: peak memory of large jobs.

This process stays small, because on Linux a child process starts with its parent's peak memory.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.fast_server import serving
from benchmarks.ratios import report, report_gain

_NO_BYTECODE: Final = "PYTHONDONTWRITEBYTECODE"
_MEGABYTE: Final = 10**6
_VIDEO_BYTES: Final = 200 * _MEGABYTE
_FEW_TASKS: Final = 10_000
_MANY_TASKS: Final = 100_000

# Prints the seconds of the work, and the growth of peak memory in bytes.
_MEASURED: Final = """
import json, resource, sys, time
unit = 1 if sys.platform == "darwin" else 1024
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
{before}
peak_before, start = peak(), time.perf_counter()
{work}
print(json.dumps([time.perf_counter() - start, peak() - peak_before]))
"""
_WARM_CLIENT: Final = """
import fastlabel
client = fastlabel.Client("token", {url!r})
client.image.find("1")
"""


def main() -> None:
    """Print the table."""
    with serving() as url:
        _report_video(url)
        _report_iter(url)


def _report_video(url: str) -> None:
    with TemporaryDirectory() as folder:
        video = _video(Path(folder))
        create = f"client.video.create(project='cats', file_path={str(video)!r})"
        before = (
            "from pathlib import Path; from benchmarks import release_070; "
            f"release_070.find({url!r}, '1')"
        )
        create_070 = f"release_070.create({url!r}, 'tasks/video', 'film.mp4', Path({str(video)!r}))"
        turns = [
            (_measured(_WARM_CLIENT.format(url=url), create), _measured(before, create_070))
            for _ in range(3)
        ]
    gain = median(theirs[0] / ours[0] for ours, theirs in turns)
    report_gain("200 MB video created, × faster than 0.7.0", gain, 7)
    report("... growth of peak memory", max(ours[1] for ours, _ in turns), 60, unit="MB")


def _report_iter(url: str) -> None:
    turns = [(_iterated(url, _FEW_TASKS), _iterated(url, _MANY_TASKS)) for _ in range(3)]
    # The minimum is the run least disturbed by other processes.
    slower = min(many[0] for _, many in turns) / min(few[0] for few, _ in turns)
    report("iter, time per task with 100,000 tasks × with 10,000", slower, 1.1)
    growth = median(many[1] - few[1] for few, many in turns)
    report("... growth of peak memory", growth, 5, unit="MB")


def _iterated(url: str, tasks: int) -> tuple[float, float]:
    """Seconds per task, and growth of peak memory in MB."""
    work = f"for task in client.image.iter(project='{tasks}'): pass"
    seconds, megabytes = _measured(_WARM_CLIENT.format(url=url), work)
    return seconds / tasks, megabytes


def _measured(before: str, work: str) -> tuple[float, float]:
    """Seconds, and growth of peak memory in MB."""
    seconds, growth = json.loads(_run(_MEASURED.format(before=before, work=work)))
    return seconds, growth / _MEGABYTE


def _run(code: str) -> bytes:
    # With -B or its variable, the modules would be compiled on each run, unlike installed ones.
    environment = {name: os.environ[name] for name in os.environ.keys() - {_NO_BYTECODE}}
    command = [sys.executable, "-c", code]
    ended = subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE)  # noqa: S603  # ours
    return ended.stdout


def _video(folder: Path) -> Path:
    video = folder / "film.mp4"
    with video.open("wb") as file:
        file.writelines(_video_chunks())
    return video


def _video_chunks() -> Iterator[bytes]:
    rng = random.Random(4)  # noqa: S311  # the same bytes each time
    yield b"\x00\x00\x00\x18ftypmp42" + rng.randbytes(_MEGABYTE - 12)
    for _ in range(_VIDEO_BYTES // _MEGABYTE - 1):
        yield rng.randbytes(_MEGABYTE)


if __name__ == "__main__":
    main()
