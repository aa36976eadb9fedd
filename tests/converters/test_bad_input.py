"""Unusual and invalid input in every format: kept, approximated, dropped or rejected."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fastlabel
from fastlabel import FastLabelInvalidException, LossReport
from fastlabel.converters import AnyTask
from fastlabel.models import (
    BBox,
    FramePoint,
    ImageAnnotation,
    ImageTask,
    Keypoint,
    Line,
    Polygon,
    Segmentation,
    VideoBBox,
    VideoTask,
)
from tests.support.factories import image_task, moving_box, regions, video_task

pytestmark = pytest.mark.filterwarnings("ignore::fastlabel.converters.ConversionWarning")


@dataclass(frozen=True)
class Format:
    """A format, and how many annotations are read back from what was written in it."""

    write: Callable[..., LossReport]
    read: Callable[[Path], Sequence[Any]]


def _yolo(style: Literal["detect", "segment", "pose"]) -> Callable[..., LossReport]:
    more: dict[str, Any] = {"keypoints": ["eye"]} if style == "pose" else {}

    def write(tasks: Any, path: Path, **options: Any) -> LossReport:
        return fastlabel.write_yolo(tasks, path, style=style, **more, **options)

    return write


def _instance_masks(tasks: Any, path: Path, **options: Any) -> LossReport:
    return fastlabel.write_masks(tasks, path, style="instance", **options)


def _read_yolo(path: Path) -> Sequence[Any]:
    sizes = {f"{stem}.jpg": (100, 80) for stem in ("a", "b")}
    return list(fastlabel.read_yolo(path, sizes=sizes))


FORMATS: Final[dict[str, Format]] = {
    "coco": Format(fastlabel.write_coco, fastlabel.read_coco),
    "yolo": Format(_yolo("detect"), _read_yolo),
    "segment": Format(_yolo("segment"), _read_yolo),
    "pose": Format(_yolo("pose"), _read_yolo),
    "voc": Format(fastlabel.write_voc, lambda it: list(fastlabel.read_voc(it))),
    "labelme": Format(fastlabel.write_labelme, lambda it: list(fastlabel.read_labelme(it))),
    "cvat": Format(fastlabel.write_cvat, lambda it: list(fastlabel.read_cvat(it))),
    "masks": Format(_instance_masks, lambda it: list(fastlabel.read_masks(it))),
}
IMAGES: Final = tuple(FORMATS)


def _ring(*points: float) -> tuple[float, ...]:
    return (*points, *points[:2])


SQUARE = _ring(10, 10, 60, 10, 60, 60, 10, 60)
CASES: Final[dict[str, ImageAnnotation]] = {
    "box outside": BBox(value="cat", points=(200, 10, 240, 30)),
    "box partly outside": BBox(value="cat", points=(-10, 10, 30, 30)),
    "box without width": BBox(value="cat", points=(10, 10, 10, 30)),
    "box without height": BBox(value="cat", points=(10, 10, 30, 10)),
    "box with its corners swapped": BBox(value="cat", points=(30, 30, 10, 10)),
    "polygon partly outside": Polygon(value="cat", points=(-10, 10, 30, 10, 30, 30)),
    "polygon on a line": Polygon(value="cat", points=(10, 10, 20, 20, 30, 30)),
    "polygon of two vertices": Polygon(value="cat", points=(10, 10, 20, 20)),
    "polygon with a vertex twice": Polygon(value="cat", points=(10, 10, 30, 10, 30, 10, 30, 30)),
    "bow-tie": Polygon(value="cat", points=(10, 10, 50, 50, 50, 10, 10, 50)),
    "uneven bow-tie": Polygon(value="cat", points=(10, 10, 70, 60, 70, 10, 10, 30)),
    "hole outside": regions((SQUARE, _ring(70, 10, 70, 30, 90, 30, 90, 10))),
    "hole across": regions((SQUARE, _ring(50, 20, 50, 40, 90, 40, 90, 20))),
    "parts across": regions((SQUARE,), (_ring(50, 20, 90, 20, 90, 40, 50, 40),)),
    "keypoint outside": Keypoint(value="eye", points=(200, 10)),
    "line outside": Line(value="road", points=(200, 10, 240, 30)),
    "line of one vertex": Line(value="road", points=(10, 10)),
    "no class": BBox(value="", points=(10, 10, 30, 30)),
    "far away": BBox(value="cat", points=(10, 10, 2.0**52, 30)),
}

Said: TypeAlias = tuple[str, str]
"""kept, approximated or dropped; and part of what is told, if anything is."""

BEYOND, OUTSIDE = "reach beyond the edges of their image", "outside of their image"
NOTHING = "without area in its image"
CUT = "cut off at the edges of the image"
BOX = "as the box around it"
JOINED = "with parts or holes joined to one outline"
NOT_PIXELS = "edges that are not those of pixels"
NO_AREA = "without area"


def _of(case: str, said: dict[str, Said], *, others: Said) -> list[tuple[str, str, Said]]:
    return [(case, name, said.get(name, others)) for name in IMAGES]


AREAS: Final = ("yolo", "segment", "pose", "voc")
EXPECTED: Final[list[tuple[str, str, Said]]] = [
    *_of(
        "box outside",
        {
            **dict.fromkeys(AREAS, ("dropped", NOTHING)),
            "masks": ("dropped", "covers no pixel of the image"),
        },
        others=("kept", OUTSIDE),
    ),
    *_of(
        "box partly outside",
        dict.fromkeys((*AREAS, "masks"), ("approximated", CUT)),
        others=("kept", BEYOND),
    ),
    *(
        said
        for case in ("box without width", "box without height", "polygon on a line")
        for said in _of(
            case,
            {
                **dict.fromkeys(AREAS, ("dropped", NOTHING)),
                "masks": ("dropped", "covers no pixel of the image"),
            },
            others=("kept", NO_AREA),
        )
    ),
    *_of(
        "box with its corners swapped",
        {
            "segment": ("approximated", "as an outline of four corners"),
            "cvat": ("approximated", "with swapped corners"),
        },
        others=("kept", ""),
    ),
    *_of(
        "polygon of two vertices",
        {
            "coco": ("approximated", "with an outline of fewer than 3 vertices left out"),
            "labelme": ("dropped", "with too few vertices"),
            "cvat": ("kept", NO_AREA),
            "masks": ("dropped", "covers no pixel of the image"),
        },
        others=("dropped", NOTHING),
    ),
    *_of(
        "polygon partly outside",
        dict.fromkeys((*AREAS, "masks"), ("approximated", CUT)),
        others=("kept", BEYOND),
    ),
    *_of(
        "polygon with a vertex twice",
        {
            **dict.fromkeys(("yolo", "pose", "voc"), ("approximated", "as the box around it")),
            "masks": ("approximated", "edges that are not those of pixels"),
        },
        others=("kept", ""),
    ),
    *(
        said
        for case in ("bow-tie", "uneven bow-tie")
        for said in _of(
            case,
            {
                **dict.fromkeys(("yolo", "pose", "voc"), ("approximated", BOX)),
                "masks": ("approximated", NOT_PIXELS),
            },
            others=("kept", ""),
        )
    ),
    *(
        said
        for case in ("hole outside", "hole across", "parts across")
        for said in _of(
            case,
            {
                **dict.fromkeys(("yolo", "pose", "voc"), ("approximated", BOX)),
                "segment": ("approximated", JOINED),
            },
            others=("kept", ""),
        )
    ),
    *_of(
        "keypoint outside",
        {
            "coco": ("kept", OUTSIDE),
            "labelme": ("kept", OUTSIDE),
            "cvat": ("kept", OUTSIDE),
            "pose": ("dropped", "outside their image"),
            "masks": ("dropped", "without an area"),
        },
        others=("dropped", "does not have"),
    ),
    *_of(
        "line outside",
        {
            "coco": ("kept", OUTSIDE),
            "labelme": ("kept", OUTSIDE),
            "cvat": ("kept", OUTSIDE),
            "masks": ("dropped", "without an area"),
        },
        others=("dropped", "does not have"),
    ),
    *_of(
        "line of one vertex",
        {
            "coco": ("kept", "without length"),
            "labelme": ("dropped", "with too few vertices"),
            "cvat": ("kept", "without length"),
            "masks": ("dropped", "without an area"),
        },
        others=("dropped", "does not have"),
    ),
    *_of(
        "no class",
        {"segment": ("approximated", "as an outline of four corners")},
        others=("kept", ""),
    ),
    *_of(
        "far away",
        {**dict.fromkeys((*AREAS, "masks"), ("approximated", CUT))},
        others=("kept", BEYOND),
    ),
]


@pytest.mark.parametrize(("case", "name", "said"), EXPECTED)
def test_odd_shape(tmp_path: Path, case: str, name: str, said: Said) -> None:
    form, annotation = FORMATS[name], CASES[case]
    report = form.write([image_task(annotation)], tmp_path / "set")
    key = (annotation.type, annotation.value)
    outcomes = {"kept": report.kept, "approximated": report.approximated, "dropped": report.dropped}
    outcome, reason = said
    assert {word for word, counts in outcomes.items() if counts} == {outcome}, report.summary
    assert outcomes[outcome] == {key: 1}
    assert reason in report.summary
    place = f"tasks[0].annotations[0] ({annotation.type})"
    assert not report.summary or place in report.summary
    read = [each for image in form.read(tmp_path / "set") for each in image.annotations]
    # Of an outline of two vertices COCO has the box, which is read as no polygon.
    assert len(read) == (
        outcome != "dropped" and (case, name) != ("polygon of two vertices", "coco")
    )
    assert report.is_lossless == (outcome == "kept")


def test_every_case_is_expected_in_every_format() -> None:
    assert sorted((case, name) for case, name, _ in EXPECTED) == sorted(
        (case, name) for case in CASES for name in IMAGES
    )


@pytest.mark.parametrize(
    ("points", "area"),
    [
        ((10, 10, 50, 50, 50, 10, 10, 50), 0.0),
        ((0, 0, 40, 40, 40, 0, 0, 20), 400.0),
        ((0, 0, 60, 0, 60, 60, 9, 60, 0, 51, 9, 51, 0, 60), 3600.0),
    ],
    ids=["bow tie", "uneven bow tie", "a loop in the corner of a square"],
)
def test_area_of_a_crossed_outline_is_that_of_the_shoelace_formula(
    points: tuple[float, ...], area: float
) -> None:
    task = image_task(Polygon(value="cat", points=points))
    (entry,) = fastlabel.to_coco([task])["annotations"]
    assert entry["area"] == pytest.approx(area)


def test_area_in_coco_counts_parts_that_overlap_once() -> None:
    (entry,) = fastlabel.to_coco([image_task(CASES["parts across"])])["annotations"]
    assert entry["area"] == 50 * 50 + 30 * 20


PAIRS: Final = {
    "one name": ("a.jpg", "a.jpg"),
    "capitals only": ("a.jpg", "A.jpg"),
    "suffix only": ("a.jpg", "a.png"),
}


@pytest.mark.parametrize("name", ["yolo", "segment", "pose", "voc", "labelme", "masks"])
@pytest.mark.parametrize("pair", PAIRS)
def test_names_that_share_files_are_refused(tmp_path: Path, name: str, pair: str) -> None:
    tasks = [image_task(name=each) for each in PAIRS[pair]]
    with pytest.raises(FastLabelInvalidException, match=r"tasks\[1\]: .*image of tasks\[0\]"):
        FORMATS[name].write(tasks, tmp_path / "set")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "above"),
    [("yolo", "a.txt"), ("voc", "a.xml"), ("labelme", "a.json"), ("masks", "a.png")],
)
def test_a_file_where_a_folder_is_is_refused(tmp_path: Path, name: str, above: str) -> None:
    tasks = [image_task(name=f"{above}/b.jpg"), image_task(name="a.jpg")]
    for listed in (tasks, tasks[::-1]):
        with pytest.raises(FastLabelInvalidException, match=r"tasks\[1\]: .* a file and a folder"):
            FORMATS[name].write(listed, tmp_path / "set")
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["yolo", "voc", "labelme"])
def test_a_picture_where_a_folder_is_is_refused(tmp_path: Path, name: str) -> None:
    tasks = [image_task(name="a.jpg/b.jpg"), image_task(name="a.jpg")]
    picture = tmp_path / "b.jpg"
    picture.write_bytes(b"pixels")

    def images(_: ImageTask) -> Path:
        return picture

    with pytest.raises(FastLabelInvalidException, match=r"tasks\[1\]: .* a file and a folder"):
        FORMATS[name].write(tasks, tmp_path / "set", media_dir=images)
    assert [path.name for path in tmp_path.iterdir()] == ["b.jpg"]


def test_one_name_twice_where_no_file_is_shared(tmp_path: Path) -> None:
    tasks = [image_task(name="a.jpg"), image_task(name="a.jpg")]
    report = fastlabel.write_coco(tasks, tmp_path / "coco.json")
    assert "1 images with the file_name of another: tasks[1]." in report.summary
    with pytest.raises(FastLabelInvalidException, match=r"tasks\[1\]: 'a.jpg' is also the name"):
        fastlabel.write_cvat(tasks, tmp_path / "cvat")


NAMES: Final = [
    "../a.jpg",
    "/a.jpg",
    "..",
    "",
    "a\0.jpg",
    "con.jpg",
    "a:b.jpg",
    "a\n.jpg",
    "\ud800",
]


def _report_or_refusal(name: str, task: ImageTask, path: Path) -> LossReport | str:
    try:
        return FORMATS[name].write([task], path)
    except FastLabelInvalidException as error:
        return error.message


@pytest.mark.parametrize("name", IMAGES)
@pytest.mark.parametrize("odd", NAMES)
def test_odd_name_stays_in_its_folder(tmp_path: Path, name: str, odd: str) -> None:
    (tmp_path / "in").mkdir()
    task = image_task(BBox(value="cat", points=(1, 2, 3, 4)), name=odd)
    report = _report_or_refusal(name, task, tmp_path / "in" / "set")
    if isinstance(report, str):
        assert "tasks[0]" in report
        assert list((tmp_path / "in").iterdir()) == []
        return
    assert [path.name for path in tmp_path.iterdir()] == ["in"]
    assert [path.name for path in (tmp_path / "in").iterdir()] == ["set"]
    if name in {"yolo", "segment", "pose", "voc", "labelme"}:
        assert "names that are not safe for files, written escaped: tasks[0]" in report.summary


@pytest.mark.parametrize("name", ["yolo", "voc", "labelme", "masks"])
@pytest.mark.parametrize("long", [f"{'a' * 251}.jpg", "a/" * 2000 + "b.jpg", "猫" * 300])
def test_long_name_is_cut_or_refused(tmp_path: Path, name: str, long: str) -> None:
    report = _report_or_refusal(name, image_task(name=long), tmp_path / "set")
    if isinstance(report, str):
        assert "tasks[0]: " in report
        assert list(tmp_path.iterdir()) == []
    else:
        assert (tmp_path / "set").is_dir()


@pytest.mark.parametrize("name", IMAGES)
@pytest.mark.parametrize("size", [(0, 80), (-5, 80), (10**12, 80), (10**400, 10**400)])
def test_size_that_no_image_can_have(tmp_path: Path, name: str, size: tuple[int, int]) -> None:
    box = BBox(value="cat", points=(1, 2, 30, 40))
    task = image_task(box, width=size[0], height=size[1])
    report = FORMATS[name].write([task], tmp_path / "set")
    assert "tasks[0]" in report.summary
    assert ("images of a size that none can have" in report.summary) == (
        name in {"coco", "labelme", "cvat"}
    )
    assert list(FORMATS[name].read(tmp_path / "set")) or name not in {"coco", "labelme", "cvat"}


VIDEOS: Final[dict[str, Format]] = {
    "coco": Format(fastlabel.write_coco, lambda it: fastlabel.read_coco(it, kind="video")),
    "cvat": FORMATS["cvat"],
    "mot": Format(fastlabel.write_mot, lambda it: list(fastlabel.read_mot(it))),
}
ALL: Final[dict[str, Format]] = {**FORMATS, "mot": VIDEOS["mot"]}


@pytest.mark.parametrize("name", VIDEOS)
def test_frames_beyond_the_end(tmp_path: Path, name: str) -> None:
    report = VIDEOS[name].write([video_task(moving_box(49, 50, 51))], tmp_path / "set")
    assert "1 on frames beyond the end of their video: tasks[0].annotations[0]" in report.summary
    (video,) = VIDEOS[name].read(tmp_path / "set")
    assert video.annotations[0].frames == (49, 50, 51)


@pytest.mark.parametrize("name", VIDEOS)
def test_facts_of_a_video_that_make_no_sense(tmp_path: Path, name: str) -> None:
    facts = {"width": -1, "height": 0, "fps": -3.0, "frame_count": -7}
    task = video_task(moving_box(1, 2)).model_copy(update=facts)
    report = VIDEOS[name].write([task], tmp_path / "set")
    assert "images of a size that none can have, taken for unknown: tasks[0]" in report.summary
    if name != "cvat":  # it has no such facts
        assert "videos of a frame rate that none can have" in report.summary
        assert "videos of a number of frames that none can have" in report.summary
    (video,) = VIDEOS[name].read(tmp_path / "set")
    assert (video.width, video.fps) == (None, None)
    assert len(video.annotations) == 1


def test_mot_does_not_fill_a_billion_frames(tmp_path: Path) -> None:
    task = video_task(moving_box(1, 999_999_999))
    report = fastlabel.write_mot([task], tmp_path / "set")
    assert report.dropped == {("bbox", "car"): 1}
    assert "on so many frames" in report.summary


@pytest.mark.parametrize("name", ALL)
def test_numbers_of_an_answer_that_are_none(tmp_path: Path, name: str) -> None:
    wrong = [[1, 2, 3], [1e300, 0, 1, 1], None, "x", {"0": {"value": [1, 2, 3, 4]}}]
    entries = [{"type": "bbox", "value": "cat", "points": each} for each in wrong]
    kind = VideoTask if name == "mot" else ImageTask
    task = kind.from_wire({"id": "1", "name": "a", "width": 9, "height": 9, "annotations": entries})
    report = ALL[name].write([task], tmp_path / "set")
    assert (report.kept, report.approximated) == ({}, {})
    assert report.dropped == {("bbox", "cat"): 5}


@pytest.mark.parametrize("name", ALL)
def test_failure_midway_leaves_what_was_there(tmp_path: Path, name: str) -> None:
    def failing() -> Iterator[AnyTask]:
        yield image_task(BBox(value="cat", points=(1, 2, 3, 4)))
        yield video_task(moving_box(1, 2))
        raise RuntimeError("the network is gone")

    if name == "coco":
        (tmp_path / "set").write_text("older")
    else:
        (tmp_path / "set").mkdir()
    with pytest.raises(RuntimeError, match="gone"):
        ALL[name].write(failing(), tmp_path / "set")
    assert [path.name for path in tmp_path.iterdir()] == ["set"]
    assert name != "coco" or (tmp_path / "set").read_text() == "older"


@pytest.mark.parametrize("name", ALL)
def test_no_tasks(tmp_path: Path, name: str) -> None:
    assert ALL[name].write([], tmp_path / "set").is_lossless


@pytest.mark.parametrize("name", IMAGES)
def test_class_that_is_not_given(tmp_path: Path, name: str) -> None:
    key = "categories" if name == "coco" else "classes"
    task = image_task(BBox(value="cat", points=(1, 2, 3, 4)))
    with pytest.raises(
        FastLabelInvalidException, match=r"tasks\[0\].annotations\[0\]( \(bbox\))?: cl"
    ):
        FORMATS[name].write([task], tmp_path / "set", **{key: ["dog"]})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", IMAGES)
@pytest.mark.parametrize("value", ["a\nb", "a/b", "\"'", "a,b", "猫", " a ", "<&>"])
def test_class_of_any_text_comes_back(tmp_path: Path, name: str, value: str) -> None:
    FORMATS[name].write([image_task(BBox(value=value, points=(1, 2, 3, 4)))], tmp_path / "set")
    (image,) = FORMATS[name].read(tmp_path / "set")
    assert [each.value for each in image.annotations] == [value]


_numbers = st.floats(-300, 300) | st.integers(-3, 103) | st.sampled_from([0, 100, 80, 2.0**52])
_points = st.lists(_numbers, min_size=0, max_size=12).map(lambda it: it[: len(it) // 2 * 2])
_wild: st.SearchStrategy[ImageAnnotation] = st.one_of(
    st.builds(BBox, value=st.just("cat"), points=st.tuples(*[_numbers] * 4)),
    st.builds(Polygon, value=st.just("cat"), points=_points),
    st.builds(Line, value=st.just("cat"), points=_points),
    st.builds(Keypoint, value=st.just("eye"), points=st.tuples(_numbers, _numbers)),
    st.builds(
        Segmentation,
        value=st.just("cat"),
        points=st.lists(st.lists(_points, max_size=2), max_size=2),
    ),
)


@pytest.mark.parametrize("name", IMAGES)
@given(annotations=st.lists(_wild, max_size=3))
def test_what_is_told_is_what_comes_back(
    tmp_path_factory: pytest.TempPathFactory, name: str, annotations: list[ImageAnnotation]
) -> None:
    path = tmp_path_factory.mktemp("a") / "set"
    report = FORMATS[name].write([image_task(*annotations)], path)
    counts = [sum(each.values()) for each in (report.kept, report.approximated, report.dropped)]
    assert sum(counts) == len(annotations)
    (image,) = FORMATS[name].read(path)
    if name == "coco":
        # The reader drops an outline of two vertices, a box in COCO, and a mask of no pixel.
        unread = ("fewer than 3", "covers no pixel")
        thin = sum(it.count for it in report.losses if any(each in it.reason for each in unread))
        assert len(image.annotations) >= counts[0] + counts[1] - thin
    else:
        assert len(image.annotations) == counts[0] + counts[1]


def test_track_that_is_never_in_the_picture(tmp_path: Path) -> None:
    box = VideoBBox.from_keyframes({1: (400, 0, 410, 9), 2: (401, 0, 411, 9)}, value="car")
    report = fastlabel.write_mot([video_task(box)], tmp_path / "set")
    assert "1 outside of their image: tasks[0].annotations[0] (bbox)" in report.summary


_frames = st.dictionaries(
    st.integers(1, 60) | st.sampled_from([3_000, 10**9 - 1]),
    st.builds(FramePoint, value=st.tuples(*[_numbers] * 4), autogenerated=st.booleans()),
    max_size=4,
)
_moving = st.builds(VideoBBox, value=st.sampled_from(["car", "a, b"]), points=_frames)
_facts = st.none() | st.sampled_from([-1, 0, 1, 50, 2**31, 10**20])


@pytest.mark.parametrize("name", VIDEOS)
@given(
    boxes=st.lists(_moving, max_size=3),
    facts=st.fixed_dictionaries(dict.fromkeys(("width", "height", "frame_count", "fps"), _facts)),
)
def test_what_is_told_of_videos_is_what_comes_back(
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
    boxes: list[VideoBBox],
    facts: dict[str, int | None],
) -> None:
    path = tmp_path_factory.mktemp("a") / "set"
    task = video_task(*boxes).model_copy(update=facts)
    report = VIDEOS[name].write([task], path)
    counts = [sum(each.values()) for each in (report.kept, report.approximated, report.dropped)]
    assert sum(counts) == len(boxes)
    read = [each for video in VIDEOS[name].read(path) for each in video.annotations]
    assert len(read) == len(boxes) - counts[2]
