"""Generate docs/report.webp: a screenshot of the report of the demo, in Chromium."""

from __future__ import annotations

import io
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from fastlabel import demo
from tests.browser.chromium import chromium
from tests.demo.support.recorded_stage import RecordedStage

_TARGET = Path(__file__).parent.parent / "docs" / "report.webp"


def main() -> None:
    """Run the demo and take a screenshot of its report."""
    with TemporaryDirectory() as folder, chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 640})
        page.goto(demo.run(RecordedStage(), Path(folder)).as_uri())
        page.wait_for_function("[...document.images].every((image) => image.complete)")
        picture = Image.open(io.BytesIO(page.screenshot()))
        picture.convert("RGB").save(_TARGET, format="WEBP", quality=80, method=6)


if __name__ == "__main__":
    main()
