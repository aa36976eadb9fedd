"""Files made to do harm are refused with their place, at once and in little memory."""

from __future__ import annotations

import json
import resource
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

import fastlabel
from fastlabel import FastLabelInvalidException
from tests.converters.test_bad_input import ALL
from tests.support.factories import box, image_task, moving_box, video_task

pytestmark = pytest.mark.filterwarnings("ignore::fastlabel.converters.ConversionWarning")

ENTITIES = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;">]><a>&d;</a>'


def coco(segmentation: object, width: int = 100, height: int = 80) -> bytes:
    image = {"id": 1, "file_name": "a.jpg", "width": width, "height": height}
    annotation = {"id": 1, "image_id": 1, "category_id": 1, "segmentation": segmentation}
    categories = [{"id": 1, "name": "cat"}]
    return json.dumps(
        {"images": [image], "categories": categories, "annotations": [annotation]}
    ).encode()


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (coco({"size": [10**9, 10**9], "counts": "0" * 10}), "counts: 0 pixels, the size is"),
        (
            coco({"size": [10**9, 10**9], "counts": [10**17, 9 * 10**17]}, 10**9, 10**9),
            "pixels are too many for a mask",
        ),
        (coco({"size": [80, 100], "counts": [10**30]}), "pixels, the size is 80 x 100"),
        (coco({"size": [80, 100], "counts": "~" * 21}), "expected compressed run lengths"),
        (coco([[0, 0, 1e308, 0, 1e308, 1e308]]), "must be less than"),
        (b"[" * 200_000, "not JSON: recursion limit"),
        (b'{"images": [{"file_name": "\xff"}]}', "not JSON"),
    ],
)
def test_coco(source: bytes, told: str) -> None:
    with pytest.raises(FastLabelInvalidException, match=told):
        fastlabel.read_coco(source)


@pytest.mark.parametrize("style", ["semantic", "instance"])
def test_png_of_billions_of_pixels(tmp_path: Path, style: str) -> None:
    fastlabel.write_masks(
        [image_task(box(), name="a.jpg")],
        tmp_path / "set",
        style="semantic" if style == "semantic" else "instance",
    )
    for file in (tmp_path / "set").rglob("*.png"):
        file.write_bytes(_png(50_000, 50_000))
    with pytest.raises(
        FastLabelInvalidException, match=r"a\.png: 50000 x 50000 pixels are too many"
    ):
        list(fastlabel.read_masks(tmp_path / "set"))


def _png(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ENTITIES, "line 1: has a document type"),
        ("<annotations>" + "<a>" * 100_000, "more than 50 nested elements"),
    ],
)
def test_xml(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "Annotations").mkdir()
    (tmp_path / "annotations.xml").write_text(text, encoding="utf-8")
    own = text.replace("annotations", "annotation")
    (tmp_path / "Annotations" / "a.xml").write_text(own, encoding="utf-8")
    with pytest.raises(FastLabelInvalidException, match=told):
        list(fastlabel.read_cvat(tmp_path / "annotations.xml"))
    with pytest.raises(FastLabelInvalidException, match=told):
        list(fastlabel.read_voc(tmp_path))


def test_cvat_mask_of_many_pixels(tmp_path: Path) -> None:
    fastlabel.write_cvat([image_task(box(), name="a.jpg")], tmp_path / "set")
    (file,) = (tmp_path / "set").rglob("*.xml")
    mask = '<mask label="cat" rle="1000000000000, 5" left="0" top="0" width="9999" height="9999"/>'
    file.write_text(file.read_text("utf-8").replace("</image>", f"{mask}</image>"), "utf-8")
    with pytest.raises(FastLabelInvalidException, match="expected an integer, got '1000000000000'"):
        list(fastlabel.read_cvat(tmp_path / "set"))


def test_labelme(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    away: dict[str, object] = {
        "imagePath": "../../etc/passwd",
        "imageHeight": 9,
        "imageWidth": 9,
        "shapes": [],
    }
    file.write_text(json.dumps(away), encoding="utf-8")
    (image,) = fastlabel.read_labelme(tmp_path)
    assert (image.name, image.path) == ("passwd", None)
    file.write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(FastLabelInvalidException, match=r"a.json: not JSON \(recursion limit"):
        list(fastlabel.read_labelme(tmp_path))


def test_mot_frame_far_away(tmp_path: Path) -> None:
    fastlabel.write_mot([video_task(moving_box(1, 2))], tmp_path / "set", on_loss="ignore")
    (file,) = (tmp_path / "set").rglob("gt.txt")
    file.write_text("1,1,9,9,5,5,1,1,1\n999999999999,1,9,9,5,5,1,1,1\n", encoding="utf-8")
    with pytest.raises(
        FastLabelInvalidException, match=r"gt.txt line 2: frame: expected an integer"
    ):
        list(fastlabel.read_mot(tmp_path / "set"))


def test_yolo(tmp_path: Path) -> None:
    fastlabel.write_yolo([image_task(box(), name="a.jpg")], tmp_path / "set")
    (file,) = (tmp_path / "set" / "labels").rglob("*.txt")
    file.write_text("0 0.5 0.5 1e400 nan\n", encoding="utf-8")
    with pytest.raises(
        FastLabelInvalidException,
        match=r"a.txt line 1: expected a fraction of the image's size, got '1e400'",
    ):
        list(fastlabel.read_yolo(tmp_path / "set", sizes={"a.jpg": (100, 80)}))
    rows = [f"b{n}: &b{n} [{','.join([f'*b{n - 1}'] * 9)}]" for n in range(1, 9)]
    bomb = "\n".join(["train: images/train", "b0: &b0 [x]", *rows, "names: *b8", ""])
    (tmp_path / "set" / "data.yaml").write_text(bomb, encoding="utf-8")
    with pytest.raises(FastLabelInvalidException, match=r"data.yaml"):
        list(fastlabel.read_yolo(tmp_path / "set", sizes={"a.jpg": (100, 80)}))


@pytest.fixture
def full_disk() -> Iterator[None]:
    """No file can be longer than a few bytes, as on a disk that is nearly full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.usefixtures("full_disk")
@pytest.mark.parametrize("name", ALL)
def test_full_disk_leaves_nothing(tmp_path: Path, name: str) -> None:
    task = video_task(moving_box(1, 2)) if name == "mot" else image_task(box(), name="a.jpg")
    with pytest.raises(OSError, match="File too large"):
        ALL[name].write([task, task.model_copy(update={"name": "b.jpg"})], tmp_path / "set")
    assert list(tmp_path.iterdir()) == []
