"""Pascal VOC: what is written, what is read, and what is said of the rest."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fastlabel
from fastlabel import ConversionWarning, FastLabelInvalidException, MissingFileError
from fastlabel.converters import AnnotatedImage, TaskLike
from fastlabel.models import Attribute, BBox, ImageAnnotation, Keypoint, Polygon
from tests.support import read_back
from tests.support.examples import examples
from tests.support.factories import box, image_task, moving_box, video_task
from tests.support.read_back import only_image, shape, shapes_of

# By hand, after the description in the development kit of VOC 2012.
OFFICIAL = """\
<annotation>
  <folder>VOC2012</folder>
  <filename>2007_000027.jpg</filename>
  <source><database>The VOC2007 Database</database></source>
  <size><width>486</width><height>500</height><depth>3</depth></size>
  <segmented>0</segmented>
  <object>
    <name>person</name><pose>Left</pose><truncated>0</truncated><difficult>1</difficult>
    <bndbox><xmin>1</xmin><ymin>101</ymin><xmax>486</xmax><ymax>351</ymax></bndbox>
    <part>
      <name>head</name>
      <bndbox><xmin>169</xmin><ymin>104</ymin><xmax>209</xmax><ymax>146</ymax></bndbox>
    </part>
  </object>
</annotation>
"""


def corners(folder: Path, *annotations: ImageAnnotation, **options: Any) -> list[list[str | None]]:
    """The corners in the file of one image of 100 by 80 pixels, by another reader of XML."""
    fastlabel.write_voc([image_task(*annotations)], folder / "v", on_loss="ignore", **options)
    root = ET.parse(folder / "v/Annotations/a.xml").getroot()
    tags = ("xmin", "ymin", "xmax", "ymax")
    return [[it.findtext(f"bndbox/{tag}") for tag in tags] for it in root.iter("object")]


def read(folder: Path, text: str, **options: Any) -> list[AnnotatedImage]:
    (folder / "a.xml").write_text(text, "utf-8")
    return list(fastlabel.read_voc(folder, **options))


@pytest.mark.parametrize(
    ("annotation", "options", "found"),
    [
        # The pixels 11 to 30 across and 21 to 30 down, the first being 1.
        (box(), {}, ["11", "21", "30", "30"]),
        (box(), {"pixel_origin": 0}, ["10", "20", "30", "30"]),
        (BBox(value="cat", points=(0, 0, 100, 80)), {}, ["1", "1", "100", "80"]),
        (BBox(value="cat", points=(-5, -5, 500, 500)), {}, ["1", "1", "100", "80"]),
        (BBox(value="cat", points=(30, 30, 10, 20)), {}, ["11", "21", "30", "30"]),
        (BBox(value="cat", points=(1.4, 1.5, 9.6, 9.5)), {}, ["2", "3", "10", "10"]),
        # One pixel at least, and inside.
        (BBox(value="cat", points=(99.6, 79.6, 100, 80)), {}, ["100", "80", "100", "80"]),
        (
            BBox(value="cat", points=(1.25, 1, 9.5, 9)),
            {"corners": "decimals"},
            ["2.25", "2", "9.5", "9"],
        ),
        (Polygon(value="cat", points=[10, 20, 30, 20, 10, 30]), {}, ["11", "21", "30", "30"]),
    ],
)
def test_corners(
    tmp_path: Path, annotation: ImageAnnotation, options: Mapping[str, Any], found: list[str]
) -> None:
    assert corners(tmp_path, annotation, **options) == [found]


def test_file(tmp_path: Path) -> None:
    fastlabel.write_voc([image_task(box(), name="sub/B.jpg")], tmp_path / "voc")
    assert (tmp_path / "voc/Annotations/sub/B.xml").read_text() == (
        "<annotation>\n<folder>JPEGImages</folder>\n<filename>sub/B.jpg</filename>\n"
        "<size><width>100</width><height>80</height><depth>3</depth></size>\n"
        "<segmented>0</segmented>\n"
        "<object><name>cat</name><pose>Unspecified</pose><truncated>0</truncated>"
        "<difficult>0</difficult><occluded>0</occluded>"
        "<bndbox><xmin>11</xmin><ymin>21</ymin><xmax>30</xmax><ymax>30</ymax></bndbox></object>\n"
        "</annotation>\n"
    )
    assert (tmp_path / "voc/ImageSets/Main/train.txt").read_text() == "sub/B\n"


def test_attributes_come_back(tmp_path: Path) -> None:
    attributes = [
        Attribute(key="difficult", value=True),
        Attribute(key="pose", value="Left"),
        Attribute(key="coat", value=" <tabby> & \r\n"),
    ]
    cat = BBox(value="cat", points=(1, 1, 5, 5), attributes=attributes)
    report = fastlabel.write_voc([image_task(cat)], tmp_path / "voc")
    assert report.is_lossless
    assert only_image(fastlabel.read_voc(tmp_path / "voc")).annotations == (cat,)


def test_losses(tmp_path: Path) -> None:
    age = Attribute(key="age", value=3)
    cat = BBox(value="cat", points=(0.5, 0, 2, 1), attributes=[age])
    nose = Keypoint(value="nose", points=(1, 1))
    tasks: list[TaskLike] = [
        image_task(cat, nose),
        video_task(moving_box(1)),
        image_task(name="b", width=None),
    ]
    report = fastlabel.write_voc(tasks, tmp_path / "voc", on_loss="ignore")
    assert {(it.reason, it.worst_iou) for it in report.losses} == {
        ("with corners rounded to whole pixels", 2 / 3),
        ("with attributes that are not text, written as text", None),
        ("of a type that Pascal VOC does not have", None),
        ("as boxes of single frames, no longer one track", None),
        ("images of unknown size, dropped", None),
    }
    assert report.dropped == {("keypoint", "nose"): 1}


@pytest.mark.parametrize(
    ("value", "options", "message"),
    [
        ("a\0", {}, r"tasks\[0\].annotations\[0\]: 'a\\x00' has the character"),
        ("dog", {"classes": ["cat"]}, "class 'dog' is not one of the given classes"),
        ("cat", {"corners": "round"}, "corners: expected one of integers, decimals, got 'round'"),
        ("cat", {"pixel_origin": 2}, "pixel_origin: expected one of 0, 1, got 2"),
    ],
)
def test_refused_and_nothing_written(
    tmp_path: Path, value: str, options: Mapping[str, Any], message: str
) -> None:
    with pytest.raises(FastLabelInvalidException, match=message):
        fastlabel.write_voc([image_task(box(value))], tmp_path / "voc", **options)
    assert list(tmp_path.iterdir()) == []


def test_reading_the_official_form(tmp_path: Path) -> None:
    with pytest.warns(ConversionWarning, match=r"1 with parts, which are dropped: a\.xml line 7"):
        (image,) = read(tmp_path, OFFICIAL)
    assert (image.name, image.width, image.height) == ("2007_000027.jpg", 486, 500)
    assert image.annotations == (
        BBox(
            value="person",
            points=(0, 100, 486, 351),
            attributes=[
                Attribute(key="difficult", value=True),
                Attribute(key="pose", value="Left"),
            ],
        ),
    )
    (image,) = read(tmp_path, OFFICIAL, pixel_origin=0, on_loss="ignore")
    assert shapes_of(image) == [("bbox", "person", (1.0, 101.0, 486.0, 351.0))]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "<xmin>1</xmin>",
            "<xmin>one</xmin>",
            "line 9: xmin: expected a number of pixels, got 'one'",
        ),
        (
            "<xmin>1</xmin>",
            "<xmin>nan</xmin>",
            "line 9: xmin: expected a number of pixels, got 'nan'",
        ),
        ("<xmin>1</xmin>", "", "line 9: xmin: expected a number of pixels, got ''"),
        ("<name>person</name>", "", "a.xml line 7: an object has no name"),
        ("</object>", "", "a.xml line 15: not well-formed"),
        ("<annotation>", "<!DOCTYPE a><annotation>", "has a document type"),
        ("annotation>", "image>", "got <image>"),
    ],
)
def test_broken_files(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(FastLabelInvalidException, match=message):
        read(tmp_path, OFFICIAL.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("<xmax>486</xmax>", "<xmax>0</xmax>", "without area"),
        ("bndbox>", "polygon>", "without bndbox"),
    ],
)
def test_objects_that_are_no_box(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.warns(ConversionWarning, match=f"1 {message}"):
        (image,) = read(tmp_path, OFFICIAL.replace(old, new))
    assert image.annotations == ()


def test_files_that_tell_little(tmp_path: Path) -> None:
    (image,) = read(tmp_path, "<annotation/>")
    assert image == AnnotatedImage(name="a")
    with pytest.raises(MissingFileError, match="give a folder with Annotations"):
        fastlabel.read_voc(tmp_path / "none")
    (tmp_path / "b.xml").write_text("<annotation><filename>a</filename></annotation>")
    with pytest.raises(
        FastLabelInvalidException, match=r"b\.xml: has the same image 'a' as a\.xml"
    ):
        list(fastlabel.read_voc(tmp_path))


def test_path_of_a_picture(tmp_path: Path) -> None:
    (image,) = read(tmp_path, OFFICIAL, media_dir=tmp_path, on_loss="ignore")
    assert image.path == tmp_path / "2007_000027.jpg"
    outside = OFFICIAL.replace("2007_000027.jpg", "../secret.jpg")
    (image,) = read(tmp_path, outside, media_dir=tmp_path, on_loss="ignore")
    assert image.path is None


@examples(50)
@given(boxes=st.lists(read_back.boxes, max_size=5), pixel_origin=st.sampled_from([0, 1]))
def test_boxes_come_back(boxes: list[BBox], pixel_origin: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "voc"
        fastlabel.write_voc(
            [image_task(*boxes)],
            *(path,),
            corners="decimals",
            pixel_origin=pixel_origin,
            on_loss="raise",
        )
        image = only_image(fastlabel.read_voc(path, pixel_origin=pixel_origin))
    assert (image.name, image.width, image.height) == ("a.jpg", 100, 80)
    assert shapes_of(image) == [shape(each) for each in boxes]
