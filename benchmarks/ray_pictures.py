"""Benchmark: memory of a Ray worker that reads images of 1 MB, for different numbers of images.

python -m benchmarks.ray_pictures
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import psutil
from PIL import Image

import fastlabel.ray
from benchmarks.small_cluster import repeating, small_cluster
from fastlabel.sandbox import Sandbox

_COUNTS: Final = (100, 400, 1600)
_SIDE: Final = 600
"""Pixels; random noise of this size is a PNG of 1 MB."""


def main() -> None:
    """Print a line for each number of images."""
    with small_cluster():
        for count in _COUNTS:
            _report(count)


def _report(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        read, peak = _read(Path(folder), count)
    print(f"{read / 1e6:,.0f} MB of {count:,} images: at most {peak / 1e6:,.0f} MB per worker")  # noqa: T201


def _read(folder: Path, count: int) -> tuple[int, int]:
    """Bytes read, and peak private memory of a worker."""
    picture = folder / "0.png"
    Image.frombytes("RGB", (_SIDE, _SIDE), os.urandom(_SIDE * _SIDE * 3)).save(picture)
    for number in range(1, count):
        (folder / f"{number}.png").hardlink_to(picture)
    names = [{"name": f"{number}.png"} for number in range(count)]
    with Sandbox() as sandbox, _peak() as held:
        sandbox.seed(names, project="p", kind="image", media_dir=folder)
        dataset: Any = fastlabel.ray.read_tasks(
            "image",
            project="p",
            columns=["id"],
            access_token=sandbox.token,
            base_url=sandbox.url,
            with_media=True,
        )
        sizes = [len(row["media"]) for row in dataset.iter_rows()]
    if sizes != [picture.stat().st_size] * count:
        raise SystemExit("images were lost or changed")
    return sum(sizes), max(held)


@contextmanager
def _peak() -> Generator[list[int]]:
    """Sample the private memory of each worker."""
    samples: list[int] = [0]

    def sample() -> None:
        for process in psutil.Process().children(recursive=True):
            with suppress(psutil.Error):
                if process.name().startswith("ray::"):
                    samples.append(process.memory_full_info().uss)

    with repeating(sample, 0.05):
        yield samples


if __name__ == "__main__":
    main()
