"""The COCO files that are written fit the schema that is published for them."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel.converters import AnyTask, CocoDataset, to_coco
from fastlabel.models import (
    Attribute,
    BBox,
    ImageTask,
    Keypoint,
    Line,
    Polygon,
    Segmentation,
    TaskId,
    VideoBBox,
    VideoTask,
)
from tests.schema.support.node_tools import FOLDER, needs_node, output_of
from tests.schema.support.two_validators import COCO, check_schema, problems
from tests.support.task_strategies import tasks_of_any_kind

RING = (10, 10, 50, 10, 50, 50, 10, 50, 10, 10)
HOLE = (20, 20, 20, 30, 30, 30, 30, 20, 20, 20)
TASKS: list[AnyTask] = [
    ImageTask(
        id=TaskId("1"),
        name="cat.png",
        width=60,
        height=60,
        annotations=[
            BBox(value="cat", points=(1, 2, 3, 4)),
            Polygon(value="cat", points=RING[:-2]),
            Segmentation(value="ring", points=[[RING, HOLE]]),
            Keypoint(value="nose", points=(4, 5)),
            Line(value="edge", points=(1, 1, 9, 9)),
        ],
    ),
    VideoTask(
        id=TaskId("2"),
        name="cat.mp4",
        annotations=[VideoBBox.from_keyframes({1: (1, 2, 3, 4), 3: (2, 3, 4, 5)}, value="cat")],
    ),
]


@given(tasks=st.lists(tasks_of_any_kind, max_size=3))
@pytest.mark.filterwarnings("ignore::fastlabel.converters.ConversionWarning")
def test_whatever_is_written_fits(tasks: list[AnyTask]) -> None:
    assert problems(COCO, json.loads(json.dumps(to_coco(tasks)))) == []


def test_it_is_json_schema_2020_12() -> None:
    check_schema(COCO)
    assert COCO["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert COCO["$id"] == "urn:fastlabel:schema:v1:coco"


def test_the_example_is_what_is_written() -> None:
    [example] = cast("list[CocoDataset]", COCO["examples"])
    [image] = example["images"]
    box = BBox(
        value="cat", points=(100, 100, 200, 150), attributes=[Attribute(key="kind", value="tabby")]
    )
    task = ImageTask(
        id=TaskId(image["task_id"]), name="cat.jpg", width=451, height=300, annotations=[box]
    )
    assert to_coco([task]) == example
    assert problems(COCO, example) == []


@needs_node
def test_ajv_agrees_in_its_strictest_mode() -> None:
    good = to_coco(TASKS)
    bad: Any = {**good, "images": [{**good["images"][0], "width": "60"}]}
    text = f"{json.dumps(good)}\n{json.dumps(bad)}\n"
    verdicts = output_of(FOLDER / "coco.mjs", given=text).splitlines()
    assert verdicts == ["", "/images/0/width must be integer"]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"segmentation": [[1, 2, 3, 4]]}, "segmentation"),
        ({"segmentation": {"size": [60], "counts": "x"}}, "segmentation"),
        ({"bbox": [1, 2, 3]}, "bbox"),
        ({"id": 0}, "id"),
        ({"category_id": 0}, "category_id"),
        ({"iscrowd": 1}, "iscrowd"),
        ({"area": -1}, "area"),
        ({"type": "circle"}, "type"),
    ],
)
def test_what_others_get_wrong_does_not_fit(change: dict[str, object], place: str) -> None:
    dataset: CocoDataset = to_coco(TASKS)
    wrong: Any = {**dataset, "annotations": [{**dataset["annotations"][0], **change}]}
    [problem] = problems(COCO, wrong)
    assert problem.startswith(f"$.annotations[0].{place}: ")
