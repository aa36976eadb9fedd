"""LabelMe: what is written, what is read, and what is said of the rest."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fastlabel
from fastlabel import ConversionWarning, FastLabelInvalidException, MissingFileError
from fastlabel.converters import AnnotatedImage, TaskLike
from fastlabel.models import (
    Attribute,
    BBox,
    ImageAnnotation,
    ImageClassificationTask,
    Keypoint,
    Line,
    Polygon,
    Segmentation,
    TaskId,
)
from tests.support import read_back
from tests.support.examples import examples
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
from tests.support.read_back import HEIGHT, WIDTH, only_image, shape, shapes_of

SAYS = [
    Attribute(key="truncated", value=False),
    Attribute(key="age", value=[1, "two"]),
    Attribute(key="description", value="asleep"),
]
SLANTED = (20.0, 20.0, 40.0, 25.0, 30.0, 40.0, 20.0, 20.0)


def written(folder: Path, *annotations: ImageAnnotation) -> dict[str, Any]:
    """The file of one image of 100 by 80 pixels."""
    fastlabel.write_labelme([image_task(*annotations)], folder / "set", on_loss="ignore")
    return dict(json.loads((folder / "set/a.json").read_bytes()))


def there_and_back(*annotations: ImageAnnotation) -> AnnotatedImage:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "set"
        fastlabel.write_labelme([image_task(*annotations)], path, on_loss="raise")
        return only_image(fastlabel.read_labelme(path, on_loss="raise"))


def read(folder: Path, content: Any) -> AnnotatedImage:
    """A file as others write it."""
    (folder / "a.json").write_text(content if isinstance(content, str) else json.dumps(content))
    return only_image(fastlabel.read_labelme(folder))


def of_shape(kind: str, points: object, **fields: object) -> dict[str, object]:
    shapes = [{"label": "cat", "shape_type": kind, "points": points, **fields}]
    return {"imagePath": "a.jpg", "imageWidth": 100, "imageHeight": 80, "shapes": shapes}


def test_file(tmp_path: Path) -> None:
    cat = BBox(value="猫", points=(10, 20, 30, 30), attributes=SAYS)
    assert written(tmp_path, cat) == {
        "version": "5.5.0",
        "flags": {},
        "imagePath": "a.jpg",
        "imageData": None,
        "imageHeight": 80,
        "imageWidth": 100,
        "shapes": [
            {
                "label": "猫",
                "points": [[10, 20], [30, 30]],
                "shape_type": "rectangle",
                "group_id": None,
                "description": "asleep",
                "mask": None,
                "flags": {"truncated": False},
                "attributes": {"age": [1, "two"]},
            }
        ],
    }


def test_every_type_comes_back() -> None:
    given: list[ImageAnnotation] = [
        BBox(value="cat", points=(-5, 0.125, 500, 9), attributes=SAYS),
        Keypoint(value="nose", points=(1.5, 2.5)),
        Line(value="wire", points=[0, 0, 5, 5]),
        Line(value="wire", points=[0, 0, 5, 5, 9, 0]),
        Polygon(value="ear", points=[0, 0, 5, 5, 9, 0]),
        regions((SQUARE,), (ELSEWHERE,)),
        regions((SQUARE,), (ELSEWHERE,)),
        regions((SQUARE, HOLE), (ELSEWHERE,)),
    ]
    image = there_and_back(*given)
    assert (image.name, image.width, image.height) == ("a.jpg", 100, 80)
    assert shapes_of(image)[:-1] == [shape(each) for each in given[:-1]]
    first = image.annotations[0]
    assert isinstance(first, BBox)
    assert first.attributes == tuple(SAYS)
    last = image.annotations[-1]
    assert isinstance(last, Segmentation)
    assert last.area == regions((SQUARE, HOLE), (ELSEWHERE,)).area


def test_one_region_is_a_polygon(tmp_path: Path) -> None:
    (found,) = written(tmp_path, regions((SQUARE,)))["shapes"]
    assert (found["shape_type"], found["group_id"]) == ("polygon", None)


def test_classification(tmp_path: Path) -> None:
    attributes = [Attribute(key="indoors", value=True), Attribute(key="room", value="bath")]
    task = ImageClassificationTask(id=TaskId("1"), name="a.jpg", attributes=attributes)
    assert fastlabel.write_labelme([task], tmp_path / "set").is_lossless
    image = only_image(fastlabel.read_labelme(tmp_path / "set"))
    assert (image.attributes, image.width) == (tuple(attributes), None)


def test_losses(tmp_path: Path) -> None:
    twice = [Attribute(key="a", value=1), Attribute(key="a", value=2)]
    tasks: list[TaskLike] = [
        image_task(
            regions((SQUARE, SLANTED)),
            Polygon(value="ear", points=[0, 0]),
            Line(value="wire", points=[]),
            Segmentation(value="cat", points=[[]]),
            BBox(value="cat", points=(0, 0, 1, 1), attributes=twice),
            regions((tuple(200 + number for number in SQUARE), HOLE)),
        ),
        video_task(moving_box(1)),
    ]
    report = fastlabel.write_labelme(tasks, tmp_path / "set", on_loss="ignore")
    assert {it.reason for it in report.losses} == {
        "with holes, as the pixels of a mask",
        "with too few vertices for their shape",
        "with several attributes of one key, the last of them kept",
        "whose mask has no pixel, or too many",
        "as boxes of single frames, no longer one track",
    }
    assert sum(report.dropped.values()) == 4
    assert (tmp_path / "set/v.mp4/000001.json").is_file()


def test_images_beside_their_files(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/A.png").write_bytes(b"pixels")
    task = image_task(name="sub/A.png")
    fastlabel.write_labelme([task], tmp_path / "set", media_dir=tmp_path)
    image = only_image(fastlabel.read_labelme(tmp_path / "set"))
    assert (image.name, image.path) == ("sub/A.png", tmp_path / "set/sub/A.png")
    assert (tmp_path / "set/sub/A.png").read_bytes() == b"pixels"


def test_class_that_is_not_given(tmp_path: Path) -> None:
    with pytest.raises(FastLabelInvalidException, match=r"tasks\[0\].annotations\[0\]: "):
        fastlabel.write_labelme([image_task(box("dog"))], tmp_path / "set", classes=["cat"])
    assert list(tmp_path.iterdir()) == []


def test_reading_old_files(tmp_path: Path) -> None:
    """LabelMe 3 had no shape types, and colours beside the points."""
    entry = {"label": "cat", "line_color": None, "points": [[0, 0], [5, 5], [9, 0]], "flags": None}
    image = read(tmp_path, {"shapes": [entry], "imagePath": "..\\images\\a.jpg"})
    assert shapes_of(image) == [("polygon", "cat", (0.0, 0.0, 5.0, 5.0, 9.0, 0.0))]
    assert (image.name, image.path, image.width) == ("a.jpg", None, None)


def test_reading_circles(tmp_path: Path) -> None:
    with pytest.warns(
        ConversionWarning, match=r"as a polygon of 64 vertices: a\.json: shapes\[0\]"
    ):
        image = read(tmp_path, of_shape("circle", [[50, 40], [50, 50]]))
    (circle,) = image.annotations
    assert isinstance(circle, Polygon)
    assert circle.area == pytest.approx(314.16, rel=0.01)


def test_reading_groups_and_unknown_shapes(tmp_path: Path) -> None:
    content = of_shape("rectangle", [[9, 9], [0, 0]], group_id=3)
    with pytest.warns(ConversionWarning, match="1 with a group_id"):
        assert shapes_of(read(tmp_path, content)) == [("bbox", "cat", (0.0, 0.0, 9.0, 9.0))]
    with pytest.warns(ConversionWarning, match="Dropped: 1 of a shape"):
        assert read(tmp_path, of_shape("cuboid", [])).annotations == ()


BROKEN: list[tuple[object, str]] = [
    ("{", r"a\.json: not JSON"),
    ("[" * 10_000, "not JSON"),
    ('{"shapes": [], "x": NaN}', "not JSON"),
    ([], r"a\.json: expected an object, got \[\]"),
    ({"images": []}, "shapes: expected a list"),
    ({"shapes": [1]}, r"shapes\[0\]: expected an object, got 1"),
    ({"shapes": [{"points": []}]}, r"shapes\[0\]\.label: expected text, got None"),
    (of_shape("polygon", None), r"shapes\[0\]\.points: expected a list"),
    (of_shape("polygon", [[0, 0]]), r"points: expected 3 or more points for a polygon, got 1"),
    (of_shape("rectangle", [[0, 0]]), r"points: expected 2 points for a rectangle, got 1"),
    (of_shape("point", [[0, "x"]]), r"points\[0\]: expected x, y in pixels, got \[0, 'x'\]"),
    (of_shape("point", [[0, True]]), r"points\[0\]: expected x, y in pixels, got \[0, True\]"),
    (of_shape("point", [[0, 1e300]]), r"points\[0\]: "),
    (of_shape("point", [[0, 1]], flags=[1]), r"shapes\[0\]\.flags: expected an object, got \[1\]"),
    (of_shape("mask", [[0, 0], [1, 1]]), r"shapes\[0\]\.mask: expected text"),
    (of_shape("mask", [[0, 0], [1, 1]], mask="?"), r"\.mask: expected an image in base64"),
    (of_shape("mask", [[0, 0], [1, 1]], mask="AAAA"), r"\.mask: expected an image in base64"),
]


@pytest.mark.parametrize(("content", "message"), BROKEN)
def test_broken_files(tmp_path: Path, content: object, message: str) -> None:
    with pytest.raises(FastLabelInvalidException, match=message):
        read(tmp_path, content)


def test_two_files_of_one_picture(tmp_path: Path) -> None:
    content = json.dumps({"shapes": [], "imagePath": "x.jpg"})
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text(content)
    with pytest.raises(
        FastLabelInvalidException, match=r"b\.json: has the same image 'x.jpg' as a\.json"
    ):
        list(fastlabel.read_labelme(tmp_path))
    assert only_image(fastlabel.read_labelme(tmp_path / "b.json")).name == "x.jpg"
    with pytest.raises(MissingFileError, match="give a folder of"):
        fastlabel.read_labelme(tmp_path / "none")


@examples(50)
@given(shapes=st.lists(read_back.boxes | read_back.polygons, max_size=5))
def test_boxes_and_polygons_come_back(shapes: list[BBox | Polygon]) -> None:
    assert shapes_of(there_and_back(*shapes)) == [shape(each) for each in shapes]


@examples(50)
@given(segmentation=read_back.segmentations)
def test_pixels_of_segmentations_come_back(segmentation: Segmentation) -> None:
    (found,) = there_and_back(segmentation).annotations
    assert isinstance(found, Segmentation | Polygon)
    pixels = found.to_mask(WIDTH, HEIGHT)
    assert (pixels == segmentation.to_mask(WIDTH, HEIGHT)).all()
