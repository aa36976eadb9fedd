"""What is written is read by Roboflow's `supervision`, which shares no code with this package."""

from __future__ import annotations

import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import fastlabel
from fastlabel.models import BBox, ImageAnnotation, ImageTask, Polygon, Segmentation, TaskId
from tests.support.media_files import CAT, COFFEE, FOLDER

with warnings.catch_warnings():
    # Without OpenCV it says at import that it does with numpy.
    warnings.simplefilter("ignore")
    _supervision: Any = import_module("supervision")

HOLED = ((50, 50, 150, 50, 150, 150, 50, 150, 50, 50), (80, 80, 80, 120, 120, 120, 120, 80, 80, 80))
APART = ((200, 50, 260, 50, 260, 90, 200, 90, 200, 50),)
BOXES: list[BBox] = [
    BBox(value="ear", points=(316, 0, 400, 80)),
    BBox(value="cat", points=(28, 10, 364, 292)),
]
OUTLINE = Polygon(value="nose", points=(250, 200, 290, 205, 280, 250, 255, 245))
REGIONS = Segmentation(value="ring", points=[HOLED, APART])


def _tasks(*annotations: ImageAnnotation) -> list[ImageTask]:
    cat = ImageTask(id=TaskId("1"), name=CAT.name, width=451, height=300, annotations=annotations)
    return [cat, ImageTask(id=TaskId("2"), name=COFFEE.name, width=600, height=400)]


def _read(form: str, **places: str | bool) -> tuple[list[str], Any]:
    """Its classes, and what it found on the cat. The coffee has nothing."""
    with warnings.catch_warnings():
        # Of its own making: deprecations, and its choice of masks.
        warnings.simplefilter("ignore")
        dataset = getattr(_supervision.DetectionDataset, f"from_{form}")(**places)
    found: dict[str, Any] = {Path(path).name: detections for path, _, detections in dataset}
    assert set(found) == {CAT.name, COFFEE.name}
    assert len(found[COFFEE.name]) == 0
    classes: list[str] = dataset.classes
    return classes, found[CAT.name]


def _boxes(classes: list[str], found: Any) -> dict[str, list[float]]:
    numbers: list[int] = found.class_id.tolist()
    boxes: list[list[float]] = found.xyxy.tolist()
    return {classes[number]: box for number, box in zip(numbers, boxes, strict=True)}


def _expected() -> dict[str, list[float]]:
    return {box.value: list(box.bounds) for box in BOXES}


def test_coco_boxes(tmp_path: Path) -> None:
    fastlabel.write_coco(_tasks(*BOXES), tmp_path / "coco.json")
    classes, found = _read(
        "coco", images_directory_path=str(FOLDER), annotations_path=str(tmp_path / "coco.json")
    )
    assert _boxes(classes, found) == _expected()


def test_coco_masks_with_holes_and_parts(tmp_path: Path) -> None:
    fastlabel.write_coco(_tasks(REGIONS), tmp_path / "coco.json")
    _, found = _read(
        "coco",
        images_directory_path=str(FOLDER),
        annotations_path=str(tmp_path / "coco.json"),
        force_masks=True,
    )
    [mask] = found.mask
    assert _iou(mask, REGIONS.to_mask(451, 300)) == 1


def test_yolo_boxes(tmp_path: Path) -> None:
    folder = tmp_path / "yolo"
    fastlabel.write_yolo(_tasks(*BOXES), folder, media_dir=FOLDER)
    classes, found = _read("yolo", **_yolo_places(folder))
    assert _boxes(classes, found) == {
        name: pytest.approx(bounds, abs=0.01) for name, bounds in _expected().items()
    }


def test_yolo_outlines(tmp_path: Path) -> None:
    folder = tmp_path / "yolo"
    fastlabel.write_yolo(_tasks(OUTLINE), folder, style="segment", media_dir=FOLDER)
    classes, found = _read("yolo", **_yolo_places(folder))
    assert classes == ["nose"]
    # It rounds outlines to whole pixels, and fills the pixels on them too.
    assert _iou(found.mask[0], OUTLINE.to_mask(451, 300)) > 0.93


def test_voc_boxes(tmp_path: Path) -> None:
    folder = tmp_path / "voc"
    fastlabel.write_voc(_tasks(*BOXES), folder, media_dir=FOLDER)
    classes, found = _read(
        "pascal_voc",
        images_directory_path=str(folder / "JPEGImages"),
        annotations_directory_path=str(folder / "Annotations"),
    )
    assert _boxes(classes, found) == _expected()


def _yolo_places(folder: Path) -> dict[str, str]:
    return {
        "images_directory_path": str(folder / "images" / "train"),
        "annotations_directory_path": str(folder / "labels" / "train"),
        "data_yaml_path": str(folder / "data.yaml"),
    }


def _iou(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    return float((one & other).sum() / (one | other).sum())
