"""YOLO datasets: what is written, what is read, and what is said of the rest."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pytest
from PIL import Image

import fastlabel
from fastlabel import ConversionWarning, FastLabelInvalidException, LossReport, MissingFileError
from fastlabel.converters import AnnotatedImage, MediaSource, TaskLike, YoloStyle
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
from tests.support.read_back import only_image, shapes_of

SIZES = {"a.jpg": (100, 80)}
NOSE = Keypoint(value="nose", points=(15.0, 25.0))


def written(
    folder: Path, *annotations: ImageAnnotation, style: YoloStyle = "detect", **options: Any
) -> list[str]:
    """The label lines of one image of 100 by 80 pixels."""
    task = image_task(*annotations)
    fastlabel.write_yolo([task], folder / "set", style=style, on_loss="ignore", **options)
    return (folder / "set/labels/train/a.txt").read_text("ascii").splitlines()


def dataset(folder: Path, label: str, about: str = "train: images/train\nnames: [cat]\n") -> Path:
    """A dataset of one picture of 100 by 80 pixels, as others write it."""
    for name in ("images/train", "labels/train"):
        (folder / name).mkdir(parents=True)
    Image.new("RGB", (100, 80)).save(folder / "images/train/a.jpg")
    (folder / "labels/train/a.txt").write_text(label, "utf-8")
    (folder / "data.yaml").write_text(about, "utf-8")
    return folder


def read(folder: Path, **options: Any) -> list[AnnotatedImage]:
    return list(fastlabel.read_yolo(folder, **options))


def test_detection(tmp_path: Path) -> None:
    assert written(tmp_path, box("cat"), box("ant", left=50)) == [
        "1 0.2 0.3125 0.2 0.125",
        "0 0.6 0.3125 0.2 0.125",
    ]
    assert (tmp_path / "set/data.yaml").read_text() == (
        'train: images/train\nval: images/train\nnc: 2\nnames:\n  0: "ant"\n  1: "cat"\n'
    )


def test_classes_in_the_order_given(tmp_path: Path) -> None:
    (line,) = written(tmp_path, box("cat"), classes=["dog", "cat"])
    assert line.startswith("1 ")


@pytest.mark.parametrize(
    ("annotation", "line"),
    [
        # Corners the wrong way round.
        (BBox(value="cat", points=(30, 30, 10, 20)), "0 0.2 0.3125 0.2 0.125"),
        # Beyond the image: a reader would refuse all of the file.
        (BBox(value="cat", points=(-10, -8, 50, 8)), "0 0.25 0.05 0.5 0.1"),
        (BBox(value="cat", points=(0, 0, 500, 500)), "0 0.5 0.5 1 1"),
        (Polygon(value="cat", points=[50, 0, 150, 0, 150, 8, 50, 8]), "0 0.75 0.05 0.5 0.1"),
        (regions((SQUARE,), (ELSEWHERE,)), "0 0.5 0.4375 0.8 0.625"),
        # Nothing of an exponent, and no minus before 0.
        (BBox(value="cat", points=(-0.0, 0, 0.0001, 80)), "0 0.0000005 0.5 0.000001 1"),
    ],
)
def test_boxes(tmp_path: Path, annotation: ImageAnnotation, line: str) -> None:
    assert written(tmp_path, annotation) == [line]


@pytest.mark.parametrize(
    "annotation",
    [
        BBox(value="cat", points=(5, 5, 5, 9)),
        BBox(value="cat", points=(200, 5, 300, 9)),
        BBox(value="cat", points=(0, 0, 1e-15, 1)),
        Polygon(value="cat", points=[]),
        Polygon(value="cat", points=[0, 0, 5, 5, 9, 9]),
        Segmentation(value="cat", points=[]),
        Segmentation(value="cat", points=[[]]),
        Line(value="cat", points=[0, 0, 5, 5]),
        NOSE,
    ],
)
def test_no_line_for_what_has_no_area(tmp_path: Path, annotation: ImageAnnotation) -> None:
    report = fastlabel.write_yolo([image_task(annotation)], tmp_path / "x", on_loss="ignore")
    assert report.dropped == {(annotation.type, annotation.value): 1}
    assert (tmp_path / "x/labels/train/a.txt").read_text() == ""


def test_polygon(tmp_path: Path) -> None:
    polygon = Polygon(value="cat", points=[10, 8, 50, 8, 10, 40])
    assert written(tmp_path, polygon, style="segment") == ["0 0.1 0.1 0.5 0.1 0.1 0.5"]


def test_parts_and_holes_are_one_outline(tmp_path: Path) -> None:
    both = regions((SQUARE, HOLE), (ELSEWHERE,))
    report = fastlabel.write_yolo(
        [image_task(both)], tmp_path / "set", style="segment", on_loss="ignore"
    )
    (loss,) = report.losses
    assert (loss.is_dropped, loss.worst_iou) == (False, 1.0)
    image = only_image(read(tmp_path / "set", sizes=SIZES))
    (polygon,) = image.annotations
    assert isinstance(polygon, Polygon)
    assert (polygon.to_mask(100, 80) == both.to_mask(100, 80)).all()
    assert polygon.area == both.area


def test_losses_are_measured(tmp_path: Path) -> None:
    triangle = Polygon(value="cat", points=[0, 0, 80, 0, 0, 80])
    report = fastlabel.write_yolo([image_task(triangle)], tmp_path / "x", on_loss="ignore")
    (loss,) = report.losses
    assert loss.worst_iou == pytest.approx(0.5, abs=0.01)


def test_attributes_are_told(tmp_path: Path) -> None:
    cat = BBox(value="cat", points=(1, 1, 5, 5), attributes=[Attribute(key="a", value=1)])
    with pytest.warns(
        ConversionWarning, match="1 with attributes, which are dropped: tasks.0..annotations"
    ):
        fastlabel.write_yolo([image_task(cat)], tmp_path / "x")


def test_pose(tmp_path: Path) -> None:
    ear = Keypoint(value="ear", points=(60, 24))
    lines = written(
        tmp_path, box(), box("dog", 50), NOSE, ear, style="pose", keypoints=["ear", "nose"]
    )
    assert lines == [
        "0 0.2 0.3125 0.2 0.125 0 0 0 0.15 0.3125 2",
        "1 0.6 0.3125 0.2 0.125 0.6 0.3 2 0 0 0",
    ]
    image = only_image(read(tmp_path / "set", sizes=SIZES))
    assert [(it.type, it.value) for it in image.annotations] == [
        *(("bbox", "cat"), ("keypoint", "nose")),
        *(("bbox", "dog"), ("keypoint", "ear")),
    ]
    assert "kpt_shape: [2, 3]\n" in (tmp_path / "set/data.yaml").read_text()


def numbered(annotation: ImageAnnotation, number: int) -> ImageAnnotation:
    return annotation.model_copy(update={"attributes": (Attribute(key="pose", value=number),)})


def test_pose_by_attribute(tmp_path: Path) -> None:
    """The nose is in both boxes, and nearer to being of the wrong one."""
    annotations = [
        numbered(BBox(value="cat", points=(0, 0, 100, 80)), 2),
        numbered(box(), 1),
        numbered(NOSE, 2),
    ]
    lines = written(tmp_path, *annotations, style="pose", keypoints=["nose"], group="pose")
    assert [line.split()[-1] for line in lines] == ["2", "0"]
    image = only_image(read(tmp_path / "set", sizes=SIZES, group="pose"))
    said = [it.to_wire() for it in image.annotations]
    assert [(it["type"], it["attributes"]) for it in said] == [
        ("bbox", [{"key": "pose", "value": 1}]),
        ("keypoint", [{"key": "pose", "value": 1}]),
        ("bbox", [{"key": "pose", "value": 2}]),
    ]


@pytest.mark.parametrize(
    ("point", "reason"),
    [
        (Keypoint(value="tail", points=(15, 25)), "not among the given keypoints"),
        (Keypoint(value="nose", points=(90, 70)), "in no box"),
        (Keypoint(value="nose", points=(190, 70)), "outside their image"),
        (NOSE, "whose box has another of their name"),
    ],
)
def test_keypoints_without_place(tmp_path: Path, point: Keypoint, reason: str) -> None:
    report = fastlabel.write_yolo(
        [image_task(box(), NOSE, point)],
        *(tmp_path / "x",),
        style="pose",
        keypoints=["nose"],
        on_loss="ignore",
    )
    assert reason in report.summary
    assert report.dropped == {("keypoint", point.value): 1}


def test_pictures_of_all_kinds(tmp_path: Path) -> None:
    on_b = box().model_copy(update={"content": "b.png"})
    contents = [Content(name=name, width=100, height=80) for name in ("a.png", "b.png")]
    multi = MultiImageTask(id=TaskId("m"), name="m", contents=contents, annotations=[on_b, box()])
    whole = ImageClassificationTask(id=TaskId("c"), name="c.jpg", width=9, height=9)
    tasks: list[TaskLike] = [
        image_task(name="sub/IMG_1.JPG"),
        multi,
        video_task(moving_box(2, 3)),
        whole,
        image_task(box(), name="no size.jpg", width=None),
    ]
    report = fastlabel.write_yolo(tasks, tmp_path / "set", on_loss="ignore")
    labels = tmp_path / "set/labels/train"
    sizes = {
        it.relative_to(labels).as_posix(): it.stat().st_size > 0 for it in labels.rglob("*.txt")
    }
    assert sizes == {
        "sub/IMG_1.txt": False,
        "m/a.txt": False,
        "m/b.txt": True,
        "v.mp4/000002.txt": True,
        "v.mp4/000003.txt": True,
    }
    assert report.dropped == {("bbox", "cat"): 2}
    assert report.approximated == {("bbox", "car"): 1}
    for reason in ("on none of its", "image classification tasks", "images of unknown size"):
        assert reason in report.summary


@pytest.mark.parametrize(
    ("tasks", "message"),
    [
        ([image_task(name="a.jpg"), image_task(name="a.png")], r"tasks\[1\]: 'a.png' has the same"),
        ([image_task(name="a.jpg"), image_task(name="A.jpg")], r"tasks\[1\]: 'A.jpg' has the same"),
        ([image_task(box("dog"))], r"tasks\[0\].annotations\[0\]: class 'dog' is not one"),
        ([1], r"tasks\[0\]: expected a task as the client returns it, got int"),
    ],
)
def test_refused_and_nothing_written(tmp_path: Path, tasks: Any, message: str) -> None:
    with pytest.raises(FastLabelInvalidException, match=message):
        fastlabel.write_yolo(tasks, tmp_path / "set", classes=["cat"])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"style": "obb"}, "style: expected one of detect, segment, pose, got 'obb'"),
        ({"style": "pose"}, "keypoints: style 'pose' needs"),
        ({"style": "pose", "keypoints": ["a", "a"]}, "keypoints: style 'pose' needs"),
        ({"keypoints": ["nose"]}, "are for style='pose' only"),
        ({"classes": "cat"}, "classes: expected a list of class names, got 'cat'"),
        ({"classes": ["a", "a"]}, "classes: 'a' is listed twice"),
        ({"splits": {}}, "splits: expected the fraction"),
        ({"splits": {"train": 0.5}}, "does not add up to 1"),
        ({"splits": {"../train": 1}}, "is not a folder name"),
        ({"splits": {"b.jpg": "train"}}, r"tasks\[0\]: splits has no split for 'a.jpg'"),
        ({"media_dir": {}}, r"tasks\[0\]: media_dir has no path for 'a.jpg'"),
    ],
)
def test_wishes_that_make_no_sense(
    tmp_path: Path, options: Mapping[str, Any], message: str
) -> None:
    with pytest.raises(FastLabelInvalidException, match=message):
        fastlabel.write_yolo([image_task()], tmp_path / "set", **options)
    assert list(tmp_path.iterdir()) == []


def test_splits_are_stable(tmp_path: Path) -> None:
    """A task stays where it was when others come, and the parts are about as wished."""
    splits = {"train": 0.5, "val": 0.25, "test": 0.25}

    def names(count: int) -> dict[str, str]:
        folder = tmp_path / str(count)
        tasks = [image_task(name=f"{number}.jpg") for number in range(count)]
        fastlabel.write_yolo(tasks, folder, splits=splits)
        return {it.name: it.parent.name for it in folder.rglob("*.txt")}

    few, many = names(100), names(200)
    assert few.items() <= many.items()
    parts = [list(many.values()).count(split) / 200 for split in splits]
    assert parts == pytest.approx([0.5, 0.25, 0.25], abs=0.1)
    assert "val: images/val\n" in (tmp_path / "100/data.yaml").read_text()


def test_frames_of_a_video_stay_together(tmp_path: Path) -> None:
    tasks = [video_task(moving_box(1, 2, 3), name=f"{number}.mp4") for number in range(20)]
    splits = {"train": 0.5, "val": 0.5}
    fastlabel.write_yolo(tasks, tmp_path / "set", splits=splits, on_loss="ignore")
    folders = [it.name for it in (tmp_path / "set/labels").glob("*/*")]
    assert len(folders) == len(set(folders)) == 20


def test_images_are_copied(tmp_path: Path) -> None:
    Image.new("RGB", (100, 80)).save(tmp_path / "a.jpg")
    ways: list[MediaSource] = [tmp_path, {"a.jpg": tmp_path / "a.jpg"}, tmp_path.joinpath]
    for number, images in enumerate(ways):
        folder = tmp_path / f"set {number}"
        splits = {"a.jpg": "val"}
        fastlabel.write_yolo([image_task(box())], folder, media_dir=images, splits=splits)
        copied = folder / "images/val/a.jpg"
        assert copied.read_bytes() == (tmp_path / "a.jpg").read_bytes()
        assert only_image(read(folder)).path == copied


def test_images_that_are_not_there(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "secret.jpg").touch()
    with pytest.raises(MissingFileError, match=r"tasks\[0\]: there is no file"):
        fastlabel.write_yolo([image_task()], tmp_path / "set", media_dir=tmp_path / "images")
    task = image_task(name="../secret.jpg")
    with pytest.raises(FastLabelInvalidException, match="leads out of the media folder"):
        fastlabel.write_yolo([task], tmp_path / "set", media_dir=tmp_path / "images")
    assert not (tmp_path / "set").exists()


@pytest.mark.filterwarnings("ignore::fastlabel.converters.ConversionWarning")
def test_names_stay_in_the_folder(tmp_path: Path) -> None:
    names = ["../x.jpg", "/etc/y.jpg", "a\\b.jpg", "con.jpg", ""]
    fastlabel.write_yolo([image_task(name=name) for name in names], tmp_path / "set")
    labels = list((tmp_path / "set/labels/train").rglob("*.txt"))
    assert len(labels) == len(names)
    assert [it.name for it in tmp_path.iterdir()] == ["set"]


def test_folder_with_something_in_it(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").touch()
    with pytest.raises(FastLabelInvalidException, match=r"path: .* already exists"):
        fastlabel.write_yolo([], tmp_path)
    with pytest.raises(MissingFileError, match="create it first"):
        fastlabel.write_yolo([], tmp_path / "no" / "set")
    (tmp_path / "empty").mkdir()
    report = fastlabel.write_yolo([], tmp_path / "empty")
    assert report == LossReport("to YOLO", {}, {}, {})


def test_raise_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(FastLabelInvalidException, match="0 of 1 annotations kept"):
        fastlabel.write_yolo([image_task(NOSE)], tmp_path / "set", on_loss="raise")
    assert list(tmp_path.iterdir()) == []


def test_reading_what_others_write(tmp_path: Path) -> None:
    label = "0 0.5 0.5 0.2 0.25\r\n\n1 0.1 0.1 0.5 .1 1e-1 5.0E-1\n"
    about = "path: .\ntrain: images/train\nval: images/train\nnames: {0: cat, 1: 'a dog'} # two\n"
    (image,) = read(dataset(tmp_path, label, about))
    assert (image.name, image.width, image.height) == ("a.jpg", 100, 80)
    assert image.path == tmp_path / "images/train/a.jpg"
    assert shapes_of(image) == [
        ("bbox", "cat", (40.0, 30.0, 60.0, 50.0)),
        ("polygon", "a dog", (10.0, 8.0, 50.0, 8.0, 10.0, 40.0)),
    ]


def test_reading_a_picture_without_label(tmp_path: Path) -> None:
    folder = dataset(tmp_path, "")
    (folder / "labels/train/a.txt").unlink()
    assert only_image(read(folder)).annotations == ()


def test_reading_a_picture_taken_sideways(tmp_path: Path) -> None:
    folder = dataset(tmp_path, "0 0.5 0.5 1 1\n")
    image = Image.new("RGB", (100, 80))
    exif = image.getexif()
    exif[0x0112] = 6
    image.save(folder / "images/train/a.jpg", exif=exif)
    assert shapes_of(only_image(read(folder))) == [("bbox", "cat", (0.0, 0.0, 80.0, 100.0))]


def test_reading_hidden_keypoints(tmp_path: Path) -> None:
    about = "train: images/train\nnames: [cat]\nkpt_shape: [3, 3]\n"
    folder = dataset(tmp_path, "0 .5 .5 .2 .2 .1 .1 1 .2 .2 2 0 0 0\n", about)
    with pytest.warns(ConversionWarning, match="marked as hidden"):
        (image,) = read(folder)
    assert [it.value for it in image.annotations] == ["cat", "cat 0", "cat 1"]


def test_reading_keypoints_of_two_numbers(tmp_path: Path) -> None:
    about = "train: images/train\nnames: [cat]\nkpt_shape: [2, 2]\n"
    (image,) = read(dataset(tmp_path, "0 .5 .5 .2 .2 .1 .1 0 0\n", about))
    assert shapes_of(image)[1:] == [("keypoint", "cat 0", (10.0, 8.0))]


def test_reading_a_list_of_images(tmp_path: Path) -> None:
    folder = dataset(tmp_path, "0 .5 .5 1 1\n", "train: train.txt\nnames: [cat]\n")
    (folder / "train.txt").write_text("./images/train/a.jpg\n")
    (image,) = read(folder / "data.yaml")
    assert (image.name, len(image.annotations)) == ("train/a.jpg", 1)


@pytest.mark.parametrize(
    ("label", "message"),
    [
        ("0 .5 .5 1\n", "a.txt line 1: expected 5 numbers for a box .*, got 4"),
        ("0 .5 .5 1 1 .9\n", "line 1: expected 5 numbers for a box .*, got 6"),
        ("\n7 .5 .5 1 1\n", "line 2: class 7 is not one of the 1 in names"),
        ("cat .5 .5 1 1\n", "line 1: expected a class index, got 'cat'"),
        ("0 .5 x 1 1\n", "line 1: expected a fraction of the image's size, got 'x'"),
        ("0 .5 nan 1 1\n", "line 1: expected a fraction of the image's size, got 'nan'"),
        ("0 .5 1e99 1 1\n", "line 1: expected a fraction of the image's size, got '1e99'"),
        ("0 .5 .5 -1 1\n", "line 1: a box has a negative width"),
        ("0,.5,.5,1,1\n", "line 1: expected a class index, got '0,.5,.5,1,1'"),
    ],
)
def test_broken_labels(tmp_path: Path, label: str, message: str) -> None:
    with pytest.raises(FastLabelInvalidException, match=message):
        read(dataset(tmp_path, label))


@pytest.mark.parametrize(
    ("about", "message"),
    [
        ("", "train, val or test is required"),
        ("train: images/train\n", "names is required"),
        (
            "train: images/train\nnames: {cat: 0}\n",
            "names: expected a number and a name, got 'cat'",
        ),
        ("train: images/train\nnames: [a]\nkpt_shape: [2]\n", "kpt_shape: expected"),
        ("train: images/none\nnames: [a]\n", "there is no folder images/none"),
    ],
)
def test_broken_about(tmp_path: Path, about: str, message: str) -> None:
    with pytest.raises(FastLabelInvalidException, match=message):
        read(dataset(tmp_path, "", about))


def test_broken_files(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"data\.yaml"):
        read(tmp_path)
    folder = dataset(tmp_path / "set", "0 .5 .5 1 1\n")
    with pytest.raises(FastLabelInvalidException, match="expected one of train, got 'val'"):
        read(folder, split="val")
    (folder / "labels/train/b.txt").write_text("0 .5 .5 1 1\n")
    with pytest.raises(FastLabelInvalidException, match=r"b\.txt: there is no image for it"):
        read(folder)
    (folder / "labels/train/b.txt").unlink()
    (folder / "labels/train/a.txt").write_bytes(b"\xff")
    with pytest.raises(FastLabelInvalidException, match="not UTF-8 at byte 0"):
        read(folder)
    (folder / "images/train/a.jpg").write_bytes(b"no image")
    with pytest.raises(FastLabelInvalidException, match="cannot be opened as an image"):
        read(folder)


def test_one_name_in_two_splits(tmp_path: Path) -> None:
    about = "train: images/train\nval: images/val\nnames: [cat]\n"
    folder = dataset(tmp_path, "", about)
    (folder / "images/val").mkdir()
    (folder / "images/train/a.jpg").rename(folder / "images/val/a.jpg")
    Image.new("RGB", (1, 1)).save(folder / "images/train/a.jpg")
    with pytest.raises(FastLabelInvalidException, match="another split has an image"):
        read(folder)
    assert only_image(read(folder, split="val")).width == 100


def test_dicts_of_070(tmp_path: Path) -> None:
    task = {
        "name": "a.jpg",
        "width": 100,
        "height": 80,
        "annotations": [{"type": "bbox", "value": "cat", "points": [10, 20, 30, 30]}],
    }
    report = fastlabel.write_yolo([cast("TaskLike", task)], tmp_path / "set")
    assert report.is_lossless


def test_split_with_a_zero_byte_in_its_path_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data.yaml").write_bytes(b'train: "images/\\0"\nnames: [cat]\n')
    with pytest.raises(FastLabelInvalidException, match=r"data.yaml: train: .* has a zero byte"):
        list(fastlabel.read_yolo(tmp_path))
