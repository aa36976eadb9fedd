"""Tasks as PNG masks, and back."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

import fastlabel
from fastlabel import FastLabelInvalidException, MissingExtraError, MissingFileError
from fastlabel.converters import AnyTask, LossReport
from fastlabel.models import (
    Attribute,
    BBox,
    Content,
    ImageAnnotation,
    ImageClassificationTask,
    Keypoint,
    Line,
    MultiImageTask,
    Polygon,
    Segmentation,
    TaskId,
)
from tests.geometry import shapes
from tests.support.factories import HOLE, SQUARE, box, image_task, moving_box, regions, video_task

AREAS = shapes.boxes | shapes.polygons


def written(folder: Path, *annotations: ImageAnnotation, **options: Any) -> LossReport:
    """A task of 100 by 80 pixels in the folder `masks`."""
    options = {"on_loss": "ignore", **options}
    return fastlabel.write_masks([image_task(*annotations)], folder / "masks", **options)


def pixels(folder: Path, name: str = "a") -> NDArray[np.int64]:
    with Image.open(folder / "masks" / "masks" / f"{name}.png") as image:
        return np.asarray(image).astype(np.int64)


def classes_of(folder: Path) -> dict[str, Any]:
    text = (folder / "masks" / "classes.json").read_text("utf-8")
    return cast("dict[str, Any]", json.loads(text))


def mask_from_regions(annotation: ImageAnnotation) -> NDArray[np.bool_]:
    if isinstance(annotation, BBox):
        annotation = Polygon.from_vertices(annotation.vertices, value="cat")
    assert isinstance(annotation, Polygon | Segmentation)
    return annotation.to_mask(100, 80)


@given(annotations=st.lists(AREAS, max_size=4), classes=st.lists(st.sampled_from("abc")))
@pytest.mark.parametrize("is_given", [True, False])
def test_semantic_masks(
    tmp_path_factory: pytest.TempPathFactory,
    is_given: bool,
    annotations: list[BBox | Polygon],
    classes: list[str],
) -> None:
    folder = tmp_path_factory.mktemp("a")
    drawn = [
        each.model_copy(update={"value": value})
        for each, value in zip(annotations, classes, strict=False)
    ]
    order = ["c", "b", "a"] if is_given else sorted({each.value for each in drawn})
    written(folder, *drawn, classes=order if is_given else None)
    expected = np.zeros((80, 100), int)
    for each in drawn:
        expected[mask_from_regions(each)] = order.index(each.value) + 1
    assert (pixels(folder) == expected).all()
    (found,) = fastlabel.read_masks(folder / "masks")
    assert (found.name, found.width, found.height) == ("a.jpg", 100, 80)
    for again in found.annotations:
        number = order.index(cast("Segmentation", again).value) + 1
        assert (mask_from_regions(again) == (expected == number)).all()
    assert len(found.annotations) == len(np.unique(expected)) - (0 in expected)


@given(annotations=st.lists(AREAS, max_size=4))
def test_instance_masks(
    tmp_path_factory: pytest.TempPathFactory, annotations: list[BBox | Polygon]
) -> None:
    folder = tmp_path_factory.mktemp("a")
    report = written(folder, *annotations, style="instance")
    shown = np.zeros((80, 100), int)
    for number, each in enumerate(annotations, 1):
        shown[mask_from_regions(each)] = number
    left = [number for number in np.unique(shown).tolist() if number]
    (found,) = fastlabel.read_masks(folder / "masks")
    assert sum(report.dropped.values()) == len(annotations) - len(left)
    assert len(found.annotations) == len(left)
    for number, again in zip(left, found.annotations, strict=True):
        assert (mask_from_regions(again) == (shown == number)).all()


@given(mask=shapes.masks)
def test_masks_are_exact(tmp_path_factory: pytest.TempPathFactory, mask: NDArray[np.bool_]) -> None:
    folder = tmp_path_factory.mktemp("a")
    annotation = Segmentation.from_mask(mask, value="cat")
    assert written(folder, annotation).is_lossless
    (found,) = fastlabel.read_masks(folder / "masks")
    assert found.annotations == (annotation,)


def test_palette(tmp_path: Path) -> None:
    written(tmp_path, box("dog"))
    with Image.open(tmp_path / "masks" / "masks" / "a.png") as image:
        assert image.mode == "P"
        palette = image.getpalette()
    (entry,) = classes_of(tmp_path)["classes"]
    assert palette is not None
    assert bytes(palette[3:6]).hex() == entry["color"].removeprefix("#")
    assert (entry["id"], entry["name"]) == (1, "dog")


@pytest.mark.parametrize(
    ("count", "mode", "first", "rest"),
    [(254, "P", 1, 0), (255, "I;16", 1, 0), (255, "P", 0, 255), (256, "I;16", 0, 65535)],
)
def test_many_classes(count: int, mode: str, first: int, rest: int, tmp_path: Path) -> None:
    unlabelled = "background" if first else "ignore"
    names = [f"{number:03}" for number in range(count)]
    drawn = [box(name, left=number % 70) for number, name in enumerate(names)]
    for folder, classes in (("sorted", None), ("given", names)):
        (tmp_path / folder).mkdir()
        written(tmp_path / folder, *drawn, unlabelled=unlabelled, classes=classes)
        found = pixels(tmp_path / folder)
        assert found[0, 0] == rest
        assert found[25, (count - 1) % 70 + 19] == count - 1 + first
        with Image.open(tmp_path / folder / "masks" / "masks" / "a.png") as image:
            assert image.mode == mode
        (image_found,) = fastlabel.read_masks(tmp_path / folder / "masks")
        assert names[-1] in {cast("Segmentation", each).value for each in image_found.annotations}


def test_hole_shows_what_is_below(tmp_path: Path) -> None:
    written(tmp_path, BBox(value="a", points=(0, 0, 70, 70)), regions((SQUARE, HOLE), value="b"))
    found = pixels(tmp_path)
    assert (found[30, 30], found[15, 15], found[75, 75]) == (1, 2, 0)


@pytest.mark.parametrize(
    ("annotations", "reason", "iou"),
    [
        ((Keypoint(value="a", points=(1, 1)),), "without an area", None),
        ((Line(value="a", points=[1, 1, 2, 2]),), "without an area", None),
        ((Segmentation(value="a", points=[]),), "without an area", None),
        ((BBox(value="a", points=(5, 5, 5, 9)),), "that covers no pixel of the image", None),
        ((BBox(value="a", points=(-5, 5, 5, 9)),), "cut off at the edges of the image", None),
        ((BBox(value="a", points=(1.5, 5, 5, 9)),), "with edges that are not those", 1.0),
        ((box("a"), box("b")), "hidden by later annotations", None),
        ((box("a"), box("b", left=15)), "in part hidden by later annotations", 0.25),
        (
            (BBox(value="a", points=(1, 1, 2, 2), attributes=[Attribute(key="k", value=1)]),),
            "with attributes, which are dropped",
            None,
        ),
    ],
)
def test_losses_are_told(
    annotations: tuple[ImageAnnotation, ...], reason: str, iou: float | None, tmp_path: Path
) -> None:
    (loss,) = written(tmp_path, *annotations).losses
    assert loss.reason.startswith(reason)
    assert loss.worst_iou == iou
    assert loss.locations[0].startswith("tasks[0].annotations[0]")


def test_one_class_hides_nothing_of_itself(tmp_path: Path) -> None:
    assert written(tmp_path, box("a"), box("a", left=15)).is_lossless


def test_all_kinds(tmp_path: Path) -> None:
    contents = [Content(name="1.png", width=50, height=40), Content(name="2.png")]
    on_first = BBox(value="cat", points=(1, 2, 3, 4), content="1.png")
    tasks: list[AnyTask] = [
        MultiImageTask(id=TaskId("1"), name="m", contents=contents, annotations=[on_first]),
        ImageClassificationTask(
            id=TaskId("2"),
            name="c.png",
            width=9,
            height=9,
            attributes=[Attribute(key="a", value="b")],
        ),
        video_task(moving_box(1, 2)),
    ]
    report = fastlabel.write_masks(tasks, tmp_path / "masks", on_loss="ignore")
    found = list(fastlabel.read_masks(tmp_path / "masks", media_dir=tmp_path))
    assert [image.name for image in found] == [
        *("m/1.png", "c.png", "v.mp4/000001.jpg", "v.mp4/000002.jpg")
    ]
    assert found[0].path == tmp_path / "m" / "1.png"
    assert [len(image.annotations) for image in found] == [1, 0, 1, 1]
    assert {loss.reason for loss in report.losses} == {
        "on an image of unknown size, so without a mask",
        "with attributes of the whole image, which are dropped",
        "as boxes of single frames, no longer one track",
    }


def test_images_without_size_or_too_large(tmp_path: Path) -> None:
    tasks = [
        image_task(box(), width=None),
        image_task(box(), name="b.jpg", width=10**6, height=10**6),
    ]
    report = fastlabel.write_masks(tasks, tmp_path / "masks", on_loss="ignore")
    assert [loss.reason for loss in report.losses] == [
        *("on an image of unknown size", "on an image that is too large")
    ]
    assert list(fastlabel.read_masks(tmp_path / "masks")) == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"classes": ["dog"]}, "class 'cat' is not one of the given classes"),
        ({"style": "panoptic"}, "style: expected one of semantic, instance, got 'panoptic'"),
        ({"unlabelled": "x"}, "unlabelled: expected one of background, ignore, got 'x'"),
        ({"on_loss": "raise"}, "Dropped: 1 without an area"),
    ],
)
def test_refusals_leave_nothing(options: dict[str, Any], message: str, tmp_path: Path) -> None:
    with pytest.raises(FastLabelInvalidException, match=message):
        written(tmp_path, box("cat"), Line(value="dog", points=[1, 2, 3, 4]), **options)
    assert list(tmp_path.iterdir()) == []


def test_names_that_share_a_mask(tmp_path: Path) -> None:
    tasks = [image_task(name="a.jpg"), image_task(name="A.png")]
    with pytest.raises(
        FastLabelInvalidException, match=r"tasks\[1\]: 'A.png' has the same annotation file"
    ):
        fastlabel.write_masks(tasks, tmp_path / "masks")


def test_masks_of_others(tmp_path: Path) -> None:
    (tmp_path / "val").mkdir()
    mask = np.zeros((4, 5), np.uint8)
    mask[1:3, 2:4] = 7
    mask[3] = 255
    for image, name in ((Image.fromarray(mask), "a.png"), (Image.fromarray(mask > 0), "b.png")):
        image.save(tmp_path / "val" / name)
    read = fastlabel.read_masks(tmp_path, classes={7: "cat", 1: "any"})
    first, second = read
    ring = (2.0, 1.0, 4.0, 1.0, 4.0, 3.0, 2.0, 3.0, 2.0, 1.0)
    assert (first.name, first.annotations) == (
        "val/a.png",
        (Segmentation(value="cat", points=[[ring]]),),
    )
    assert [cast("Segmentation", each).value for each in second.annotations] == ["any"]
    with pytest.raises(FastLabelInvalidException, match=r"a.png: the number 255 has no"):
        list(fastlabel.read_masks(tmp_path, classes={7: "cat"}, ignore=None))


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("classes.json", "{", "classes.json: not JSON"),
        ("classes.json", "[]", "classes.json: expected an object, got \\[\\]"),
        ("classes.json", "{}", "classes.json: classes: expected a list"),
        (
            "classes.json",
            '{"classes": [{"id": true}]}',
            "classes.json: classes\\[0\\].id: expected an integer",
        ),
        (
            "classes.json",
            '{"classes": [{"id": 1}]}',
            "classes.json: classes\\[0\\].name: expected text",
        ),
        ("classes.json", '{"classes": []}', "a.png: the number 0 has no class"),
        ("images.jsonl", "\n", "images.jsonl line 1: not JSON"),
        ("images.jsonl", '{"mask": "../a.png"}', "images.jsonl line 1: .* leads out"),
        ("masks/a.png", "no image", "a.png: not a readable image"),
    ],
)
def test_broken_folders(file: str, content: str, message: str, tmp_path: Path) -> None:
    written(tmp_path, box())
    (tmp_path / "masks" / file).write_text(content, encoding="utf-8")
    with pytest.raises(FastLabelInvalidException, match=message):
        list(fastlabel.read_masks(tmp_path / "masks"))


def test_colours_are_no_mask(tmp_path: Path) -> None:
    Image.new("RGB", (3, 3)).save(tmp_path / "a.png")
    with pytest.raises(
        FastLabelInvalidException,
        match=r"a.png: expected a number for each pixel, got colors \(RGB\)",
    ):
        list(fastlabel.read_masks(tmp_path, classes={}))


def test_without_pillow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    for call in (lambda: written(tmp_path, box()), lambda: fastlabel.read_masks(tmp_path)):
        with pytest.raises(MissingExtraError, match="masks need pillow: pip install pillow"):
            call()


@pytest.mark.parametrize("file", ["classes.json", "images.jsonl", "masks/a.png"])
def test_missing_files(file: str, tmp_path: Path) -> None:
    written(tmp_path, box())
    (tmp_path / "masks" / file).unlink()
    with pytest.raises(MissingFileError, match="there is no"):
        list(fastlabel.read_masks(tmp_path / "masks"))
    with pytest.raises(MissingFileError, match="there is no folder"):
        fastlabel.read_masks(tmp_path / "nowhere")
