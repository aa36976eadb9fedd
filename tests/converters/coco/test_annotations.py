"""What each type of annotation becomes."""

from __future__ import annotations

from typing import Any

import pytest

from fastlabel.converters import to_coco
from fastlabel.models import Attribute, BBox, ImageAnnotation, Keypoint, Line, Polygon
from tests.support.factories import (
    ELSEWHERE,
    HOLE,
    SQUARE,
    box,
    image_task,
    only_annotation,
    regions,
)

SHAPES: list[tuple[str, ImageAnnotation, dict[str, Any]]] = [
    (
        "box",
        BBox(value="cat", points=(10.5, 20.25, 110.5, 70.0)),
        {
            "bbox": [10.5, 20.25, 100.0, 49.75],
            "area": 4975.0,
            "segmentation": [[10.5, 20.25, 110.5, 20.25, 110.5, 70.0, 10.5, 70.0]],
        },
    ),
    (
        "box of which one axis is inverted",
        BBox(value="cat", points=(30, 10, 10, 40)),
        {
            "bbox": [10.0, 10.0, 20.0, 30.0],
            "area": 600.0,
            "segmentation": [[10.0, 10.0, 30.0, 10.0, 30.0, 40.0, 10.0, 40.0]],
        },
    ),
    (
        "box without area, which is kept",
        BBox(value="cat", points=(10.2, 5, 10.2, 9)),
        {
            "bbox": [10.2, 5.0, 0.0, 4.0],
            "area": 0.0,
            "segmentation": [[10.2, 5.0, 10.2, 5.0, 10.2, 9.0, 10.2, 9.0]],
        },
    ),
    (
        "polygon",
        Polygon(value="cat", points=[0, 0, 4, 0, 0, 3]),
        {"bbox": [0.0, 0.0, 4.0, 3.0], "area": 6.0, "segmentation": [[0, 0, 4, 0, 0, 3]]},
    ),
    (
        "polygon that runs counterclockwise",
        Polygon(value="cat", points=[0, 3, 4, 0, 0, 0]),
        {"bbox": [0.0, 0.0, 4.0, 3.0], "area": 6.0, "segmentation": [[0, 3, 4, 0, 0, 0]]},
    ),
    (
        "polygon that is not convex",
        Polygon(value="cat", points=[0, 0, 4, 0, 4, 4, 2, 1, 0, 4]),
        {"bbox": [0, 0, 4, 4], "area": 10.0, "segmentation": [[0, 0, 4, 0, 4, 4, 2, 1, 0, 4]]},
    ),
    (
        "segmentation, whose closing vertex goes",
        regions((SQUARE,)),
        {"bbox": [10, 10, 50, 50], "area": 2500.0, "segmentation": [list(SQUARE[:-2])]},
    ),
    (
        "segmentation that was not closed",
        regions((SQUARE[:-2],)),
        {"bbox": [10, 10, 50, 50], "area": 2500.0, "segmentation": [list(SQUARE[:-2])]},
    ),
    (
        "segmentation of two parts and an empty one",
        regions((SQUARE,), (), (ELSEWHERE,)),
        {
            "bbox": [10, 10, 80, 50],
            "area": 2900.0,
            "segmentation": [list(SQUARE[:-2]), list(ELSEWHERE[:-2])],
        },
    ),
    (
        "keypoint",
        Keypoint(value="eye", points=(3, 4.5)),
        {
            "bbox": [3.0, 4.5, 0.0, 0.0],
            "area": 0.0,
            "segmentation": [],
            "keypoints": [3.0, 4.5, 2],
            "num_keypoints": 1,
        },
    ),
    (
        "line",
        Line(value="lane", points=[5, 6, 1, 2, 3, 9]),
        {
            "bbox": [1.0, 2.0, 4.0, 7.0],
            "area": 0.0,
            "segmentation": [],
            "line": [5.0, 6.0, 1.0, 2.0, 3.0, 9.0],
        },
    ),
]


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [pytest.param(annotation, expected, id=name) for name, annotation, expected in SHAPES],
)
@pytest.mark.filterwarnings("ignore::fastlabel.converters.ConversionWarning")
def test_annotation_becomes(annotation: ImageAnnotation, expected: dict[str, Any]) -> None:
    fixed: dict[str, Any] = {
        "id": 1,
        "image_id": 1,
        "category_id": 1,
        "iscrowd": 0,
        "type": annotation.type,
        "attributes": {},
    }
    assert only_annotation(annotation) == fixed | expected


def test_coordinates_are_floats_when_given_as_ints() -> None:
    entry = only_annotation(BBox(value="cat", points=(1, 2, 3, 4)))
    segmentation = entry["segmentation"]
    assert isinstance(segmentation, list)
    assert {type(number) for number in [*entry["bbox"], *segmentation[0], entry["area"]]} == {float}


def test_segmentation_with_hole_becomes_mask() -> None:
    entry = only_annotation(regions((SQUARE, HOLE)))
    mask = entry["segmentation"]
    assert isinstance(mask, dict)
    assert mask["size"] == [80, 100]
    assert isinstance(mask["counts"], str)
    assert (entry["bbox"], entry["area"], entry["iscrowd"]) == ([10, 10, 50, 50], 2100.0, 0)


@pytest.mark.parametrize(
    ("given", "area"),
    [
        pytest.param(((SQUARE, HOLE), (ELSEWHERE,)), 2500.0, id="and a part without"),
        pytest.param(((SQUARE, HOLE), (HOLE,)), 2500.0, id="covered by another region"),
        pytest.param(((SQUARE, ELSEWHERE),), 2500.0, id="outside its region"),
        pytest.param(((SQUARE, HOLE), (ELSEWHERE, ELSEWHERE)), 2100.0, id="as large as its region"),
        pytest.param(((SQUARE, HOLE, HOLE),), 2100.0, id="twice"),
        pytest.param(((SQUARE[::-1], HOLE),), 2100.0, id="in a counterclockwise region"),
    ],
)
@pytest.mark.filterwarnings("ignore::fastlabel.converters.ConversionWarning")
def test_hole_is_cut_out_of_its_own_region(
    given: tuple[tuple[tuple[float, ...], ...], ...], area: float
) -> None:
    assert only_annotation(regions(*given))["area"] == area


def test_holes_as_polygons_without_holes_is_exact() -> None:
    tasks = [image_task(regions((SQUARE,), (ELSEWHERE,)))]
    assert to_coco(tasks, holes="polygons") == to_coco(tasks)


def test_attributes_become_an_object() -> None:
    attributes = [
        Attribute(key="kind", value="tabby", name="Kind", type="text"),
        Attribute(key="tags", value=["a", 1, None]),
    ]
    entry = only_annotation(BBox(value="cat", points=(1, 2, 3, 4), attributes=attributes))
    assert entry["attributes"] == {"kind": "tabby", "tags": ["a", 1, None]}


def test_category_of_keypoint_names_it() -> None:
    dataset = to_coco([image_task(Keypoint(value="eye", points=(1, 2)), box("cat"))])
    assert dataset["categories"] == [
        {"id": 1, "name": "cat", "supercategory": "cat"},
        {"id": 2, "name": "eye", "supercategory": "eye", "keypoints": ["eye"], "skeleton": []},
    ]
