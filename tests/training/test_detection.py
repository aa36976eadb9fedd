"""A pulled folder as a map data set."""

from __future__ import annotations

import multiprocessing
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import fastlabel
from fastlabel import FastLabelInvalidException, InvalidResponseError, MissingFileError
from fastlabel.converters import ConversionWarning
from fastlabel.models import (
    BBox,
    Content,
    ImageTask,
    Keypoint,
    Line,
    MultiImageTask,
    Polygon,
    Segmentation,
    TaskId,
)
from fastlabel.training import ClassificationDataset, DetectionDataset, SegmentationDataset
from tests.support.media_files import CAT, COFFEE
from tests.training.support.pulled import cat_task, classified_task, pulled, write_tasks

SQUARE = (10, 10, 60, 10, 60, 60, 10, 60, 10, 10)
HOLE = (20, 20, 20, 40, 40, 40, 40, 20, 20, 20)
BOX = BBox(value="cat", points=(28, 0, 364, 292))


def test_a_picture_has_its_boxes_labels_and_areas(tmp_path: Path) -> None:
    shapes = [
        Segmentation(value="ring", points=[[SQUARE, HOLE]]),
        BOX,
        Polygon(value="cat", points=(0, 0, 10, 0, 0, 10)),
    ]
    task = cat_task().model_copy(update={"annotations": tuple(shapes)})
    images = DetectionDataset(pulled(tmp_path, [task, cat_task(2)]))
    assert (len(images), images.classes) == (2, ["cat", "ring"])
    picture, target = images[0]
    assert (picture.size, picture.mode) == ((451, 300), "RGB")
    assert target["boxes"].tolist() == [[10, 10, 60, 60], [28, 0, 364, 292], [0, 0, 10, 10]]
    assert target["labels"].tolist() == [1, 0, 0]
    assert target["area"].tolist() == [2100, 98112, 50]
    assert (target["task_id"], target["name"]) == ("1", f"1-{CAT.name}")
    types = [array.dtype.name for array in (target["boxes"], target["labels"], target["area"])]
    assert types == ["float32", "int64", "float32"]


def test_a_picture_without_shapes_has_empty_arrays_of_the_same_shapes(tmp_path: Path) -> None:
    _, target = SegmentationDataset(pulled(tmp_path, [cat_task()]))[0]
    assert target["boxes"].shape == (0, 4)
    assert target["labels"].shape == target["area"].shape == (0,)
    assert target["masks"].shape == (0, 300, 451)


def test_masks_have_the_pixels_of_the_shapes(tmp_path: Path) -> None:
    ring = Segmentation(value="ring", points=[[SQUARE, HOLE]])
    task = cat_task().model_copy(update={"annotations": (ring, BOX)})
    _, target = SegmentationDataset(pulled(tmp_path, [task]))[0]
    assert target["masks"].dtype == np.bool_
    assert np.array_equal(target["masks"][0], ring.to_mask(451, 300))
    assert target["masks"][1].sum() == BOX.area


def test_a_multi_image_task_has_a_picture_for_each_content(tmp_path: Path) -> None:
    contents = [Content(name=CAT.name), Content(name=COFFEE.name, width=600, height=400)]
    boxes = [
        BBox(value="cup", points=(1, 2, 3, 4), content=COFFEE.name),
        BBox(value="cat", points=(5, 6, 7, 8), content=CAT.name),
        BBox(value="dog", points=(5, 6, 7, 8), content="elsewhere.png"),
    ]
    task = MultiImageTask(id=TaskId("1"), name="both", contents=contents, annotations=boxes)
    with pytest.warns(ConversionWarning, match="1 on none of its task's images"):
        images = DetectionDataset(pulled(tmp_path, [task]), kind="multi_image")
    names = [images[number][1]["name"] for number in range(len(images))]
    assert names == [f"both/{CAT.name}", f"both/{COFFEE.name}"]
    assert images[1][1]["boxes"].tolist() == [[1, 2, 3, 4]]
    assert images.classes == ["cat", "cup"]
    assert images.entry(1).task == task


def test_what_has_no_area_is_told(tmp_path: Path) -> None:
    others = (Keypoint(value="nose", points=(5, 5)), Line(value="edge", points=(1, 1, 9, 9)))
    task = cat_task().model_copy(update={"annotations": (BOX, *others)})
    pulled(tmp_path, [task])
    with pytest.warns(ConversionWarning, match=r"1 of 3 annotations kept.*2 of a type"):
        images = DetectionDataset(tmp_path)
    assert images.report.dropped == {("keypoint", "nose"): 1, ("line", "edge"): 1}
    with pytest.raises(FastLabelInvalidException, match="tasks"):
        DetectionDataset(tmp_path, on_loss="raise")


