from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given

from fastlabel.models import (
    Attribute,
    BBox,
    Content,
    FramePoint,
    ImageAnnotation,
    ImageClassificationTask,
    ImageTask,
    Keypoint,
    Line,
    MultiImageTask,
    NewImageTask,
    NewMultiImageTask,
    NewVideoTask,
    Polygon,
    Segmentation,
    TaskId,
    UnknownAnnotation,
    VideoBBox,
    VideoTask,
)
from tests.html.parsed_html import Element, html_of, parsed, rings
from tests.support import wire_strategies

OUTLINE = [50.0, 50.0, 150.5, 50.0, 150.5, 150.0, 50.0, 150.0, 50.0, 50.0]
HOLE = [70.0, 70.0, 70.0, 90.0, 90.25, 90.0, 70.0, 70.0]


def view(shown: object) -> Element:
    return parsed(html_of(shown))


def image_task(*annotations: ImageAnnotation, **fields: Any) -> ImageTask:
    size: dict[str, Any] = {"width": 200, "height": 100, **fields}
    return ImageTask(id=TaskId("1"), name="cat.png", annotations=annotations, **size)


def marks(whole: Element) -> list[Element]:
    (layer,) = whole.all("g", "fl-marks")
    return layer.inside


def pairs(points: Any) -> list[tuple[float, float]]:
    return list(zip(points[::2], points[1::2], strict=True))


# Shapes


def test_box_is_drawn_at_its_corners_in_its_colour() -> None:
    box = BBox(value="cat", color="#12aBff", points=(10.25, 20, 110, 90.125))
    (mark,) = marks(view(image_task(box)))
    assert mark.attributes["stroke"] == mark.attributes["fill"] == "#12abff"
    (path,) = mark.all("path")
    assert rings(path) == [[(10.25, 20), (110, 20), (110, 90.125), (10.25, 90.125)]]


@pytest.mark.parametrize("kind", [Polygon, Line])
def test_vertices_are_drawn_in_order(kind: type[Polygon | Line]) -> None:
    points = [1.5, 2, 1 / 3, 40, -20, 1e7]
    (path,) = marks(view(image_task(kind(value="a", points=points))))[0].all("path")
    assert rings(path) == [pairs(points)]
    assert path.attributes["d"].endswith("Z") == (kind is Polygon)
    assert (path.attributes.get("fill") == "none") == (kind is Line)


def test_holes_are_holes_and_regions_are_apart() -> None:
    one = Segmentation(value="a", points=[[OUTLINE, HOLE], [HOLE]])
    first, second = marks(view(image_task(one)))[0].all("path")
    assert rings(first) == [pairs(OUTLINE), pairs(HOLE)]
    assert rings(second) == [pairs(HOLE)]
    assert first.attributes["fill-rule"] == "evenodd"


def test_keypoint_is_a_dot() -> None:
    (dot,) = marks(view(image_task(Keypoint(value="a", points=(10.5, 20)))))[0].all("circle")
    assert (float(dot.attributes["cx"]), float(dot.attributes["cy"])) == (10.5, 20)


@given(points=wire_strategies.pairs(1))
def test_coordinates_are_the_very_floats(points: list[float]) -> None:
    (path,) = marks(view(image_task(Line(value="a", points=points))))[0].all("path")
    assert rings(path) == [pairs(points)]


def test_who_points_at_a_shape_is_told_of_it() -> None:
    said = [Attribute(key="coat", name="Coat", value="tabby"), Attribute(key="n", value=[1, 2])]
    box = BBox(value="cat", title="Cat", points=(1, 2, 3, 4), attributes=said)
    (title,) = marks(view(image_task(box)))[0].all("title")
    assert title.text == "Cat, bbox: 1, 2, 3, 4\nCoat: tabby\nn: [1, 2]"


