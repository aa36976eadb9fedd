"""A pulled folder as a data set of Hugging Face."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from fastlabel import FastLabelInvalidException, MissingExtraError
from fastlabel.models import BBox, Segmentation
from fastlabel.training import ClassificationDataset, DetectionDataset, to_hf_dataset
from tests.support.media_files import CAT, COFFEE
from tests.training.support.pulled import cat_task, classified_task, pulled

# Read when `datasets` loads: nothing goes to the network.
os.environ["HF_HUB_OFFLINE"] = "1"
library: Any = import_module("datasets")

BOX = BBox(value="cat", points=(28, 0, 364, 292))
RING = Segmentation(
    value="ring",
    points=[[(10, 10, 60, 10, 60, 60, 10, 60, 10, 10), (20, 20, 20, 40, 40, 40, 20, 20)]],
)


@pytest.fixture(autouse=True)
def _cached_nowhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    library.disable_progress_bars()


@pytest.fixture
def images(tmp_path: Path) -> DetectionDataset:
    task = cat_task(1).model_copy(update={"annotations": (BOX, RING)})
    return DetectionDataset(pulled(tmp_path / "cats", [task, cat_task(2)]))


def test_columns_are_typed(images: DetectionDataset) -> None:
    features: Any = to_hf_dataset(images).features
    assert isinstance(features["image"], library.Image)
    assert features["objects"]["category"].feature == library.ClassLabel(names=["cat", "ring"])
    assert features["objects"]["bbox"].feature.length == 4


def test_rows_are_the_pictures_with_their_shapes(images: DetectionDataset) -> None:
    rows: Any = to_hf_dataset(images)
    assert len(rows) == 2
    first, second = rows
    assert (first["image"].size, first["name"], first["task_id"]) == (
        (451, 300), f"1-{CAT.name}", "1",
    )  # fmt: skip
    objects = first["objects"]
    assert objects["bbox"] == [[28, 0, 336, 292], [10, 10, 50, 50]]
    assert objects["category"] == [0, 1]
    assert objects["area"] == [BOX.area, RING.area]
    assert objects["segmentation"][1] == [[list(ring) for ring in RING.points[0]]]
    assert second["objects"]["bbox"] == []


def test_streaming_gives_the_same_rows_without_a_cache(
    images: DetectionDataset, tmp_path: Path
) -> None:
    streamed: Any = to_hf_dataset(images, streaming=True)
    assert isinstance(streamed, library.IterableDataset)
    assert [row["objects"] for row in streamed] == [row["objects"] for row in to_hf_dataset(images)]  # type: ignore[call-overload, attr-defined, unused-ignore]  # datasets has no types
    assert not tmp_path.joinpath("cache", "generator", "streamed").exists()


def test_a_folder_pulled_anew_is_not_taken_from_the_cache(tmp_path: Path) -> None:
    folder = pulled(tmp_path / "cats", [cat_task(1, BOX)])
    assert len(to_hf_dataset(DetectionDataset(folder))) == 1
    pulled(folder, [cat_task(1, BOX), cat_task(2)])
    assert len(to_hf_dataset(DetectionDataset(folder))) == 2


def test_classified_pictures_have_a_class_label(tmp_path: Path) -> None:
    folder = pulled(tmp_path, [classified_task(1, "cup"), classified_task(2, "bowl")])
    rows: Any = to_hf_dataset(ClassificationDataset(folder, attribute="kind"))
    assert rows.features["label"] == library.ClassLabel(names=["bowl", "cup"])
    assert [(row["name"], row["label"]) for row in rows] == [
        (f"1-{COFFEE.name}", 1), (f"2-{COFFEE.name}", 0),
    ]  # fmt: skip


def test_a_folder_without_classes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FastLabelInvalidException, match="images: no classes"):
        to_hf_dataset(DetectionDataset(pulled(tmp_path, [cat_task()])))


def test_a_missing_library_is_told(
    images: DetectionDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(MissingExtraError, match="pip install datasets"):
        to_hf_dataset(images)
