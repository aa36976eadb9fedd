"""Benchmark: small requests and image uploads, against plain httpx and release 0.7.0."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import httpx

from benchmarks import release_070
from benchmarks.fast_server import serving
from benchmarks.ratios import ratio, report, report_gain
from fastlabel import Client

_FINDS: Final = 25
_ROUNDS_OF_FINDS: Final = 61
_IMAGES: Final = 100
_ROUNDS_OF_IMAGES: Final = 10
_IMAGE_BYTES: Final = 100_000


def main() -> None:
    """Print the table."""
    with serving() as url, Client("token", url) as client:
        _report_find(client, url)
        _report_create(client, url)


def _report_find(client: Client, url: str) -> None:
    headers = {"Authorization": "Bearer token", "Content-Type": "application/json"}
    with httpx.Client(headers=headers, trust_env=False) as plain:
        ours = _repeated(lambda: client.image.find("1"))
        report(
            "find, time × httpx on a warm connection",
            ratio(
                ours, _repeated(lambda: plain.get(f"{url}tasks/image/1").json()), _ROUNDS_OF_FINDS
            ),
            1.25,
        )
        report_gain(
            "find, × faster than 0.7.0",
            ratio(_repeated(lambda: release_070.find(url, "1")), ours, _ROUNDS_OF_FINDS),
            1.9,
        )


def _report_create(client: Client, url: str) -> None:
    with TemporaryDirectory() as folder:
        images = _images(Path(folder))

        def ours() -> None:
            for image in images:
                client.image.create(project="cats", file_path=image)

        def theirs() -> None:
            for image in images:
                release_070.create(url, "tasks/image", image.name, image)

        report_gain(
            "1,000 images of 100 KB created, × faster than 0.7.0",
            ratio(theirs, ours, rounds=_ROUNDS_OF_IMAGES),
            2,
        )


def _repeated(work: Callable[[], object]) -> Callable[[], None]:
    def repeat() -> None:
        for _ in range(_FINDS):
            work()

    return repeat


def _images(folder: Path) -> list[Path]:
    rng = random.Random(3)  # noqa: S311  # the same bytes each time
    images = [folder / f"{number}.png" for number in range(_IMAGES)]
    for image in images:
        image.write_bytes((b"\x89PNG\r\n\x1a\n" + rng.randbytes(_IMAGE_BYTES))[:_IMAGE_BYTES])
    return images


if __name__ == "__main__":
    main()
