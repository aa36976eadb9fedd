"""A file cut short or with wrong bytes is read, or refused by its name; nothing else happens."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fastlabel
from fastlabel import FastLabelException
from fastlabel.converters import AnyTask
from tests.support.examples import examples
from tests.support.factories import HOLE, SQUARE, box, image_task, moving_box, regions, video_task

Write: TypeAlias = Callable[[list[AnyTask], Path], object]
Read: TypeAlias = Callable[[Path], Iterable[object]]

IMAGES: list[AnyTask] = [image_task(box(), regions((SQUARE, HOLE)), name="a.jpg")]
VIDEOS: list[AnyTask] = [video_task(moving_box(1, 2, 3))]


def _write_coco(tasks: list[AnyTask], folder: Path) -> None:
    folder.mkdir()
    fastlabel.write_coco(tasks, folder / "coco.json")


def _read_coco(folder: Path) -> Iterable[object]:
    return fastlabel.read_coco(folder / "coco.json")


def _read_yolo(folder: Path) -> Iterable[object]:
    return fastlabel.read_yolo(folder, sizes={"a.jpg": (100, 80)})


FORMATS: dict[str, tuple[Write, Read, list[AnyTask]]] = {
    "coco": (_write_coco, _read_coco, IMAGES),
    "cvat": (fastlabel.write_cvat, fastlabel.read_cvat, IMAGES),
    "labelme": (fastlabel.write_labelme, fastlabel.read_labelme, IMAGES),
    "masks": (fastlabel.write_masks, fastlabel.read_masks, IMAGES),
    "mot": (fastlabel.write_mot, fastlabel.read_mot, VIDEOS),
    "voc": (fastlabel.write_voc, fastlabel.read_voc, IMAGES),
    "yolo": (fastlabel.write_yolo, _read_yolo, IMAGES),
}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.filterwarnings("ignore::fastlabel.converters.ConversionWarning")
@examples(150)
@given(data=st.data())
def test_damaged_file_is_read_or_refused_with_its_place(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    write, read, tasks = FORMATS[name]
    folder = tmp_path_factory.mktemp("a") / "set"
    write(tasks, folder)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    file = data.draw(st.sampled_from(files), label="file")
    file.write_bytes(_damaged(file.read_bytes(), data))
    # What is wrong may show in another file, such as that to which a damaged name leads. A COCO
    # file is one, so its places are told without its name.
    whole = {"source", "images", "annotations", "categories", "videos"}
    names = {*whole, *(part for path in files for part in (path.name, path.stem))}
    refusal = _refusal(read, folder)
    assert refusal is None or any(name in refusal for name in names)


def _refusal(read: Read, folder: Path) -> str | None:
    """What reading says against a folder; any other error is a failure."""
    try:
        list(read(folder))
    except FastLabelException as error:
        return error.message
    return None


def _damaged(content: bytes, data: st.DataObject) -> bytes:
    place = data.draw(st.integers(0, max(len(content) - 1, 0)), label="place")
    if data.draw(st.booleans(), label="cut"):
        return content[:place]
    wrong = data.draw(st.binary(min_size=1, max_size=4), label="wrong")
    return content[:place] + wrong + content[place + len(wrong) :]
