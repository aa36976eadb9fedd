"""Keypoints that are put together to instances."""

from __future__ import annotations

import contextlib
import io
import math
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from fastlabel.converters import (
    CategoryKeypoints,
    CocoAnnotation,
    ConversionWarning,
    read_coco,
    to_coco,
    write_coco,
)
from fastlabel.errors import FastLabelInvalidException
from fastlabel.models import (
    Attribute,
    BBox,
    Content,
    ImageAnnotation,
    Keypoint,
    MultiImageTask,
    Polygon,
    TaskId,
)
from tests.support.factories import SQUARE, box, image_task, moving_box, parsed, regions, video_task

PERSON: dict[str, CategoryKeypoints] = {
    "person": {"keypoints": ["nose", "neck", "hand"], "skeleton": [[1, 2], [2, 3]]}
}
BODY = BBox(value="person", points=(0, 0, 40, 60))
NOSE = Keypoint(value="nose", points=(20, 10))
NECK = Keypoint(value="neck", points=(20.5, 20.25))


def entries(*annotations: ImageAnnotation, group: str | None = None) -> list[CocoAnnotation]:
    return to_coco([image_task(*annotations)], keypoints=PERSON, group=group)["annotations"]


def grouped(annotation: ImageAnnotation, value: JsonValue) -> ImageAnnotation:
    return annotation.model_copy(update={"attributes": (Attribute(key="who", value=value),)})


def test_keypoints_are_part_of_the_shape_around_them() -> None:
    dataset = to_coco([image_task(NECK, BODY, NOSE)], keypoints=PERSON)
    (alone,) = to_coco([image_task(BODY)])["annotations"]
    keypoints = [20.0, 10.0, 2, 20.5, 20.25, 2, 0.0, 0.0, 0]
    assert dataset["annotations"] == [alone | {"keypoints": keypoints, "num_keypoints": 2}]
    assert dataset["categories"] == [
        {
            "id": 1,
            "name": "person",
            "supercategory": "person",
            "keypoints": ["nose", "neck", "hand"],
            "skeleton": [[1, 2], [2, 3]],
        }
    ]


@pytest.mark.parametrize(
    "shape",
    [regions((SQUARE,), value="person"), Polygon(value="person", points=[10, 0, 60, 0, 60, 60])],
)
def test_shapes_of_any_type_have_keypoints(shape: ImageAnnotation) -> None:
    (entry,) = entries(shape, NOSE)
    assert (entry["type"], entry.get("num_keypoints")) == (shape.type, 1)
    assert entry["area"] > 0


def test_file_and_dataset_agree(tmp_path: Path) -> None:
    tasks = [image_task(NECK, BODY, box(), NOSE), image_task(NOSE, name="b.jpg")]
    with pytest.warns(ConversionWarning):
        report = write_coco(tasks, tmp_path / "coco.json", keypoints=PERSON)
    dataset = to_coco(tasks, keypoints=PERSON, on_loss="ignore")
    assert parsed(tmp_path / "coco.json") == dataset
    assert [entry["id"] for entry in dataset["annotations"]] == [1, 2, 3]
    assert report.kept == {("keypoint", "neck"): 1, ("bbox", "person"): 1, ("bbox", "cat"): 1} | {
        ("keypoint", "nose"): 1
    }


def test_classes_given_need_not_have_those_of_keypoints() -> None:
    dataset = to_coco([image_task(BODY, NOSE)], keypoints=PERSON, categories=["dog", "person"])
    assert [entry["category_id"] for entry in dataset["annotations"]] == [2]
    assert [category["name"] for category in dataset["categories"]] == ["dog", "person"]


def test_the_smallest_shape_has_a_keypoint_of_several() -> None:
    small = BBox(value="person", points=(10, 0, 30, 30))
    with pytest.warns(ConversionWarning, match="1 in several boxes, given to the smallest"):
        found = entries(BODY, small, NOSE)
    assert [entry.get("num_keypoints") for entry in found] == [0, 1]
    assert found[0].get("keypoints") == [0.0, 0.0, 0] * 3


