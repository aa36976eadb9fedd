"""Files that another project made, there and back: the same counts, boxes and pixels."""

from __future__ import annotations

import contextlib
import io
from collections import Counter
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import fastlabel
from fastlabel.converters import AnnotatedImage
from fastlabel.models import ImageTask, TaskId

# Of pycocotools, when it makes pixels of a mask.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

REAL = Path(__file__).parent / "real"
COCO = REAL / "terrain_all_coco.json"
YOLO = REAL / "yolo"
# The picture itself is not here.
SIZES = {"terrain2.png": (1024, 682)}


def tasks_of(images: Iterable[AnnotatedImage]) -> list[ImageTask]:
    return [
        ImageTask(
            id=TaskId(image.name),
            name=image.name,
            width=image.width,
            height=image.height,
            annotations=image.annotations,
        )
        for image in images
    ]


def as_pycocotools_sees(path: Path) -> list[tuple[str, str, list[float], int]]:
    """Picture, class, box and pixels of each annotation."""
    with contextlib.redirect_stdout(io.StringIO()):
        coco: Any = import_module("pycocotools.coco").COCO(str(path))
    return sorted(
        (
            coco.imgs[each["image_id"]]["file_name"],
            coco.cats[each["category_id"]]["name"],
            each["bbox"],
            int(coco.annToMask(each).sum()),
        )
        for each in coco.anns.values()
    )


def test_a_coco_file_there_and_back(tmp_path: Path) -> None:
    images = list(fastlabel.read_coco(COCO))
    count = Counter(mark.value for image in images for mark in image.annotations)
    assert count == {"human": 17, "car": 5}
    fastlabel.write_coco(tasks_of(images), tmp_path / "coco.json", on_loss="raise")
    assert as_pycocotools_sees(tmp_path / "coco.json") == as_pycocotools_sees(COCO)


def test_a_yolo_set_there_and_back(tmp_path: Path) -> None:
    images = list(fastlabel.read_yolo(YOLO, sizes=SIZES))
    assert Counter(mark.value for image in images for mark in image.annotations) == {
        "big_vehicle": 5
    }
    classes = ["human", "car", "big_vehicle"]
    folder = tmp_path / "yolo"
    fastlabel.write_yolo(tasks_of(images), folder, classes=classes, on_loss="raise")
    before, after = (numbers_in(each) for each in (YOLO, folder))
    assert len(before) == len(after) == 5
    for one, other in zip(before, after, strict=True):
        assert other == pytest.approx(one, abs=1e-9)


def test_the_same_boxes_of_both_formats_have_the_same_pixels(tmp_path: Path) -> None:
    """The YOLO set is of one of the COCO file's pictures."""
    fastlabel.write_coco(tasks_of(fastlabel.read_yolo(YOLO, sizes=SIZES)), tmp_path / "coco.json")
    of_yolo = as_pycocotools_sees(tmp_path / "coco.json")
    of_coco = [each for each in as_pycocotools_sees(COCO) if each[0] in SIZES]
    assert [(each[0], each[3]) for each in of_yolo] == [(each[0], each[3]) for each in of_coco]


def numbers_in(folder: Path) -> list[list[float]]:
    text = folder.joinpath("labels", "train", "terrain2.txt").read_text("ascii")
    return [list(map(float, line.split())) for line in text.splitlines()]
