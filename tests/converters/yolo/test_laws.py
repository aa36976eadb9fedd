"""What holds for any YOLO dataset."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import assume, given
from hypothesis import strategies as st

import fastlabel
from fastlabel.converters import AnnotatedImage, YoloStyle
from fastlabel.converters.yolo.dataset import parse_yaml, quoted
from fastlabel.models import BBox, ImageAnnotation, Polygon, Segmentation
from tests.support import read_back
from tests.support.examples import examples
from tests.support.factories import image_task
from tests.support.read_back import HEIGHT, WIDTH, only_image, shape, shapes_of

at_leisure = examples(50)


def there_and_back(style: YoloStyle, *annotations: ImageAnnotation) -> AnnotatedImage:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "set"
        fastlabel.write_yolo([image_task(*annotations)], path, style=style, on_loss="ignore")
        sizes = {"a.jpg": (WIDTH, HEIGHT)}
        return only_image(fastlabel.read_yolo(path, sizes=sizes, on_loss="raise"))


@at_leisure
@given(boxes=st.lists(read_back.boxes, max_size=5))
def test_boxes_come_back(boxes: list[BBox]) -> None:
    assert shapes_of(there_and_back("detect", *boxes)) == [shape(box) for box in boxes]


@at_leisure
@given(polygons=st.lists(read_back.polygons, max_size=3))
def test_polygons_come_back(polygons: list[Polygon]) -> None:
    assert shapes_of(there_and_back("segment", *polygons)) == [shape(it) for it in polygons]


@at_leisure
@given(segmentation=read_back.segmentations)
def test_segmentations_come_back_with_all_their_pixels(segmentation: Segmentation) -> None:
    (polygon,) = there_and_back("segment", segmentation).annotations
    assert isinstance(polygon, Polygon)
    pixels = polygon.to_mask(WIDTH, HEIGHT)
    assert (pixels == segmentation.to_mask(WIDTH, HEIGHT)).all()


@given(text=st.text())
def test_quoted_text_is_read_as_it_was(text: str) -> None:
    assume(text != "names")
    line = f"names: [{quoted(text)}, {{{quoted(text)}: {quoted(text)}}}]\n{quoted(text)}: 1"
    assert parse_yaml(line, "x") == {"names": [text, {text: text}], text: "1"}