def test_an_attribute_tells_the_shape() -> None:
    far = BBox(value="person", points=(60, 0, 90, 30))
    found = entries(grouped(BODY, 1), grouped(far, 2), grouped(NOSE, 2), group="who")
    assert [entry.get("num_keypoints") for entry in found] == [0, 1]


def test_keypoints_without_a_shape_are_an_instance_by_their_attribute() -> None:
    dataset = to_coco(
        [image_task(grouped(NECK, ["b"]), grouped(NOSE, ["a"]), grouped(NOSE, ["b"]))],
        keypoints=PERSON,
        group="who",
    )
    assert [category["name"] for category in dataset["categories"]] == ["person"]
    first, second = dataset["annotations"]
    assert first == {
        "id": 1,
        "image_id": 1,
        "category_id": 1,
        "bbox": [20.0, 10.0, 0.5, 10.25],
        "area": 5.125,
        "segmentation": [],
        "iscrowd": 0,
        "type": "keypoint",
        "attributes": {"who": ["b"]},
        "keypoints": [20.0, 10.0, 2, 20.5, 20.25, 2, 0.0, 0.0, 0],
        "num_keypoints": 2,
    }
    assert (second["attributes"], second.get("num_keypoints")) == ({"who": ["a"]}, 1)


@pytest.mark.parametrize(
    ("annotations", "group", "reason", "counts"),
    [
        ([BODY, NOSE, NOSE], None, "1 whose shape has one of their name, kept", [1, 1]),
        ([box(), NOSE], None, "1 in no shape of a class that has such a keypoint, kept", [None, 1]),
        ([grouped(NOSE, 1)] * 2, "who", "2 in no shape", [1, 1]),
        ([BODY, NOSE], "who", "1 in no shape", [0, 1]),
        ([BODY, grouped(NOSE, 1)], None, "1 with attributes, which are dropped", [1]),
        ([Keypoint(value="person", points=(1, 1))], None, "1 of a class whose keypoints have", []),
    ],
)
def test_what_is_not_as_it_was_is_told(
    annotations: list[ImageAnnotation], group: str | None, reason: str, counts: list[int]
) -> None:
    with pytest.warns(ConversionWarning, match=reason):
        found = entries(*annotations, group=group)
    assert [entry.get("num_keypoints") for entry in found] == counts


def test_other_keypoints_stay_as_they_are() -> None:
    tail = Keypoint(value="tail", points=(5, 5))
    found = to_coco([image_task(BODY, tail)], keypoints=PERSON)
    assert found["annotations"][1].get("keypoints") == [5.0, 5.0, 2]
    assert found["categories"][1].get("keypoints") == ["tail"]


def test_a_class_may_be_that_of_its_keypoint() -> None:
    keypoints: dict[str, CategoryKeypoints] = {"nose": {"keypoints": ["tip", "nose"]}}
    with pytest.warns(ConversionWarning, match="1 in no shape"):
        dataset = to_coco([image_task(NOSE)], keypoints=keypoints)
    assert dataset["annotations"][0].get("keypoints") == [0.0, 0.0, 0, 20.0, 10.0, 2]
    assert dataset["categories"][0].get("keypoints") == ["tip", "nose"]


def test_images_of_a_task_have_poses_of_their_own() -> None:
    task = MultiImageTask(
        id=TaskId("m"),
        name="set",
        contents=[Content(name="1.png"), Content(name="2.png")],
        annotations=[
            NOSE.model_copy(update={"content": "2.png"}),
            BODY.model_copy(update={"content": "1.png"}),
            BODY.model_copy(update={"content": "2.png"}),
            NECK,
        ],
    )
    with pytest.warns(ConversionWarning, match="Dropped: 1 on none of its task's images"):
        found = to_coco([task], keypoints=PERSON)["annotations"]
    assert [(it["id"], it["image_id"], it.get("num_keypoints")) for it in found] == [
        (1, 1, 0),
        (2, 2, 1),
    ]


