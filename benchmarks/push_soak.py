"""Soak test: upload a folder under fault injection, while the uploading process is killed.

    python -m benchmarks.push_soak [images] [kills]

After each kill, the same call resumes from its journal. At the end every image must exist exactly
once, with identical bytes.
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
from benchmarks.bad_days import BAD_DAY, CONFIRM_SECONDS, BadSandbox, bad_sandbox
from fastlabel.models import NewImageTask

__all__ = ["Figures", "push_soak"]

_CONCURRENCY: Final = 16
_SIDE: Final = 400
"""Pixels; random noise of this size is a JPEG of about 100 KB."""


@dataclass(frozen=True)
class Figures:
    """The results of a run."""

    images: int
    kills: int
    lost: int
    """Images without a task."""
    duplicated: int
    """Extra tasks for the same image."""
    changed: int
    """Images with different bytes than their file."""
    faults: int
    seconds: float

    @property
    def is_good(self) -> bool:
        """Whether nothing was lost, duplicated or changed although faults were injected."""
        return not (self.lost or self.duplicated or self.changed) and self.faults > 0


def push_soak(images: int, kills: int, *, side: int = _SIDE, life: float = 2.0) -> Figures:
    """Upload images, and kill the uploading process several times.

    Args:
        images: Number of images.
        kills: Number of kills, unless the upload completes earlier.
        side: The width and height of the images, in pixels.
        life: Maximum lifetime of the uploading process, in seconds.
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
        duplicated=counts.total() - len(counts),
        changed=sum(wanted[name] != digest for name, digest in found),
        faults=faults,
        seconds=seconds,
    )


def _push(sandbox: BadSandbox, folder: Path, journal: Path, life: float | None) -> bool:
    """Run the uploader and kill it `life` seconds after its start; return whether it was killed."""
    command = [sys.executable, "-m", "benchmarks.push_soak", "--push", sandbox.url, sandbox.token]
    with subprocess.Popen([*command, folder, journal], stdout=subprocess.PIPE) as uploader:  # noqa: S603
        if uploader.stdout is None or not uploader.stdout.readline():
            raise AssertionError("the uploader did not start")
        try:
            status = uploader.wait(life)
        except subprocess.TimeoutExpired:
            uploader.kill()
            return True
    if status:
        raise AssertionError(f"the uploader exited with status {status}")
    return False


def _be_uploader(url: str, token: str, folder: str, journal: str) -> None:
    print("ready", flush=True)  # noqa: T201
    with fastlabel.Client(token, url, confirm_after=CONFIRM_SECONDS, timeout=5) as client:
        while True:
            report = client.image.create_many(
                _new_tasks(Path(folder)), journal=journal, concurrency=_CONCURRENCY, progress=False
            )
            # Under these faults some creates fail four times; the next call tries them again.
            if not report.failed:
                return


def _new_tasks(folder: Path) -> Iterator[NewImageTask]:
    for path in sorted(folder.iterdir()):
        yield NewImageTask(project="push", file_path=path)


def _make_images(folder: Path, count: int, side: int, rng: random.Random) -> None:
    """Write distinct noise images that compress as badly as photos."""
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
    """Run the soak test and print the results."""
    if sys.argv[1:2] == ["--push"]:
        _be_uploader(*sys.argv[2:])
        return
    images = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    figures = push_soak(images, kills)
    print(figures)  # noqa: T201
    if not figures.is_good:
        sys.exit("images were lost, duplicated or changed")


if __name__ == "__main__":
    main()
