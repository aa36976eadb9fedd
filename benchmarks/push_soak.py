"""A folder pushed to a sandbox on a bad day, by a process that is killed again and again.

    python -m benchmarks.push_soak [images] [kills]

Each time the same call goes on from its journal. At the end every image has to be there once, with
its very bytes.
"""

from __future__ import annotations

import hashlib
import io
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from PIL import Image

import fastlabel
from benchmarks.bad_days import BAD_DAY, SETTLE_SECONDS, BadSandbox, bad_sandbox
from fastlabel.models import NewImageTask

__all__ = ["Figures", "push_soak"]

_CONCURRENCY: Final = 16
_SIDE: Final = 400
"""Pixels. Noise of that size is a JPEG of about 100 KB."""


@dataclass(frozen=True)
class Figures:
    """What came of it."""

    images: int
    kills: int
    lost: int
    """Images that are not there."""
    doubled: int
    """Images that are there more than once."""
    changed: int
    """Images whose bytes are not those of the file."""
    faults: int
    seconds: float

    @property
    def is_good(self) -> bool:
        """Whether the promise was kept, and the day was bad."""
        return not (self.lost or self.doubled or self.changed) and self.faults > 0


def push_soak(images: int, kills: int, *, side: int = _SIDE, life: float = 2.0) -> Figures:
    """Push so many images, and kill the pusher so many times.

    Args:
        images: How many.
        kills: How often it is killed, unless it is done before.
        side: The width and height of the images, in pixels.
        life: The longest that a pusher lives, in seconds.
    """
    rng = random.Random(1)  # noqa: S311  # no secret
    with TemporaryDirectory() as place, bad_sandbox(BAD_DAY, unique_names=False) as sandbox:
        folder, journal = Path(place, "images"), Path(place, "push.journal")
        _make_images(folder, images, side, rng)
        start, killed = time.perf_counter(), 0
        while _push(sandbox, folder, journal, rng.uniform(0, life) if killed < kills else None):
            killed += 1
        seconds, faults = time.perf_counter() - start, sandbox.stop()
        wanted = {path.name: _digest(path) for path in folder.iterdir()}
        found = [(row.name, _digest(row.files[0])) for row in sandbox.rows()]
    counts = Counter(name for name, _ in found)
    return Figures(
        images=images,
        kills=killed,
        lost=len(wanted.keys() - counts.keys()),
        doubled=counts.total() - len(counts),
        changed=sum(wanted[name] != digest for name, digest in found),
        faults=faults,
        seconds=seconds,
    )


def _push(sandbox: BadSandbox, folder: Path, journal: Path, life: float | None) -> bool:
    """Push, and kill the pusher after its life, counted from its first words. Was it killed?"""
    command = [sys.executable, "-m", "benchmarks.push_soak", "--push", sandbox.url, sandbox.token]
    with subprocess.Popen([*command, folder, journal], stdout=subprocess.PIPE) as pusher:  # noqa: S603
        if pusher.stdout is None or not pusher.stdout.readline():
            raise AssertionError("the pusher did not begin")
        try:
            status = pusher.wait(life)
        except subprocess.TimeoutExpired:
            pusher.kill()
            return True
    if status:
        raise AssertionError(f"the pusher ended with {status}")
    return False


def _be_pusher(url: str, token: str, folder: str, journal: str) -> None:
    print("ready", flush=True)  # noqa: T201
    with fastlabel.Client(token, url, confirm_after=SETTLE_SECONDS, timeout=5) as client:
        while True:
            report = client.image.create_many(
                _specs(Path(folder)), journal=journal, concurrency=_CONCURRENCY, progress=False
            )
            # On such a day some fail four times; the next call tries them again.
            if not report.failed:
                return


def _specs(folder: Path) -> Iterator[NewImageTask]:
    for path in sorted(folder.iterdir()):
        yield NewImageTask(project="push", file_path=path)


def _make_images(folder: Path, count: int, side: int, rng: random.Random) -> None:
    """Images of noise: each its own, and hard to compress as photos are."""
    folder.mkdir()
    noise = rng.randbytes(side * side * 3)
    for number in range(count):
        cut = rng.randrange(len(noise))
        image = Image.frombytes("RGB", (side, side), noise[cut:] + noise[:cut])
        content = io.BytesIO()
        image.save(content, "JPEG", quality=75)
        (folder / f"{number:06}.jpg").write_bytes(content.getvalue() + os.urandom(4))


def _digest(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()


def main() -> None:
    """Run it and print the figures."""
    if sys.argv[1:2] == ["--push"]:
        _be_pusher(*sys.argv[2:])
        return
    images = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    figures = push_soak(images, kills)
    print(figures)  # noqa: T201
    if not figures.is_good:
        sys.exit("the promise was not kept")


if __name__ == "__main__":
    main()