def test_boxes_on_frames_have_the_numbers_of_their_class() -> None:
    dataset = to_coco([video_task(moving_box(1, value="person"))], keypoints=PERSON)
    assert dataset["annotations"][0].get("keypoints") == [0.0, 0.0, 0] * 3


def test_poses_come_back() -> None:
    dataset = to_coco([image_task(BODY, NECK, NOSE)], keypoints=PERSON)
    (image,) = read_coco(dict(dataset))
    assert image.annotations == (BODY, NOSE, NECK)


points = st.tuples(st.integers(0, 39), st.integers(0, 59))


@given(
    places=st.lists(st.dictionaries(st.sampled_from(["nose", "neck", "hand"]), points), min_size=1)
)
def test_every_keypoint_is_in_the_instance_of_its_group(
    places: list[dict[str, tuple[int, int]]],
) -> None:
    annotations: list[ImageAnnotation] = [grouped(BODY, number) for number in range(len(places))]
    annotations += [
        grouped(Keypoint(value=value, points=place), number)
        for number, pose in enumerate(places)
        for value, place in pose.items()
    ]
    found = entries(*annotations, group="who")
    said = [entry.get("keypoints", []) for entry in found]
    assert said == [
        [
            number
            for name in ("nose", "neck", "hand")
            for number in ((*pose[name], 2) if name in pose else (0, 0, 0))
        ]
        for pose in places
    ]
    assert [entry.get("num_keypoints") for entry in found] == [len(pose) for pose in places]


def test_poses_evaluated_against_themselves_are_perfect(tmp_path: Path) -> None:
    path = tmp_path / "coco.json"
    shapes = [grouped(BODY, 1), grouped(BBox(value="person", points=(50, 0, 90, 70)), 2), box()]
    loose = [grouped(NOSE, 3), grouped(NECK, 3)]
    task = image_task(*shapes, grouped(NOSE, 1), grouped(NECK, 2), *loose)
    write_coco([task], path, keypoints=PERSON, group="who")
    with contextlib.redirect_stdout(io.StringIO()):
        truth: Any = import_module("pycocotools.coco").COCO(str(path))
        persons = truth.getCatIds(catNms=["person"])
        found = [{**one, "score": 1.0} for one in truth.loadAnns(truth.getAnnIds(catIds=persons))]
        evaluation = import_module("pycocotools.cocoeval").COCOeval(
            truth, truth.loadRes(found), "keypoints"
        )
        evaluation.params.catIds = persons
        evaluation.params.kpt_oks_sigmas = import_module("numpy").array([0.05] * 3)
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    assert evaluation.stats[0] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("keypoints", "message"),
    [
        (["nose"], "keypoints: "),
        ({"person": ["nose"]}, "keypoints.person: "),
        ({"person": {}}, "keypoints.person.keypoints: expected different names, got None"),
        (
            {"person": {"keypoints": "nose"}},
            "keypoints.person.keypoints: expected different names, got 'nose'",
        ),
        ({"person": {"keypoints": ["a", "a"]}}, "keypoints.person.keypoints: "),
        ({"person": {"keypoints": ["a", 1]}}, "keypoints.person.keypoints: "),
        (
            {"person": {"keypoints": ["a"], "skeleton": 5}},
            "keypoints.person.skeleton: expected pairs of numbers, got 5",
        ),
        ({"person": {"keypoints": ["a"], "skeleton": [[0, 1]]}}, "skeleton[0]: "),
        ({"person": {"keypoints": ["a"], "skeleton": [[1, 1], [1]]}}, "skeleton[1]: "),
        ({"person": {"keypoints": ["a"], "skeleton": [[1, math.nan]]}}, "from 1 to 1"),
    ],
)
def test_what_is_no_description_of_keypoints_is_refused(keypoints: Any, message: str) -> None:
    with pytest.raises(FastLabelInvalidException) as caught:
        to_coco([], keypoints=keypoints)
    assert message in caught.value.message
    assert caught.value.code == 422


def test_group_goes_with_keypoints() -> None:
    with pytest.raises(FastLabelInvalidException, match="group: needs keypoints"):
        to_coco([], group="who")
