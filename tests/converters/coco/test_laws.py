"""What holds for any tasks that the service could send."""

from __future__ import annotations

import json
import tempfile
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel.converters import AnyTask, CocoDataset, HoleStyle, to_coco, write_coco
from tests.support.factories import parsed
from tests.support.task_strategies import tasks_of_any_kind

pytestmark = pytest.mark.filterwarnings("ignore::fastlabel.converters.ConversionWarning")

task_lists = st.lists(tasks_of_any_kind, max_size=4)
hole_styles: st.SearchStrategy[HoleStyle] = st.sampled_from(["rle", "polygons"])


def _class_names(dataset: CocoDataset) -> dict[int, str]:
    return {category["id"]: category["name"] for category in dataset["categories"]}


@given(tasks=task_lists, holes=hole_styles)
def test_dataset_is_json(tasks: list[AnyTask], holes: HoleStyle) -> None:
    dataset = to_coco(tasks, holes=holes)
    assert json.loads(json.dumps(dataset, allow_nan=False)) == dataset


@given(tasks=task_lists, holes=hole_styles)
def test_file_and_dataset_agree(tasks: list[AnyTask], holes: HoleStyle) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "coco.json"
        write_coco(iter(tasks), path, holes=holes)
        assert parsed(path) == to_coco(tasks, holes=holes)


@given(tasks=task_lists)
def test_ids_are_contiguous_and_refer_to_entries(tasks: list[AnyTask]) -> None:
    dataset = to_coco(tasks)
    lists: list[list[Any]] = [
        dataset["images"],
        dataset["categories"],
        dataset["annotations"],
        dataset.get("videos", []),
    ]
    for entries in lists:
        assert [entry["id"] for entry in entries] == list(range(1, len(entries) + 1))
    assert {a["image_id"] for a in dataset["annotations"]} <= {i["id"] for i in dataset["images"]}
    assert {a["category_id"] for a in dataset["annotations"]} == _class_names(dataset).keys()
    tracks = {a["track_id"] for a in dataset["annotations"] if "track_id" in a}
    assert tracks == set(range(1, len(tracks) + 1))


@given(tasks=task_lists, holes=hole_styles)
def test_every_annotation_has_its_measures(tasks: list[AnyTask], holes: HoleStyle) -> None:
    for entry in to_coco(tasks, holes=holes)["annotations"]:
        _, _, width, height = entry["bbox"]
        assert min(width, height, entry["area"]) >= 0
        assert entry["iscrowd"] == 0
        assert {type(number) for number in [*entry["bbox"], entry["area"]]} == {float}
        if isinstance(entry["segmentation"], list):
            assert all(len(outline) >= 6 for outline in entry["segmentation"])


@given(tasks=task_lists, data=st.data())
def test_order_of_tasks_does_not_change_categories(
    tasks: list[AnyTask], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(tasks))
    assert to_coco(shuffled)["categories"] == to_coco(tasks)["categories"]


@given(tasks=task_lists, data=st.data())
def test_order_of_categories_changes_their_ids_only(
    tasks: list[AnyTask], data: st.DataObject
) -> None:
    dataset = to_coco(tasks)
    names = [category["name"] for category in dataset["categories"]]
    ordered = to_coco(tasks, categories=data.draw(st.permutations(names)))
    for mine, theirs in zip(dataset["annotations"], ordered["annotations"], strict=True):
        assert {**mine, "category_id": 0} == {**theirs, "category_id": 0}
        by_id, by_other_id = _class_names(dataset), _class_names(ordered)
        assert by_id[mine["category_id"]] == by_other_id[theirs["category_id"]]


@given(tasks=task_lists, step=st.integers(1, 10**6))
def test_ids_given_are_those_of_dataset_and_file(tasks: list[AnyTask], step: int) -> None:
    names = _class_names(to_coco(tasks)).values()
    ids = {name: number * step for number, name in enumerate(names, 1)}
    dataset = to_coco(tasks, categories=ids)
    assert {name: number for number, name in _class_names(dataset).items()} == ids
    with tempfile.TemporaryDirectory() as folder:
        write_coco(tasks, Path(folder) / "coco.json", categories=ids)
        assert parsed(Path(folder) / "coco.json") == dataset
    assert {a["track_id"]: a["category_id"] for a in dataset["annotations"] if "track_id" in a} == {
        track["id"]: track["category_id"] for track in dataset.get("tracks", [])
    }


@given(tasks=task_lists)
def test_converting_parts_and_the_whole_agree(tasks: list[AnyTask]) -> None:
    whole = to_coco(tasks)
    numbers = count(1)
    images = [
        {**image, "id": next(numbers)} | ({"video_id": 0} if "video_id" in image else {})
        for task in tasks
        for image in to_coco([task])["images"]
    ]
    found = [{**i} | ({"video_id": 0} if "video_id" in i else {}) for i in whole["images"]]
    assert found == images