def test_label_stands_at_its_shape_and_grows_into_the_picture() -> None:
    boxes = [
        BBox(value="left", points=(50, 50, 190, 90)),
        BBox(value="right", points=(180, 0, 200, 90)),
    ]
    left, right = view(image_task(*boxes)).all("span", "fl-label")
    assert (left.text, right.text) == ("left", "right")
    assert left.attributes["style"].startswith("left:25%;bottom:50%;")
    assert right.attributes["style"].startswith("right:10%;top:0%;")


# Pictures


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/a.png?signature=a&b=%20",
        "http://127.0.0.1:8000/a.png",
        "HTTPS://example.com/a",
        "data:image/png;base64,iVBORw0KGgo=",
    ],
)
def test_picture_comes_from_the_url(url: str) -> None:
    whole = view(image_task(url=url))
    (picture,) = whole.all("image")
    assert picture.attributes["href"] == url
    assert (picture.attributes["width"], picture.attributes["height"]) == ("200", "100")
    assert whole.all("svg")[0].attributes["viewbox"] == "0 0 200 100"


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " https://example.com/a.png",
        "https://example.com/a b.png",
        'https://example.com/"onload="alert(1)',
        "https://",
        "https://[",
        "//example.com/a.png",
        "file:///etc/passwd",
        "data:text/html;base64,PHNjcmlwdD4=",
        "data:image/svg+xml;base64,PHN2Zz4=",
        "data:image/png,<svg onload=alert(1)>",
        "https://example.com/" + "a" * 20_000,
    ],
)
def test_picture_of_any_other_url_is_a_plain_canvas_of_the_right_size(url: str | None) -> None:
    whole = view(image_task(BBox(value="a", points=(1, 2, 3, 4)), url=url))
    assert not whole.all("image")
    assert whole.all("svg")[0].attributes["viewbox"] == "0 0 200 100"
    assert len(marks(whole)) == 1


def test_without_a_size_shapes_are_shown_and_the_picture_is_not() -> None:
    box = BBox(value="a", points=(10, 20, 300, 40))
    whole = view(image_task(box, width=None, url="https://example.com/a.png"))
    assert not whole.all("image")
    assert whole.all("svg")[0].attributes["viewbox"] == "0 0 300 40"


def test_without_a_size_and_shapes_a_note_stands_there() -> None:
    whole = view(image_task(height=None))
    assert not whole.all("svg")
    assert "size of the image is unknown" in whole.whole_text()


# Kinds


def test_annotation_alone_is_seen_with_what_is_around_it() -> None:
    whole = view(BBox(value="cat", points=(100, 200, 200, 300)))
    assert whole.all("svg")[0].attributes["viewbox"] == "85 185 130 130"
    assert len(marks(whole)) == 1


def test_annotation_of_no_known_type_is_kept_as_it_came() -> None:
    whole = view(UnknownAnnotation.from_wire({"type": "circle", "points": [1, 2, 3]}))
    assert '{"type": "circle", "points": [1, 2, 3]}' in whole.whole_text()


def test_classification_has_its_attributes() -> None:
    said = [Attribute(key="scene", name="Scene", value="night"), Attribute(key="n", value=2)]
    task = ImageClassificationTask(
        id=TaskId("1"), name="a.png", url="https://e.com/a", width=9, height=9, attributes=said
    )
    whole = view(task)
    assert [cell.text for cell in whole.all("td")] == ["Scene", "night", "n", "2"]
    assert whole.all("image")


def test_several_images_each_have_their_shapes() -> None:
    boxes = [BBox(value=name, content=name, points=(1, 2, 3, 4)) for name in "abb"]
    contents = [Content(name=name, width=9, height=8, url=f"https://e.com/{name}") for name in "ab"]
    task = MultiImageTask(id=TaskId("1"), name="two", contents=contents, annotations=boxes)
    first, second = view(task).all("figure")
    assert [len(marks(first)), len(marks(second))] == [1, 2]
    assert [one.attributes["href"] for one in (*first.all("image"), *second.all("image"))] == [
        "https://e.com/a",
        "https://e.com/b",
    ]


