"""What holds for any tasks that the service could send, in every format of files."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fastlabel
from fastlabel import FastLabelInvalidException, MissingFileError
from fastlabel.converters import AnyTask, LossReport, OnLoss
from fastlabel.models import VideoTask
from tests.converters.coco.test_laws import task_lists


class Convert(Protocol):
    def __call__(
        self, tasks: list[AnyTask], path: Path, *, on_loss: OnLoss = "warn"
    ) -> LossReport: ...


class Read(Protocol):
    def __call__(self, path: Path) -> Any: ...


FORMATS: list[tuple[Convert, Read]] = [
    (fastlabel.write_cvat, fastlabel.read_cvat),
    (fastlabel.write_masks, fastlabel.read_masks),
    (fastlabel.write_mot, fastlabel.read_mot),
]


@pytest.mark.parametrize(("convert", "read"), FORMATS, ids=["cvat", "masks", "mot"])
@pytest.mark.filterwarnings("ignore::fastlabel.converters.ConversionWarning")
@given(tasks=task_lists, data=st.data())
def test_written_whole_or_refused(
    tmp_path_factory: pytest.TempPathFactory,
    convert: Convert,
    read: Read,
    tasks: list[AnyTask],
    data: st.DataObject,
) -> None:
    # As large as a picture of a test should be, and far fewer frames between stored ones.
    tasks = [_small(task, data) for task in tasks]
    folder = tmp_path_factory.mktemp("a")
    try:
        report = convert(tasks, folder / "set", on_loss="ignore")
    except FastLabelInvalidException as error:
        refusal, report = error.message, None
    else:
        refusal = ""
    if report is None:
        assert "tasks[" in refusal
        assert list(folder.iterdir()) == []
        return
    assert [path.name for path in folder.iterdir()] == ["set"]
    said = [report.kept, report.approximated, report.dropped]
    count = sum(len(getattr(task, "annotations", ())) for task in tasks)
    assert sum(sum(each.values()) for each in said) == count
    # Where no task is a video, MOT has no sequence.
    with suppress(MissingFileError):
        list(read(folder / "set"))
    if not report.is_lossless:
        with pytest.raises(FastLabelInvalidException, match=r"^<Response \[422\]> to "):
            convert(tasks, folder / "other", on_loss="raise")


def _small(task: AnyTask, data: st.DataObject) -> AnyTask:
    wire: dict[str, Any] = task.to_wire()
    if wire.get("width"):
        wire |= {"width": data.draw(st.integers(1, 200)), "height": data.draw(st.integers(1, 200))}
    for content in wire.get("contents") or ():
        content.update({"width": 20, "height": 10})
    for annotation in wire.get("annotations") or ():
        points: Any = annotation.get("points")
        if isinstance(task, VideoTask) and isinstance(points, dict):
            frames = cast("dict[str, Any]", points)
            annotation["points"] = {
                str(int(key) % 50 + 1): frames[key] for key in frames if key.isdigit()
            }
    return type(task).from_wire(wire)
