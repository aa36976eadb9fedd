"""The page on what comes back says what does."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.round_trips import table

PAGE = Path(__file__).parents[2] / "docs" / "format_support.md"


@pytest.fixture(scope="module")
def computed() -> str:
    return table()


def test_the_page_has_the_table_that_is_computed(computed: str) -> None:
    assert computed in PAGE.read_text(encoding="utf-8")


def test_what_a_format_can_hold_loses_no_pixel(computed: str) -> None:
    rows = [line.split(" | ") for line in computed.splitlines()[2:]]
    cells = {row[0].removeprefix("| "): [cell.rstrip(" |") for cell in row[1:]] for row in rows}
    assert cells["bbox"] == ["same", "same", "1 (1)", "1 (1)", "same", "same", "1 (1)"]
    # COCO, YOLO segment, LabelMe, CVAT and PNG masks.
    assert [cells["polygon"][at] for at in (0, 2, 4, 5, 6)] == [*["same"] * 4, "1 (1)"]
    holed = [cells["segmentation with a hole"][at] for at in (2, 4, 5, 6)]
    assert holed == ["1 (1)"] * 4
