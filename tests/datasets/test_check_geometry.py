"""Geometry that is probably not meant, in tasks of any kind."""

from __future__ import annotations

from typing import Any

import pytest

from fastlabel import FastLabelInvalidException
from fastlabel.datasets import check_geometry
from fastlabel.models import (
    BBox,
    Content,
    ImageAnnotation,
    ImageClassificationTask,
    ImageTask,
    Keypoint,
    Line,
    MultiImageTask,
    NewImageTask,
    NewVideoTask,
    Polygon,
    TaskId,
    VideoBBox,
    VideoTask,
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

BOW_TIE = Polygon(value="tie", points=(10, 10, 50, 50, 50, 10, 10, 50))
ACROSS = (50.0, 20.0, 90.0, 20.0, 90.0, 40.0, 50.0, 40.0, 50.0, 20.0)


def found(*tasks: Any) -> list[tuple[int, str, str]]:
    problems = check_geometry(tasks)
    assert {problem.severity for problem in problems} <= {"warning"}
    return [(problem.index, problem.path_text, problem.message) for problem in problems]


@pytest.mark.parametrize(
    ("annotation", "place", "message"),
    [
        (BOW_TIE, "points", "crosses itself"),
        (regions((SQUARE,), (tuple(BOW_TIE.points),)), "points[1][0]", "crosses itself"),
        (regions((SQUARE,), (ACROSS,)), "points[1][0]", "crosses points[0][0]"),
        (regions((SQUARE, ACROSS)), "points[0][1]", "crosses points[0][0]"),
        (
            regions((SQUARE, ELSEWHERE)),
            "points[0][1]",
            "is a hole outside of its outline, points[0][0]",
        ),
        (BBox(value="cat", points=(10, 10, 10, 30)), "points", "has no area"),
        (Polygon(value="cat", points=(10, 10, 20, 20, 30, 30)), "points", "has no area"),
        (Line(value="road", points=(10, 10, 10, 10)), "points", "has no length"),
        (
            BBox(value="cat", points=(50, 10, 120, 30)),
            "points",
            "reaches beyond the 100 x 80 pixels: right 120",
        ),
        (
            Keypoint(value="eye", points=(200, 10)),
            "points",
            "is outside of the 100 x 80 pixels altogether: 200, 10, 200, 10",
        ),
    ],
)
def test_problem_is_found(annotation: ImageAnnotation, place: str, message: str) -> None:
    problems = found(image_task(box(), annotation))
    assert (0, f"annotations[1].{place}", message) in problems


@pytest.mark.parametrize(
    "annotation",
    [
        box(),
        Polygon(value="cat", points=[]),
        Polygon(value="cat", points=(0, 0, 9, 0, 9, 9, 5, 9, 5, 5, 0, 5)),
        regions((SQUARE, HOLE), (ELSEWHERE,)),
        regions((), ((), SQUARE)),
        Line(value="road", points=(0, 0, 9, 9, 9, 0, 0, 9)),
        Keypoint(value="eye", points=(3, 4)),
    ],
)
def test_sound_geometry_has_no_problems(annotation: ImageAnnotation) -> None:
    assert check_geometry([image_task(annotation)]) == []


def test_tasks_of_any_kind_are_checked() -> None:
    beyond = VideoBBox.from_keyframes({1: (310, 0, 330, 9), 3: (311, 0, 331, 9)}, value="car")
    tasks: list[Any] = [
        ImageClassificationTask(id=TaskId("1"), name="c.jpg"),
        MultiImageTask(
            id=TaskId("2"),
            name="set",
            contents=[Content(name="1.png", width=50, height=50), Content(name="2.png")],
            annotations=[
                BBox(value="cat", points=(0, 0, 60, 9), content="1.png"),
                BBox(value="cat", points=(0, 0, 60, 9), content="2.png"),
            ],
        ),
        video_task(beyond, moving_box(49, 50, 51)),
        {"name": "a", "annotations": [{"type": "polygon", "value": "tie", "points": [0, 0, 9, 9]}]},
        NewImageTask(project="p", file_path="x/b.jpg", annotations=[BOW_TIE]),
        NewVideoTask(
            project="p",
            file_path="v.mp4",
            annotations=[VideoBBox.from_keyframes({1: (1, 0, 1, 9)}, value="car")],
        ),
    ]
    assert [(index, place) for index, place, _ in found(*tasks)] == [
        (1, "annotations[0].points"),
        (2, "annotations[0].points.1.value"),
        (2, "annotations[1].points.51"),
        (3, "annotations[0].points"),
        (4, "annotations[0].points"),
        (5, "annotations[0].points.1.value"),
    ]
    assert [problem.name for problem in check_geometry(tasks)][-2:] == ["b.jpg", "v.mp4"]


def test_problem_of_many_frames_is_one() -> None:
    beyond = VideoBBox.from_keyframes({1: (310, 0, 330, 9), 3: (311, 0, 331, 9)}, value="car")
    ((_, _, message),) = found(video_task(beyond))
    expected = "reaches beyond the 320 x 240 pixels: right 330 (and 2 more frames have problems)"
    assert message == expected


def test_unknown_annotations_are_skipped() -> None:
    wire: dict[str, Any] = {"id": "1", "name": "a", "annotations": [{"type": "circle"}]}
    assert check_geometry([ImageTask.from_wire(wire), VideoTask.from_wire(wire)]) == []


@pytest.mark.parametrize(
    ("tasks", "message"),
    [
        (image_task(), "tasks: "),
        (NewImageTask(project="p", file_path="a.jpg"), "tasks: expected several tasks, got one"),
        (["a.jpg"], "tasks[0]: "),
    ],
)
def test_what_is_no_task_is_refused(tasks: Any, message: str) -> None:
    with pytest.raises(FastLabelInvalidException) as caught:
        check_geometry(tasks)
    assert caught.value.message.startswith(message)
