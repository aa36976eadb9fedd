"""Reports of what conversions kept, approximated and dropped."""

from __future__ import annotations

import pickle
import warnings
from pathlib import Path
from typing import Any, cast

import pytest

import fastlabel
from fastlabel import ConversionWarning, FastLabelInvalidException, LossReport
from fastlabel.models import BBox, ImageTask, Line, Segmentation, TaskId

HOLE = Segmentation(
    value="ring", points=[[[0, 0, 9, 0, 9, 9, 0, 9, 0, 0], [3, 3, 3, 6, 6, 6, 6, 3, 3, 3]]]
)
CAT = BBox(value="cat", points=(1, 1, 5, 5))
NOTHING = Line(value="road", points=[])
LOSSY = ImageTask(
    id=TaskId("1"), name="a.png", width=9, height=9, annotations=[CAT, HOLE, CAT, NOTHING]
)
EXACT = ImageTask(id=TaskId("2"), name="b.png", width=9, height=9, annotations=[CAT])


def report_of(task: ImageTask, path: Path) -> LossReport:
    return fastlabel.write_coco([task], path, holes="polygons", on_loss="ignore")


def test_report_counts_by_type_and_class(tmp_path: Path) -> None:
    report = report_of(LOSSY, tmp_path / "coco.json")
    assert report.kept == {("bbox", "cat"): 2}
    assert report.approximated == {("segmentation", "ring"): 1}
    assert report.dropped == {("line", "road"): 1}
    assert not report.is_lossless
    changed, left_out = report.losses
    assert (changed.is_dropped, changed.type, changed.value, changed.count) == (
        *(False, "segmentation", "ring"),
        1,
    )
    assert changed.locations == ("tasks[0].annotations[1] (segmentation)",)
    assert (left_out.is_dropped, left_out.reason) == (True, "without points")
    assert str(report).splitlines() == [
        "type          class  kept  approximated  dropped",
        "bbox          cat    2     0             0",
        "line          road   0     0             1",
        "segmentation  ring   0     1             0",
    ]


def test_exact_conversion(tmp_path: Path) -> None:
    report = report_of(EXACT, tmp_path / "coco.json")
    assert (report.is_lossless, report.losses, report.summary) == (True, (), "")


def test_ignore_says_nothing(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        report_of(LOSSY, tmp_path / "coco.json")
        fastlabel.to_coco([LOSSY], on_loss="ignore")


def test_warning_carries_the_report() -> None:
    with pytest.warns(ConversionWarning) as caught:
        fastlabel.to_coco([LOSSY])
    message = cast("ConversionWarning", caught[0].message)
    assert message.report is not None
    assert message.report.dropped == {("line", "road"): 1}
    assert str(pickle.loads(pickle.dumps(message))) == str(message)


def test_raise_writes_nothing(tmp_path: Path) -> None:
    for convert in (
        lambda: fastlabel.to_coco([LOSSY], on_loss="raise"),
        lambda: fastlabel.write_coco([LOSSY], tmp_path / "coco.json", on_loss="raise"),
    ):
        with pytest.raises(FastLabelInvalidException, match="3 of 4 annotations kept"):
            convert()
    assert list(tmp_path.iterdir()) == []
    fastlabel.to_coco([EXACT], on_loss="raise")


def test_unknown_wish() -> None:
    with pytest.raises(FastLabelInvalidException, match="on_loss: expected one of warn"):
        fastlabel.to_coco([], on_loss=cast("Any", "shrug"))
