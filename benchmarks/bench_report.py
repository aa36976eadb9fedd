"""Benchmark: write the HTML report of 10,000 tasks × 10 annotations and use it in a browser."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Final

from PIL import Image
from playwright.sync_api import Page

from benchmarks.painted import first_paint, frames_of_scrolling, until_painted
from benchmarks.ratios import report, report_gain
from benchmarks.reference_pages import image_page
from fastlabel import write_report
from fastlabel.models import ImageTask
from tests.browser.chromium import chromium
from tests.browser.tabs import Tabs

_TASKS: Final = 10_000
_ROUNDS: Final = 5
_FILTER: Final = '[data-facet="class"] input'
_LONG_FRAME: Final = 0.05  # seconds
_PHOTO: Final = Path(__file__).parents[1] / "fastlabel/demo/media/coffee.png"


def main() -> None:
    """Print the table."""
    tasks = ImageTask.list_from_json(image_page(_TASKS))
    with tempfile.TemporaryDirectory() as name:
        page = Path(name) / "report.html"
        report_gain(
            "report of 10,000 tasks × 10, tasks", _tasks_per_second(tasks, page), 80, unit="/s"
        )
        size = sum(file.stat().st_size for file in page.parent.rglob("*.js"))
        report(
            "the same, page and its scripts", (size + page.stat().st_size) / 10**6, 60, unit="MB"
        )
        with chromium() as browser:
            tabs = Tabs(browser, Path(name))
            measure([tabs.open(page.as_uri()) for _ in range(_ROUNDS)])
            tabs.close()


def _tasks_per_second(tasks: list[ImageTask], page: Path) -> float:
    """Tasks written per second, each with a thumbnail of a JPEG of 1920 × 1080 pixels."""
    photo = page.with_name("photo.jpg")
    with Image.open(_PHOTO) as image:
        image.convert("RGB").resize((1920, 1080)).save(photo, quality=90)
    start = time.perf_counter()
    write_report(tasks, page, media_dir=lambda _: photo)
    return len(tasks) / (time.perf_counter() - start)


def measure(pages: list[Page]) -> None:
    """Print the median waiting times of a user, over freshly opened pages."""
    report("the same, first paint", median(map(first_paint, pages)), 1, unit="s")
    report("the same, tasks listed", median(map(_until_listed, pages)), 1, unit="s")
    filtered = median(until_painted(page, _FILTER) for page in pages)
    report("filter applied, until painted", 1000 * filtered, 100, unit="ms")
    cleared = median(until_painted(page, "#clear") for page in pages)
    report("all filters cleared, until painted", 1000 * cleared, 100, unit="ms")
    pages[0].bring_to_front()
    frames = frames_of_scrolling(pages[0], steps=100)
    slow = 100 * sum(frame > _LONG_FRAME for frame in frames) / len(frames)
    report("scrolled to the end, frames longer than 50 ms", slow, 1, unit="%")


def _until_listed(page: Page) -> float:
    """Seconds from navigation until the task list is ready (its script is deferred)."""
    milliseconds: float = page.evaluate(
        "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
    )
    return milliseconds / 1000


if __name__ == "__main__":
    main()