def test_classes_keep_the_order_given(tmp_path: Path) -> None:
    pulled(tmp_path, [cat_task(1, BOX)])
    images = DetectionDataset(tmp_path, classes=["dog", "cat"])
    assert images[0][1]["labels"].tolist() == [1]
    with pytest.raises(FastLabelInvalidException, match=r"tasks\[0\].annotations\[0\].*'cat'"):
        DetectionDataset(tmp_path, classes=["dog"])


def test_numbers_count_from_the_end_too_and_end(tmp_path: Path) -> None:
    images = DetectionDataset(pulled(tmp_path, [cat_task(1), cat_task(2)]))
    assert images[-1][1]["task_id"] == "2"
    with pytest.raises(IndexError):
        images[2]
    assert [target["task_id"] for _, target in images] == ["1", "2"]  # type: ignore[attr-defined]  # by numbers


def test_what_is_missing_is_told_before_training(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"tasks.jsonl' does not exist"):
        DetectionDataset(tmp_path)
    pulled(tmp_path, [cat_task()])
    tmp_path.joinpath("media", f"1-{CAT.name}").unlink()
    with pytest.raises(MissingFileError, match="pull the folder again"):
        DetectionDataset(tmp_path)


def test_a_line_of_another_kind_is_refused_by_its_number(tmp_path: Path) -> None:
    pulled(tmp_path, [cat_task()])
    with tmp_path.joinpath("tasks.jsonl").open("ab") as file:
        file.write(b'\n{"id": 1}\n')
    with pytest.raises(InvalidResponseError, match=r"tasks.jsonl line 3"):
        DetectionDataset(tmp_path)


def test_a_picture_of_another_size_is_refused(tmp_path: Path) -> None:
    task = ImageTask(id=TaskId("1"), name=CAT.name, width=45, height=30, annotations=[BOX])
    images = DetectionDataset(pulled(tmp_path, [task]))
    with pytest.raises(FastLabelInvalidException, match="expected 45 x 30 pixels, got 451 x 300"):
        images[0]


def test_a_folder_that_was_pulled_anew_is_noticed(tmp_path: Path) -> None:
    images = DetectionDataset(pulled(tmp_path, [cat_task(1), cat_task(2)]))
    write_tasks(tmp_path, [cat_task(2)])
    with pytest.raises(FastLabelInvalidException, match="create the dataset again"):
        images[0]


def test_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FastLabelInvalidException, match="got 'video'"):
        DetectionDataset(tmp_path, kind="video")  # type: ignore[arg-type]  # what is tested  # pyright: ignore[reportArgumentType]


def test_workers_read_the_same(tmp_path: Path) -> None:
    images = DetectionDataset(pulled(tmp_path, [cat_task(number, BOX) for number in range(1, 5)]))
    copy: DetectionDataset = pickle.loads(pickle.dumps(images))
    assert copy[3][1]["task_id"] == "4"
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        found = pool.map(images.__getitem__, range(4))
    assert [target["task_id"] for _, target in found] == ["1", "2", "3", "4"]
    assert all(target["boxes"].tolist() == [[28, 0, 364, 292]] for _, target in found)


def test_classified_pictures_have_labels(tmp_path: Path) -> None:
    tasks = [classified_task(1, "cup"), classified_task(2, "bowl")]
    images = ClassificationDataset(pulled(tmp_path, tasks), attribute="kind")
    assert (len(images), images.classes) == (2, ["bowl", "cup"])
    picture, label = images[0]
    assert (picture.size, label) == ((600, 400), 1)
    assert ClassificationDataset(tmp_path, attribute="kind", classes=["cup", "bowl"])[0][1] == 0


def test_a_task_without_its_label_is_refused(tmp_path: Path) -> None:
    pulled(tmp_path, [classified_task(1, "cup")])
    with pytest.raises(
        FastLabelInvalidException, match=r"tasks\[0\].attributes: expected one .*, got 0 values"
    ):
        ClassificationDataset(tmp_path, attribute="colour")
    with pytest.raises(FastLabelInvalidException, match="'cup' is not one of the given classes"):
        ClassificationDataset(tmp_path, attribute="kind", classes=["bowl"])


def test_nothing_of_it_is_loaded_before_it_is_used() -> None:
    code = (
        "import sys, fastlabel; print({'numpy', 'PIL', 'datasets'} & set(sys.modules)); "
        "fastlabel.training; print({'datasets', 'torch'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\nset()\n"


def test_missing_extras_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(fastlabel.MissingExtraError, match="pip install numpy"):
        DetectionDataset(tmp_path)