@pytest.mark.parametrize(
    "new",
    [
        NewImageTask(
            project="p", name="n", file=b"", annotations=[BBox(value="a", points=(0, 0, 9, 9))]
        ),
        NewVideoTask(
            project="p", annotations=[VideoBBox.from_keyframes({1: (0, 0, 9, 9)}, value="a")]
        ),
        NewMultiImageTask(
            project="p", annotations=[BBox(value="a", content="c", points=(0, 0, 9, 9))]
        ),
    ],
    ids=lambda new: type(new).__name__,
)
def test_new_task_is_shown_without_a_picture(new: object) -> None:
    whole = view(new)
    assert whole.all("svg")[0].attributes["viewbox"] == "0 0 9 9"
    assert "for p" in whole.whole_text()
    assert not whole.all("image")


# Videos


def clip(frames: dict[int, bool], **fields: Any) -> VideoTask:
    """A video with a box that moves a pixel a frame; whether each frame is autogenerated."""
    points = {
        at: FramePoint((at, 0, at + 10, 10), autogenerated=made) for at, made in frames.items()
    }
    known: dict[str, Any] = {
        "width": 2000,
        "height": 100,
        "fps": 10,
        "url": "https://e.com/v.mp4",
        **fields,
    }
    box = VideoBBox(value="x", points=points)
    return VideoTask(id=TaskId("1"), name="v.mp4", annotations=[box], **known)


def test_each_frame_has_its_boxes_and_the_first_is_seen() -> None:
    whole = view(clip({3: False, 5: False}))
    first, second = whole.all("div", "fl-frame")
    assert rings(first.all("path")[0])[0][0] == (3, 0)
    assert rings(second.all("path")[0])[0][0] == (5, 0)
    assert ("hidden" in first.attributes, "hidden" in second.attributes) == (False, True)
    (slider,) = whole.all("input")
    assert (slider.attributes["min"], slider.attributes["max"]) == ("0", "1")
    assert whole.all("output")[0].text == first.attributes["data-when"] == "frame 3, 0.20 s"


def test_video_is_wound_to_the_middle_of_the_frame() -> None:
    whole = view(clip({3: False, 5: False}))
    assert whole.all("video")[0].attributes["src"] == "https://e.com/v.mp4#t=0.25"
    seconds = [float(one.attributes["data-seconds"]) for one in whole.all("div", "fl-frame")]
    assert seconds == [0.25, 0.45]


@pytest.mark.parametrize("missing", [{"fps": None}, {"width": None}, {"url": "file:///v.mp4"}])
def test_video_that_cannot_be_wound_is_left_out(missing: dict[str, Any]) -> None:
    whole = view(clip({1: False}, **missing))
    assert not whole.all("video")
    assert len(marks(whole)) == 1


def test_frames_drawn_by_hand_come_first_and_are_few() -> None:
    frames = {at: at not in {7, 501} for at in range(1, 1001)}
    shown = [one.attributes["data-when"] for one in view(clip(frames)).all("div", "fl-frame")]
    assert len(shown) == 60
    assert {"frame 7, 0.60 s", "frame 501, 50.00 s"} <= set(shown)
    assert shown[-1].startswith("frame 1000,")


def test_video_without_boxes_shows_its_first_frame() -> None:
    whole = view(clip({}))
    assert [one.attributes["data-when"] for one in whole.all("div", "fl-frame")] == [
        "frame 1, 0.00 s"
    ]
    assert not whole.all("input")


def test_models_load_what_shows_them_only_when_shown() -> None:
    code = (
        "import sys; from fastlabel.models import Keypoint\n"
        "dot, name = Keypoint(value='a', points=(0, 0)), 'fastlabel.html'\n"
        "before = name in sys.modules; dot._repr_html_()\n"
        "print(before, name in sys.modules, 'PIL' in sys.modules)"
    )
    # Measured, a child would load what measures it.
    environment = {name: os.environ[name] for name in os.environ if "COVERAGE" not in name}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout == "False True False\n"
