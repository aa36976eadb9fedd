"""COCO files of other people: what is read of them, and what is refused."""

from __future__ import annotations

import json
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel import FastLabelInvalidException, MissingFileError
from fastlabel.converters import ConversionWarning, read_coco
from fastlabel.models import Attribute, BBox, ImageAnnotation, Keypoint, Polygon, Segmentation
from tests.support.wire_strategies import json_values

PERSON = {"id": 1, "name": "person", "keypoints": ["nose", "left eye"], "skeleton": [[1, 2]]}
CAT = {"id": 7, "name": "cat", "supercategory": "animal"}


def dataset(*entries: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A dataset of one image of 100 by 80 pixels and these annotations, of cats by default."""
    annotations = [
        {"id": at, "image_id": 3, "category_id": 7, **entry}
        for at, entry in enumerate(entries, start=1)
    ]
    return {
        "images": [{"id": 3, "file_name": "a.jpg", "width": 100, "height": 80}],
        "categories": [PERSON, CAT],
        "annotations": annotations,
        **fields,
    }


def read(*entries: dict[str, Any]) -> list[ImageAnnotation]:
    (image,) = read_coco(dataset(*entries))
    return list(image.annotations)


RING = [10, 10, 60, 10, 10, 60]
TURNED = [10, 10, 10, 60, 60, 10]
RECTANGLE = [10, 20, 40, 20, 40, 60, 10, 60]
BOX = BBox(value="cat", points=(10, 20, 40, 60))


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        pytest.param({"bbox": [10, 20, 30, 40]}, BOX, id="box alone"),
        pytest.param({"bbox": [10, 20, 30, 40], "segmentation": []}, BOX, id="no outline"),
        pytest.param({"bbox": [0, 0, 1, 1], "segmentation": [RECTANGLE]}, BOX, id="outline of box"),
        pytest.param(
            {"segmentation": [[*RECTANGLE[2:], *RECTANGLE[:4]]]}, BOX, id="closed outline, turned"
        ),
        pytest.param({"segmentation": [[40, 60, 10, 20]]}, BOX, id="two corners, as in 0.7.0"),
        pytest.param(
            {"segmentation": [[*RING, *RING[:2]]], "bbox": [10, 10, 50, 50]},
            Polygon(value="cat", points=RING),
            id="polygon, which is opened",
        ),
        pytest.param(
            {"segmentation": [RING, [0, 0, 5, 0, 0, 5]]},
            Segmentation(value="cat", points=[[[*RING, *RING[:2]]], [[0, 0, 5, 0, 0, 5, 0, 0]]]),
            id="two parts",
        ),
        pytest.param(
            {"segmentation": [TURNED, TURNED]},
            Segmentation(value="cat", points=[[[*RING, *RING[:2]]]] * 2),
            id="parts that run counterclockwise, which are turned",
        ),
        pytest.param(
            {"bbox": [10, 20, 30, 40], "attributes": {"occluded": False, "n": 1.5}},
            BBox(
                value="cat",
                points=(10, 20, 40, 60),
                attributes=[Attribute(key="occluded", value=False), Attribute(key="n", value=1.5)],
            ),
            id="attributes",
        ),
        pytest.param(
            {"bbox": [10, 20, 30, 40], "category_id": 1, "keypoints": [0, 0, 0] * 2},
            BBox(value="person", points=(10, 20, 40, 60)),
            id="keypoints none of which is labelled",
        ),
    ],
)
def test_entry_becomes(entry: dict[str, Any], expected: ImageAnnotation) -> None:
    assert read(entry) == [expected]


def test_person_becomes_a_shape_and_its_keypoints() -> None:
    person = {"category_id": 1, "segmentation": [RING], "keypoints": [5, 6, 2, 0, 0, 0]}
    assert read(person) == [
        Polygon(value="person", points=RING),
        Keypoint(value="nose", points=(5, 6)),
    ]


def test_keypoint_without_a_name_has_that_of_its_category() -> None:
    assert read({"keypoints": [5, 6, 2], "bbox": [5, 6, 0, 0]}) == [
        Keypoint(value="cat", points=(5, 6))
    ]


@pytest.mark.parametrize(
    ("entry", "told", "count"),
    [
        ({"bbox": [1, 2, 3, 4], "iscrowd": 1}, "1 of a crowd", 1),
        ({"bbox": [1, 2, 3, 4], "attributes": ["a"]}, "attributes that are not an object", 1),
        ({"bbox": [1, 2, 3, 4], "rotation": 30.5}, "that is rotated", 1),
        ({"keypoints": [5, 6, 1]}, "labelled but not visible", 1),
        ({"segmentation": {"size": [80, 100], "counts": [8000]}}, "covers no pixel", 0),
        ({"bbox": [1, 2, 0, 0], "segmentation": [], "type": "polygon"}, "without an outline", 0),
    ],
)
def test_loss_is_told(entry: dict[str, Any], told: str, count: int) -> None:
    with pytest.warns(ConversionWarning, match=rf"^from COCO: .*{told}.*: annotations\[0\]\.$"):
        assert len(read(entry)) == count


RUNS = {"size": [2, 3], "counts": [1, 2, 3]}


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"category_id": 9}, r"annotations[0].category_id: there is no category 9"),
        ({"category_id": None}, "annotations[0].category_id: is required"),
        ({"category_id": 1.5}, "annotations[0].category_id: expected an id, an integer, got 1.5"),
        ({"category_id": True}, "annotations[0].category_id: expected an id, an integer, got True"),
        ({"image_id": "3"}, "annotations[0].image_id: there is no image '3'"),
        ({"image_id": [3]}, "annotations[0].image_id: expected an id, an integer, got [3]"),
        ({}, "annotations[0].bbox: is required"),
        ({"bbox": "1"}, "annotations[0].bbox: expected x, y, w, h, got '1'"),
        ({"bbox": [1, 2, 3]}, "annotations[0].bbox: expected 4 numbers for a box"),
        ({"bbox": [1, 2, -3, 4]}, "annotations[0].bbox: expected a positive width and height"),
        ({"bbox": [1, 2, None, 4]}, "annotations[0].bbox: expected a number, got None"),
        ({"bbox": [1, 2, float("nan"), 4]}, "annotations[0].bbox[2]: "),
        ({"bbox": [1e300, 2, 3, 4]}, "annotations[0].bbox[0]: "),
        (
            {"segmentation": 5},
            "annotations[0].segmentation: expected outlines or run lengths, got 5",
        ),
        (
            {"segmentation": [5]},
            "annotations[0].segmentation[0]: expected a list of x, y, …, got 5",
        ),
        (
            {"segmentation": [[1, 2, 3]]},
            "annotations[0].segmentation[0]: expected pairs of x and y, got 3 numbers",
        ),
        (
            {"segmentation": [RING, [1, "a"]]},
            "annotations[0].segmentation[1][1]: expected a number, got 'a'",
        ),
        ({"keypoints": [1, 2]}, "annotations[0].keypoints: expected x, y, v, …"),
        ({"keypoints": "abc"}, "annotations[0].keypoints: expected x, y, v, …"),
        ({"keypoints": [1, "a", 2]}, "annotations[0].keypoints[0][1]: expected a number, got 'a'"),
        ({"keypoints": [1, 2, "v"]}, "annotations[0].keypoints[2]: expected 0, 1 or 2, got 'v'"),
        (
            {"attributes": {"a": object()}, "bbox": [1, 2, 3, 4]},
            "annotations[0].attributes.a.value",
        ),
        ({"line": [1, 2, 3]}, "annotations[0].line: expected pairs of x and y, got 3 numbers"),
        (
            {"segmentation": {**RUNS, "size": 5}},
            "annotations[0].segmentation.size: expected height and width, got 5",
        ),
        (
            {"segmentation": {**RUNS, "size": [0, 3]}},
            "annotations[0].segmentation.size: expected height and width, got [0, 3]",
        ),
        (
            {"segmentation": {**RUNS, "counts": 5}},
            "annotations[0].segmentation.counts: expected run lengths, a string or a list, got 5",
        ),
        ({"segmentation": {**RUNS, "counts": [7]}}, "counts: 7 pixels, the size is 2 x 3"),
        (
            {"segmentation": {**RUNS, "counts": [8, -2]}},
            "counts[1]: expected a run of 0 or more pixels, got -2",
        ),
        ({"segmentation": {**RUNS, "counts": [6.0]}}, "counts[0]: expected an integer, got 6.0"),
        ({"segmentation": {**RUNS, "counts": "猫"}}, "counts: expected compressed run lengths"),
        ({"segmentation": {**RUNS, "counts": "o" * 9**5}}, "expected compressed run lengths"),
        (
            {"segmentation": {"size": [2**20, 2**20], "counts": [0, 2**40]}},
            "annotations[0].segmentation: 1048576 x 1048576 pixels are too many",
        ),
    ],
)
def test_broken_annotation_is_refused_with_its_place(entry: dict[str, Any], message: str) -> None:
    with pytest.raises(FastLabelInvalidException) as caught:
        read(entry)
    assert message in caught.value.message
    assert caught.value.message.startswith("annotations[0].")
    assert caught.value.code == 422


BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"images": 5}, "images: expected a list, got 5"),
    ({"images": [5]}, "images[0]: expected an object, got 5"),
    ({"images": [{}]}, "images[0].id: is required"),
    ({"images": [{"id": 3}]}, "images[0].file_name: is required"),
    ({"images": [{"id": 3, "file_name": 5}]}, "images[0].file_name: expected a string, got 5"),
    (
        {"images": [{"id": 3, "file_name": "a", "width": "9"}]},
        "images[0].width: expected a positive integer, got '9'",
    ),
    (
        {"images": [{"id": 3, "file_name": "a", "height": -9}]},
        "images[0].height: expected a positive integer, got -9",
    ),
    ({"images": [{"id": 3}, {"id": 3}]}, "images[1].id: 3 is also the id of images[0]"),
    ({"categories": [{"id": 7}]}, "categories[0].name: is required"),
    ({"categories": [CAT, CAT]}, "categories[1].id: 7 is also the id of categories[0]"),
    ({"categories": None}, "annotations[0].category_id: there is no category 7"),
    ({"annotations": {}}, "annotations: expected a list, got {}"),
    ({"annotations": [[]]}, "annotations[0]: expected an object, got []"),
]


@pytest.mark.parametrize(("change", "message"), BROKEN)
def test_broken_file_is_refused_with_the_place(change: dict[str, Any], message: str) -> None:
    whole = dataset({"bbox": [1, 2, 3, 4]}, **change)
    with pytest.raises(FastLabelInvalidException) as caught:
        read_coco(json.dumps(whole).encode())
    assert caught.value.message.startswith(message)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"{", "source: is not JSON"),
        (b"\xff", "source: is not JSON"),
        (b"[" * 10**5, "source: is not JSON"),
        (b"[]", "source: expected an object with images and annotations, got a list"),
        (b"{}", "images: is required"),
        (5, "source: expected a path, bytes or a parsed file, got 5"),
    ],
)
def test_no_dataset_is_refused(source: Any, message: str) -> None:
    with pytest.raises(FastLabelInvalidException) as caught:
        read_coco(source)
    assert caught.value.message.startswith(message)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="source: there is no file"):
        read_coco(tmp_path / "none.json")
    with pytest.raises(FastLabelInvalidException, match="cannot be read"):
        read_coco(tmp_path)


def test_file_with_a_byte_order_mark_and_strings_as_ids() -> None:
    whole = {
        "images": [{"id": "x", "file_name": "a.jpg", "width": 640.0}],
        "categories": [{"id": "c", "name": "cat"}],
        "annotations": [{"image_id": "x", "category_id": "c", "bbox": [1, 2, 3, 4]}],
    }
    (image,) = read_coco(b"\xef\xbb\xbf" + json.dumps(whole).encode())
    assert (image.width, image.height, len(image.annotations)) == (640, None, 1)


def test_file_without_annotations() -> None:
    (image,) = read_coco({"images": [{"id": 1, "file_name": "a.jpg", "tags": ["night"]}]})
    assert (image.annotations, image.tags) == ((), ("night",))


@pytest.mark.parametrize("name", ["../a.jpg", "/etc/passwd", "b/../../a.jpg", "a\0.jpg"])
def test_name_that_leads_out_of_the_folder(name: str) -> None:
    whole = dataset(images=[{"id": 3, "file_name": name}])
    assert read_coco(whole)[0].name == name
    with pytest.raises(FastLabelInvalidException, match=r"^<.*> images\[0\]\.file_name: .* out of"):
        read_coco(whole, media_dir="photos")


def video(*entries: dict[str, Any], **image: Any) -> dict[str, Any]:
    """A dataset of a video with two frames; annotations are on the first by default."""
    return {
        "videos": [{"id": 5, "name": "v.mp4"}],
        "images": [
            {"id": 1, "file_name": "1.jpg", "video_id": 5, "frame_id": 0, **image},
            {"id": 2, "file_name": "2.jpg", "video_id": 5, "frame_index": 1},
            {"id": 3, "file_name": "still.jpg"},
        ],
        "categories": [CAT],
        "annotations": [
            {"image_id": 1, "category_id": 7, "bbox": [1, 2, 3, 4], **entry} for entry in entries
        ],
    }


def test_track_is_one_box() -> None:
    whole = video({"image_id": 2, "track_id": 4, "bbox": [5, 6, 3, 4]}, {"instance_id": 4}, {})
    (found,) = read_coco(whole, kind="video")
    assert [box.frames for box in found.annotations] == [(1, 2), (1,)]
    assert found.annotations[0].points[2].value == (5, 6, 8, 10)


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ([{"image_id": 3}], "Dropped: 1 on an image that is of no video"),
        ([{"segmentation": [RING]}], "of which a video takes only the box"),
        (
            [{"track_id": 1, "attributes": {"a": 1}}, {"track_id": 1, "image_id": 2}],
            "whose attributes change",
        ),
    ],
)
def test_loss_of_a_video_is_told(entries: list[dict[str, Any]], told: str) -> None:
    with pytest.warns(ConversionWarning, match=told):
        read_coco(video(*entries), kind="video")


@pytest.mark.parametrize(
    ("whole", "message"),
    [
        (video({"track_id": 4}, {"track_id": 4}), "annotations[1].track_id: 4 is on frame 1"),
        (video({"track_id": 4.5}), "annotations[0].track_id: expected an id, an integer, got 4.5"),
        (video({"bbox": [2**54, 1, 1, 1]}), "annotations[0].bbox[0]: "),
        (video(video_id=9), "images[0].video_id: there is no video 9"),
        (video(frame_id=-1), "images[0].frame_id: expected a number, got -1"),
        (video(frame_id=None), "images[0].frame_id: is required"),
        (
            video() | {"videos": [{"id": 5, "name": "v", "fps": "9"}]},
            "videos[0].fps: expected frames per second, got '9'",
        ),
    ],
)
def test_broken_video_is_refused_with_the_place(whole: dict[str, Any], message: str) -> None:
    with pytest.raises(FastLabelInvalidException) as caught:
        read_coco(whole, kind="video")
    assert caught.value.message.startswith(message)


def test_kind_that_there_is_not() -> None:
    with pytest.raises(FastLabelInvalidException, match="kind: expected image or video"):
        read_coco(dataset(), kind="text")  # type: ignore[call-overload]  # no such kind


WHOLE: dict[str, Any] = dataset(
    {"bbox": [1, 2, 3, 4], "segmentation": [RING]}, {"keypoints": [5, 6, 2]}
) | {"videos": [{"id": 5, "name": "v.mp4", "fps": 25}]}
PLACES = [
    (key, at, field)
    for key in ("images", "categories", "annotations", "videos")
    for at, entry in enumerate(WHOLE[key])
    for field in [*entry, "segmentation", "track_id", "attributes", "type", "video_id", "tags"]
]


@pytest.mark.filterwarnings("ignore::fastlabel.converters.ConversionWarning")
@pytest.mark.parametrize("kind", ["image", "video"])
@given(place=st.sampled_from(PLACES), value=json_values)
def test_any_json_anywhere_is_read_or_refused(
    kind: str, place: tuple[str, int, str], value: object
) -> None:
    key, at, field = place
    whole: dict[str, Any] = deepcopy(WHOLE)
    whole[key][at][field] = value
    read_any: Any = read_coco
    with suppress(FastLabelInvalidException):
        assert len(read_any(whole, kind=kind)) == 1
