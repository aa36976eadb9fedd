"""Benchmark: display large tasks as notebook HTML in a browser.

An image task with 2,000 boxes, the maximum that is displayed, and a video task with 20 boxes on
each of 60 frames.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median
from typing import Final

from playwright.sync_api import Page

from benchmarks.painted import first_paint, until_painted
from benchmarks.ratios import report
from fastlabel import show
from fastlabel.models import BBox, ImageTask, TaskId, VideoBBox, VideoTask
from tests.browser.chromium import chromium
from tests.browser.tabs import Tabs

_BOXES: Final = 2_000
_ROUNDS: Final = 9
_COLUMNS: Final = 50


def main() -> None:
    """Print the table."""
    image, video = show(_image()).html, show(_video()).html
    with chromium() as browser, tempfile.TemporaryDirectory() as folder:
        tabs = Tabs(browser, Path(folder))
        paint = median(first_paint(tabs.show(image)) for _ in range(_ROUNDS))
        step = median(map(_next_frame, [tabs.show(video)] * _ROUNDS))
        tabs.close()
    report("2,000 boxes in a notebook, first paint", paint, 1, unit="s")
    report("the same, HTML", len(image) / 10**6, 2.5, unit="MB")
    report("next video frame, until painted", 1000 * step, 100, unit="ms")


def _next_frame(page: Page) -> float:
    page.locator("input").evaluate("slider => slider.stepUp()")
    return until_painted(page, "input", "input")


def _image() -> ImageTask:
    boxes = [BBox(value="car", points=_corners(at)) for at in range(_BOXES)]
    return ImageTask(id=TaskId("1"), name="a.png", width=2000, height=2000, annotations=boxes)


def _video() -> VideoTask:
    ends = [{1: _corners(at), 60: _corners(at + 7)} for at in range(20)]
    boxes = [VideoBBox.from_keyframes(corners, value="car") for corners in ends]
    return VideoTask(
        id=TaskId("2"), name="a.mp4", width=2000, height=2000, fps=25, annotations=boxes
    )


def _corners(at: int) -> tuple[float, float, float, float]:
    x, y = at % _COLUMNS * 39, at // _COLUMNS * 39
    return x, y, x + 60, y + 50


if __name__ == "__main__":
    main()
