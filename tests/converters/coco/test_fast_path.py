"""Boxes and polygons without anything to report take a fast path, to the same entries."""

from __future__ import annotations

import math
import random
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel.converters import AnyTask, CocoDataset, LossReport, to_coco, write_coco
from fastlabel.converters.coco import entries
from fastlabel.models import (
    Attribute,
    BBox,
    Content,
    ImageAnnotation,
    ImageClassificationTask,
    ImageTask,
    Keypoint,
    MultiImageTask,
    Polygon,
    TaskId,
)
from tests.support.factories import box, parsed, video_task
from tests.support.task_strategies import tasks_of_any_kind

pytestmark = pytest.mark.filterwarnings("ignore::fastlabel.converters.ConversionWarning")

SIDE = 640
numbers = st.one_of(st.integers(0, SIDE), st.floats(-1, SIDE + 1))
classes = st.sampled_from(["cat", "dog", "猫"])
attributes = st.lists(st.builds(Attribute, key=st.sampled_from("ab"), value=numbers), max_size=2)
contents = st.sampled_from([None, "a", "b", "elsewhere"])
boxes = st.builds(
    BBox, value=classes, points=st.tuples(*[numbers] * 4), attributes=attributes, content=contents
)


@st.composite
def polygons(draw: st.DrawFn) -> Polygon:
    """Of any size, some of which cross themselves."""
    count, reach = draw(st.integers(3, 90)), draw(st.floats(1, 400))
    turns = draw(st.sampled_from([1, 1, 1, 2]))
    angles = [math.tau * turns * step / count for step in range(count)]
    points = [320 + c for a in angles for c in (reach * math.cos(a), reach * math.sin(a))]
    said, content = draw(attributes), draw(contents)
    return Polygon(value=draw(classes), points=points, attributes=said, content=content)


drawn_ones = st.lists(st.one_of(boxes, boxes, polygons()), max_size=40)
images = st.builds(
    ImageTask,
    id=st.just("1"),
    name=st.text(),
    width=numbers.map(int),
    height=st.just(SIDE),
    annotations=drawn_ones,
)
pairs = st.builds(
    MultiImageTask,
    id=st.just("2"),
    name=st.text(),
    contents=st.just([Content(name=name, width=SIDE, height=SIDE) for name in "ab"]),
    annotations=drawn_ones,
)
tasks_drawn = st.lists(st.one_of(images, images, pairs, tasks_of_any_kind), max_size=6)


def written(tasks: Sequence[AnyTask]) -> tuple[CocoDataset, LossReport]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "coco.json")
        report = write_coco(tasks, path)
        return parsed(path), report


def written_without_fast_path(tasks: Sequence[AnyTask]) -> tuple[CocoDataset, LossReport]:
    with mock.patch.object(entries, "_MIN_AREA", math.inf):
        return written(tasks)


@given(tasks_drawn)
def test_fast_path_changes_nothing(tasks: list[AnyTask]) -> None:
    assert written(tasks) == written_without_fast_path(tasks)


def any_annotation(chance: random.Random) -> ImageAnnotation:
    left, top = chance.uniform(0, 600), chance.uniform(0, 400)
    value = chance.choice(["cat", "dog"])
    match chance.randrange(30):
        case 0:
            return Keypoint(value=value, points=(left, top))
        case 1:
            return box(value, left=-5)
        case 2:
            return Polygon(value=value, points=(left, top, left, top + 9, left, top + 4))
        case number if number % 2:
            return Polygon(value=value, points=(left, top, left + 9, top, left + 9, top + 9))
        case _:
            return BBox(value=value, points=(left, top, left + 9, top + 9))


def any_tasks(count: int) -> list[AnyTask]:
    chance = random.Random(count)
    tasks: list[AnyTask] = []
    for number in range(count):
        name, task_id = f"{number}.jpg", TaskId(str(number))
        drawn = [any_annotation(chance) for _ in range(chance.choice([0, 1, 9, 40]))]
        match chance.randrange(150):
            case 0:
                tasks.append(ImageClassificationTask(id=task_id, name=name))
            case 1:
                tasks.append(video_task(name=name))
            case 2:
                tasks.append(MultiImageTask(id=task_id, name=name))
            case _:
                tasks.append(
                    ImageTask(id=task_id, name=name, width=SIDE, height=480, annotations=drawn)
                )
    return tasks


def by_name(dataset: CocoDataset) -> list[dict[str, Any]]:
    """The annotations without numbers that the tasks before them change."""
    files = {image["id"]: image["file_name"] for image in dataset["images"]}
    names = {category["id"]: category["name"] for category in dataset["categories"]}
    return [
        {
            **entry,
            "id": None,
            "image_id": files[entry["image_id"]],
            "category_id": names[entry["category_id"]],
            "video_id": None,
            "instance_id": None,
            "track_id": None,
        }
        for entry in dataset["annotations"]
    ]


def test_hundreds_of_tasks_give_what_each_alone_gives() -> None:
    tasks = any_tasks(700)
    dataset, report = written(tasks)
    alone = [written([task]) for task in tasks]
    assert by_name(dataset) == [entry for one, _ in alone for entry in by_name(one)]
    ids = [entry["id"] for entry in dataset["annotations"]]
    assert ids == list(range(1, len(ids) + 1))
    kept = Counter[tuple[str, str]]()
    for _, one in alone:
        kept.update(one.kept)
    assert report.kept == kept
    odd = {loss.reason for _, one in alone for loss in one.warnings}
    assert len(odd) == 2
    for reason in odd:
        counts = [loss.count for _, one in alone for loss in one.warnings if loss.reason == reason]
        assert sum(loss.count for loss in report.warnings if loss.reason == reason) == sum(counts)
    place = report.warnings[0].locations[0]
    index = int(place.removeprefix("tasks[").partition("]")[0])
    assert alone[index][1].warnings[0].locations == (place.replace(f"tasks[{index}]", "tasks[0]"),)


def test_classes_of_a_generator_are_known_in_time() -> None:
    tasks = any_tasks(300)
    assert to_coco(iter(tasks)) == to_coco(tasks)
