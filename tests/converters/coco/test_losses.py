"""What cannot be converted is told, all of it, in one warning."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fastlabel.converters import (
    CocoDataset,
    ConversionWarning,
    TaskLike,
    read_coco,
    to_coco,
    write_coco,
)
from fastlabel.models import (
    Attribute,
    BBox,
    Content,
    ImageClassificationTask,
    ImageTask,
    Line,
    MultiImageTask,
    Polygon,
    Segmentation,
    TaskId,
    VideoBBox,
    VideoTask,
)
from tests.support.factories import ELSEWHERE, HOLE, SQUARE, box, image_task, moving_box, regions

CIRCLE = {"type": "circle", "value": "cat", "points": [1, 2, 3]}
FLAT = (0.0, 0.0, 9.0, 9.0)


def _of_annotations(*annotations: Any) -> ImageTask:
    return ImageTask.from_wire({"id": "1", "name": "a.jpg", "annotations": list(annotations)})


def _told(tasks: list[Any], **options: Any) -> tuple[CocoDataset, str]:
    with pytest.warns(ConversionWarning) as caught:
        dataset = to_coco(tasks, **options)
    (warning,) = caught
    return dataset, str(warning.message)


LEFT_OUT: list[tuple[str, Any, str]] = [
    (
        "unknown type",
        _of_annotations(CIRCLE),
        "1 of a type that COCO has no form for: tasks[0].annotations[0] (circle).",
    ),
    (
        "three numbers in a box",
        _of_annotations({"type": "bbox", "value": "cat", "points": [1, 2, 3]}),
        "1 that does not fit its type: tasks[0].annotations[0] (bbox).",
    ),
    (
        "no type at all",
        _of_annotations({"value": "cat"}),
        "1 of a type that COCO has no form for: tasks[0].annotations[0] (None).",
    ),
    (
        "type that is a list",
        _of_annotations({"type": ["bbox"]}),
        "tasks[0].annotations[0] (['bbox']).",
    ),
    (
        "long type that would break the line",
        _of_annotations({"type": "x\n" * 100}),
        "tasks[0].annotations[0] ('x\\nx\\nx\\nx\\nx\\nx\\nx\\nx\\nx\\nx\\nx\\nx\\nx\\n).",
    ),
    (
        "polygon without points",
        image_task(Polygon(value="cat", points=[])),
        "1 without points: tasks[0].annotations[0] (polygon).",
    ),
    (
        "line without points",
        image_task(Line(value="cat", points=[])),
        "1 without points: tasks[0].annotations[0] (line).",
    ),
    (
        "segmentation without regions",
        image_task(regions()),
        "1 without points: tasks[0].annotations[0] (segmentation).",
    ),
    (
        "segmentation of empty rings",
        image_task(regions((), ((), SQUARE))),
        "1 without points: tasks[0].annotations[0] (segmentation).",
    ),
    (
        "content that is not there",
        MultiImageTask(
            id=TaskId("1"),
            name="set",
            contents=[Content(name="1.png")],
            annotations=[BBox(value="cat", points=(1, 2, 3, 4), content="2.png")],
        ),
        "1 on none of its task's images: tasks[0].annotations[0] (bbox).",
    ),
    (
        "no content",
        MultiImageTask(
            id=TaskId("1"), name="set", contents=[Content(name="1.png")], annotations=[box()]
        ),
        "1 on none of its task's images: tasks[0].annotations[0] (bbox).",
    ),
    (
        "unknown type in a multi-image task",
        MultiImageTask.from_wire(
            {"id": "1", "name": "set", "annotations": [{"type": "circle", "content": [1]}]}
        ),
        "1 of a type that COCO has no form for: tasks[0].annotations[0] (circle).",
    ),
    (
        "unknown type in a video",
        VideoTask.from_wire({"id": "1", "name": "v", "annotations": [{"type": "pose"}]}),
        "1 of a type that COCO has no form for: tasks[0].annotations[0] (pose).",
    ),
    (
        "moving box without frames",
        VideoTask(id=TaskId("1"), name="v", annotations=[VideoBBox(value="car", points={})]),
        "1 without frames: tasks[0].annotations[0] (bbox).",
    ),
]


@pytest.mark.parametrize(
    ("task", "message"), [pytest.param(task, message, id=name) for name, task, message in LEFT_OUT]
)
def test_annotation_is_left_out(task: Any, message: str) -> None:
    dataset, told = _told([task])
    assert told.startswith("to COCO: 0 of 1 annotations kept, 0 approximated, 1 dropped. Dropped: ")
    assert told.endswith(message)
    assert (dataset["annotations"], dataset["categories"]) == ([], [])


FILLED: list[tuple[str, ImageTask, str, str]] = [
    (
        "as asked",
        image_task(regions((SQUARE, HOLE))),
        "polygons",
        "1 with holes filled (holes='polygons')",
    ),
    *(
        (
            name,
            image_task(regions((SQUARE, HOLE)), width=width, height=height),
            "rle",
            "1 with holes filled (no mask fits: image size unknown, or too large)",
        )
        for name, width, height in [
            ("unknown size", None, None),
            ("no height", 100, 0),
            ("more pixels than a mask counts", 2**15, 2**14),
        ]
    ),
]


@pytest.mark.parametrize(
    ("task", "holes", "message"),
    [pytest.param(task, holes, message, id=name) for name, task, holes, message in FILLED],
)
def test_holes_are_filled(task: ImageTask, holes: str, message: str) -> None:
    dataset, told = _told([task], holes=holes)
    (entry,) = dataset["annotations"]
    assert (entry["segmentation"], entry["area"]) == ([list(SQUARE[:-2])], 2500.0)
    assert told.startswith(
        "to COCO: 0 of 1 annotations kept, 1 approximated, 0 dropped. "
        f"Approximated: {message}: tasks[0].annotations[0] (segmentation)."
    )


@pytest.mark.parametrize(
    "outline",
    [
        pytest.param((0.0, 0.0, 1e12, 0.0, 0.0, 50.0), id="far away"),
        pytest.param((0.0, 0.0, 3e6, 0.0, 3e6, 50.0), id="too long"),
    ],
)
def test_outline_that_no_mask_holds_stays_a_polygon(outline: tuple[float, ...]) -> None:
    dataset, told = _told([image_task(regions((outline, HOLE)))])
    assert dataset["annotations"][0]["segmentation"] == [list(outline)]
    assert "1 with holes filled (no mask fits" in told


def test_most_pixels_that_a_mask_counts() -> None:
    task = image_task(regions((SQUARE, HOLE)), width=2**15, height=2**14 - 1)
    assert to_coco([task])["annotations"][0]["area"] == 2100.0


@pytest.mark.parametrize(
    ("rings", "width"),
    [
        pytest.param((SQUARE, HOLE), 5, id="outside"),
        # The outline is there and back again: it has no area from which to cut the hole.
        pytest.param(((0.0, 1.0, 0.0, 0.0, 0.0, 0.0), HOLE), 100, id="no area"),
        pytest.param((SQUARE, SQUARE), 100, id="hole as large as its outline"),
    ],
)
def test_mask_of_no_pixel_is_left_out(
    rings: tuple[tuple[float, ...], ...], width: int, tmp_path: Path
) -> None:
    path = tmp_path / "coco.json"
    task = image_task(regions(rings), width=width)
    report = write_coco([task], path, on_loss="ignore")
    assert report.dropped == {("segmentation", "cat"): 1}
    assert not report.kept
    assert not report.approximated
    assert "1 whose mask covers no pixel of the image: tasks[0].annotations[0]" in report.summary
    (image,) = read_coco(path)
    assert image.annotations == ()


def test_ring_without_area_beside_others_changes_no_pixel(tmp_path: Path) -> None:
    path = tmp_path / "coco.json"
    flat = (0.0, 1.0, 0.0, 0.0, 0.0, 0.0)
    report = write_coco([image_task(regions((SQUARE, HOLE), (flat,)))], path, on_loss="ignore")
    assert report.is_lossless
    (image,) = read_coco(path)
    (annotation,) = image.annotations
    assert isinstance(annotation, Segmentation)
    mask = regions((SQUARE, HOLE)).to_mask(100, 80)
    assert (annotation.to_mask(100, 80) == mask).all()


THIN: list[tuple[str, Any, list[list[float]], float]] = [
    ("polygon of two vertices", Polygon(value="cat", points=FLAT), [], 0.0),
    ("segmentation of two vertices", regions((FLAT,)), [], 0.0),
    ("two vertices, closed", regions(((*FLAT, 0.0, 0.0),)), [], 0.0),
    ("one vertex, closed", regions(((3.0, 3.0, 3.0, 3.0),)), [], 0.0),
    ("one part of two", regions((FLAT,), (ELSEWHERE,)), [list(ELSEWHERE[:-2])], 400.0),
    ("outline of a hole", regions((FLAT, HOLE), (ELSEWHERE,)), [list(ELSEWHERE[:-2])], 400.0),
    ("hole", regions((ELSEWHERE, FLAT)), [list(ELSEWHERE[:-2])], 400.0),
]


@pytest.mark.parametrize(
    ("annotation", "outlines", "area"),
    [pytest.param(given, outlines, area, id=name) for name, given, outlines, area in THIN],
)
def test_outlines_of_two_vertices_are_left_out(
    annotation: Any, outlines: list[list[float]], area: float
) -> None:
    dataset, told = _told([image_task(annotation)])
    (entry,) = dataset["annotations"]
    assert (entry["segmentation"], entry["area"]) == (outlines, area)
    assert (
        "0 of 1 annotations kept, 1 approximated, 0 dropped. "
        "Approximated: 1 with an outline of fewer than 3 vertices" in told
    )


TWICE = (Attribute(key="k", value=1), Attribute(key="k", value=2))


@pytest.mark.parametrize(
    ("task", "place"),
    [
        pytest.param(
            image_task(BBox(value="cat", points=(1, 2, 3, 4), attributes=TWICE)),
            "tasks[0].annotations[0] (bbox)",
            id="image",
        ),
        pytest.param(
            VideoTask(
                id=TaskId("1"),
                name="v",
                annotations=[moving_box(1, 2, 3).model_copy(update={"attributes": TWICE})],
            ),
            "tasks[0].annotations[0] (bbox)",
            id="video",
        ),
        pytest.param(
            ImageClassificationTask(id=TaskId("1"), name="c.jpg", attributes=TWICE),
            "tasks[0]",
            id="classification",
        ),
    ],
)
def test_attributes_of_one_key_are_told(task: Any, place: str) -> None:
    dataset, told = _told([task])
    assert told.endswith(f"1 with several attributes of one key, the last of them kept: {place}.")
    holders = dataset["annotations"] or dataset["images"]
    assert [holder.get("attributes") for holder in holders] == [{"k": 2}] * len(holders)


def test_warning_counts_everything_and_shows_the_first_places() -> None:
    tasks = [_of_annotations(*[CIRCLE] * 4), image_task(box(), regions()), _of_annotations(CIRCLE)]
    dataset, told = _told([*tasks, *tasks])
    circles = ", ".join(f"tasks[0].annotations[{number}] (circle)" for number in range(4))
    empty = ", ".join(f"tasks[{index}].annotations[1] (segmentation)" for index in (1, 4))
    assert told == (
        "to COCO: 2 of 14 annotations kept, 0 approximated, 12 dropped. Dropped: "
        f"10 of a type that COCO has no form for: {circles}, tasks[2].annotations[0] (circle), …; "
        f"2 without points: {empty}. "
        "Warnings: 5 images with the file_name of another: "
        "tasks[1], tasks[2], tasks[3], tasks[4], tasks[5]."
    )
    assert [a["id"] for a in dataset["annotations"]] == [1, 2]


def test_nothing_lost_is_nothing_told(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    tasks: list[TaskLike] = [
        image_task(box(), regions((SQUARE, HOLE))),
        VideoTask(id=TaskId("1"), name="v"),
    ]
    write_coco(tasks, tmp_path / "coco.json")
    to_coco(tasks)
    assert not recwarn.list


def test_warning_points_at_the_call(tmp_path: Path) -> None:
    tasks = [_of_annotations(CIRCLE)]
    calls: list[Callable[[], object]] = [
        lambda: to_coco(tasks),
        lambda: write_coco(tasks, tmp_path / "coco.json"),
    ]
    for call in calls:
        with pytest.warns(ConversionWarning) as caught:
            call()
        assert [warning.filename for warning in caught] == [__file__]


def test_warning_points_past_the_package() -> None:
    inside: dict[str, Any] = {"__name__": "fastlabel.client", "to_coco": to_coco}
    exec(compile("def call(tasks):\n    return to_coco(tasks)", "flat.py", "exec"), inside)
    with pytest.warns(ConversionWarning) as caught:
        inside["call"]([_of_annotations(CIRCLE)])
    assert [warning.filename for warning in caught] == [__file__]
