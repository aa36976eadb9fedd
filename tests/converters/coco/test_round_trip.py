"""What is written to COCO and read again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from pydantic import JsonValue

from fastlabel.converters import AnnotatedImage, read_coco, to_coco, write_coco
from fastlabel.models import (
    Attribute,
    BBox,
    Content,
    FramePoint,
    ImageAnnotation,
    ImageClassificationTask,
    Keypoint,
    Line,
    MultiImageTask,
    Polygon,
    Segmentation,
    TaskId,
    VideoBBox,
)
from tests.support.factories import (
    ELSEWHERE,
    HOLE,
    SQUARE,
    box,
    image_task,
    moving_box,
    regions,
    video_task,
)

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

values = st.sampled_from(["cat", "dog", "猫"])
numbers = st.integers(-50, 150).map(float) | st.floats(-50, 150)
json_lists: st.SearchStrategy[JsonValue] = st.lists(st.text(max_size=2)).map(list[JsonValue])
said: st.SearchStrategy[JsonValue] = (
    st.text(max_size=3) | st.booleans() | st.floats(-9, 9) | json_lists
)
attributes = st.dictionaries(st.text(min_size=1, max_size=3), said, max_size=2).map(
    lambda said: [Attribute(key=key, value=value) for key, value in said.items()]
)


def flat(least: int) -> st.SearchStrategy[list[float]]:
    pairs = st.lists(st.tuples(numbers, numbers), min_size=least, max_size=6)
    return pairs.map(lambda found: [number for pair in found for number in pair])


@st.composite
def boxes(draw: st.DrawFn) -> BBox:
    x1, x2 = sorted([draw(numbers), draw(numbers)])
    y1, y2 = sorted([draw(numbers), draw(numbers)])
    return BBox(value=draw(values), points=(x1, y1, x2, y2), attributes=draw(attributes))


@st.composite
def rectangles(draw: st.DrawFn) -> Polygon:
    """Polygons that a reader without hints has to take for boxes."""
    (x1, y1), (x2, y2) = draw(st.tuples(*[st.tuples(numbers, numbers)] * 2))
    return Polygon(value="cat", points=[x1, y1, x2, y1, x2, y2, x1, y2])


@st.composite
def segmentations(draw: st.DrawFn) -> Segmentation:
    rings = draw(st.lists(flat(3), min_size=1, max_size=3))
    pairs = [[list(zip(ring[::2], ring[1::2], strict=True))] for ring in rings]
    # What encloses a figure of eight has no way round that is clockwise.
    return Segmentation.from_rings(pairs, value=draw(values), attributes=draw(attributes))


drawn: st.SearchStrategy[ImageAnnotation] = st.one_of(
    boxes(),
    rectangles(),
    segmentations().filter(lambda found: all(len(r[0]) >= 8 for r in found.points)),
    st.builds(Polygon, value=values, points=flat(3), attributes=attributes),
    st.builds(Line, value=values, points=flat(1), attributes=attributes),
    st.builds(Keypoint, value=values, points=st.tuples(numbers, numbers), attributes=attributes),
)


def read_again(annotations: Sequence[ImageAnnotation]) -> AnnotatedImage:
    (image,) = read_coco(json.dumps(to_coco([image_task(*annotations)])).encode())
    return image


@given(annotations=st.lists(drawn, max_size=4))
@pytest.mark.filterwarnings("ignore::fastlabel.converters.ConversionWarning")
def test_annotations_come_back_as_they_were(annotations: list[ImageAnnotation]) -> None:
    assert list(read_again(annotations).annotations) == annotations


@pytest.mark.filterwarnings("ignore::fastlabel.converters.ConversionWarning")
def test_a_vertex_that_is_there_twice_comes_back_twice() -> None:
    twice = Segmentation(value="cat", points=[[(0, 0, 0, 1, -1, 0, 0, 0, 0, 0)]])
    assert list(read_again([twice]).annotations) == [twice]


@given(annotations=st.lists(drawn, max_size=4))
@pytest.mark.filterwarnings("ignore::fastlabel.converters.ConversionWarning")
def test_parsed_dict_is_read_like_its_text(annotations: list[ImageAnnotation]) -> None:
    dataset = to_coco([image_task(*annotations)])
    assert read_coco(dataset) == read_coco(json.dumps(dataset).encode())


def test_image_comes_back(tmp_path: Path) -> None:
    write_coco([image_task(box(), name="cats/1.jpg"), image_task(width=None)], tmp_path / "c.json")
    first, second = read_coco(tmp_path / "c.json", media_dir="photos")
    assert (first.name, first.width, first.height) == ("cats/1.jpg", 100, 80)
    assert first.path == Path("photos/cats/1.jpg")
    assert (second.width, second.height, second.annotations) == (None, 80, ())
    assert read_coco(str(tmp_path / "c.json"))[0].path is None


def test_attributes_of_a_classified_image_come_back() -> None:
    said = (Attribute(key="coat", value="tabby"), Attribute(key="age", value=3))
    task = ImageClassificationTask(id=TaskId("1"), name="a.jpg", attributes=said)
    assert read_coco(to_coco([task]))[0].attributes == said


def test_contents_of_a_multi_image_task_come_back() -> None:
    task = MultiImageTask(
        id=TaskId("1"),
        name="walk",
        contents=[Content(name="1.jpg"), Content(name="a/2.jpg")],
        annotations=[box().model_copy(update={"content": "a/2.jpg"})],
    )
    first, second = read_coco(to_coco([task]))
    assert (first.name, first.content) == ("walk/1.jpg", "1.jpg")
    assert (second.name, second.content) == ("walk/a/2.jpg", "a/2.jpg")
    assert second.annotations == (box(),)


@st.composite
def moving_boxes(draw: st.DrawFn) -> VideoBBox:
    found = draw(st.dictionaries(st.integers(1, 50), boxes(), min_size=1, max_size=5))
    points = {
        frame: FramePoint(box.points, autogenerated=draw(st.booleans()))
        for frame, box in found.items()
    }
    return VideoBBox(value=draw(values), points=points, attributes=draw(attributes))


@given(tracks=st.lists(st.lists(moving_boxes(), max_size=3), min_size=1, max_size=3))
@pytest.mark.filterwarnings("ignore::fastlabel.converters.ConversionWarning")
def test_videos_come_back(tracks: list[list[VideoBBox]]) -> None:
    tasks = [video_task(*of_one, name=f"{at}.mp4") for at, of_one in enumerate(tracks)]
    found = read_coco(to_coco(tasks), kind="video")
    assert [list(video.annotations) for video in found] == tracks
    assert {(v.width, v.height, v.fps, v.frame_count) for v in found} == {(320, 240, 25.0, 50)}


def test_frames_are_images_too() -> None:
    first, second = read_coco(to_coco([video_task(moving_box(2, 5))]))
    assert [first.name, second.name] == ["v.mp4/000002.jpg", "v.mp4/000005.jpg"]
    assert first.annotations == (BBox(value="car", points=(2, 0, 12, 10)),)


masks: st.SearchStrategy[NDArray[np.uint8]] = arrays.arrays(
    np.uint8, arrays.array_shapes(min_dims=2, max_dims=2, max_side=12), elements=st.integers(0, 1)
).filter(lambda mask: bool(mask.any()))


def with_mask(segmentation: object, mask: NDArray[np.uint8]) -> dict[str, Any]:
    height, width = mask.shape
    return {
        "images": [{"id": 1, "file_name": "a.png", "width": width, "height": height}],
        "categories": [{"id": 1, "name": "cat"}],
        "annotations": [
            {"id": 1, "image_id": 1, "category_id": 1, "segmentation": segmentation, "bbox": []}
        ],
    }


def drawn_mask(dataset: dict[str, Any], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    (annotation,) = read_coco(dataset)[0].annotations
    assert isinstance(annotation, Segmentation)
    return annotation.to_mask(shape[1], shape[0])


@given(mask=masks)
def test_masks_of_pycocotools_are_read_pixel_by_pixel(mask: NDArray[np.uint8]) -> None:
    packed = import_module("pycocotools.mask").encode(np.asfortranarray(mask))
    for counts in (packed["counts"], packed["counts"].decode()):
        dataset = with_mask({"size": packed["size"], "counts": counts}, mask)
        assert (drawn_mask(dataset, mask.shape) == mask).all()


@given(mask=masks)
def test_uncompressed_runs_are_read_pixel_by_pixel(mask: NDArray[np.uint8]) -> None:
    pixels = mask.T.ravel()
    edges = [0, *(np.flatnonzero(np.diff(pixels)) + 1).tolist(), pixels.size]
    runs = [int(run) for run in np.diff(edges)]
    counts = [0, *runs] if pixels[0] else runs
    dataset = with_mask({"size": list(mask.shape), "counts": counts}, mask)
    assert (drawn_mask(dataset, mask.shape) == mask).all()


def test_holes_come_back_with_the_area_that_pycocotools_counts() -> None:
    holed = regions((SQUARE, HOLE), (ELSEWHERE,))
    dataset = to_coco([image_task(holed)])
    (annotation,) = read_coco(dataset)[0].annotations
    assert isinstance(annotation, Segmentation)
    area = import_module("pycocotools.mask").area(dataset["annotations"][0]["segmentation"])
    assert annotation.area == area == 2500.0
    assert [len(region.holes) for region in annotation.regions] == [1, 0]
