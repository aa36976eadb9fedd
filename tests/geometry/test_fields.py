"""What shapes of all types do with the other fields, with sizes, and with what they are given."""

from __future__ import annotations

import doctest
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np
import pytest

from fastlabel import models
from fastlabel.errors import FastLabelInvalidException
from fastlabel.models import Attribute, BBox, Keypoint, Line, Polygon, Segmentation, VideoBBox
from tests.geometry.shapes import KINDS, read_again, with_all_fields

SQUARE = [(0, 0), (4, 0), (4, 4), (0, 4)]

Call = tuple[Callable[..., Any], Sequence[object]]
"""A builder or a measure, and its arguments beside the size of the image."""

BUILDERS: dict[str, Call] = {
    "xywh": (BBox.from_xywh, (1, 2, 3, 4)),
    "coco": (BBox.from_coco, ([1, 2, 3, 4],)),
    "polygon": (Polygon.from_vertices, (SQUARE,)),
    "line": (Line.from_vertices, (SQUARE,)),
    "keypoint": (Keypoint.from_xy, (1, 2)),
    "rings": (Segmentation.from_rings, ([[SQUARE]],)),
    "mask": (Segmentation.from_mask, ([[1]],)),
    "keyframes": (VideoBBox.from_keyframes, ({1: [1, 2, 3, 4]},)),
}
SCALED: dict[str, Call] = {
    "normalized box": (BBox.from_normalized, ([0, 0, 1, 1],)),
    "yolo": (BBox.from_yolo, ([0.5, 0.5, 1, 1],)),
    "normalized polygon": (Polygon.from_normalized, (SQUARE,)),
    "normalized line": (Line.from_normalized, (SQUARE,)),
    "normalized keypoint": (Keypoint.from_normalized, ([0, 1],)),
}
BOX = BBox(value="cat", points=(0, 0, 1, 1))
POLYGON = Polygon.from_vertices(SQUARE, value="cat")
LINE = Line.from_vertices(SQUARE, value="cat")
POINT = Keypoint(value="cat", points=(0, 0))
REGIONS = Segmentation.from_rings([[SQUARE]], value="cat")
TRACK = VideoBBox.from_keyframes({1: [0, 0, 1, 1]}, value="cat")
MEASURES: list[Callable[..., object]] = [
    BOX.clipped, BOX.normalized, BOX.yolo, POLYGON.clipped, POLYGON.normalized, POLYGON.to_mask,
    LINE.clipped, Line(value="cat", points=[1, 1]).clipped, POINT.clipped, POINT.normalized,
    REGIONS.clipped, REGIONS.to_mask, TRACK.clipped,
]  # fmt: skip
every_kind = pytest.mark.parametrize(
    ("model", "kind", "points", "clipped"),
    KINDS,
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)


def only(clipped: Any) -> Any:
    """What was clipped; a line may fall into pieces."""
    pieces: list[Any] = [*clipped] if isinstance(clipped, tuple) else [clipped]
    (piece,) = pieces
    return piece


@every_kind
def test_clipped_keeps_all_other_fields(
    model: type[Any], kind: str, points: object, clipped: object
) -> None:
    read = model.from_wire(with_all_fields(kind, points))
    found = only(read.clipped(10, 10))
    assert found.to_wire() == with_all_fields(kind, clipped)
    assert read.to_wire() == with_all_fields(kind, points)


@every_kind
def test_what_was_clipped_may_be_built(
    model: type[Any], kind: str, points: object, clipped: object
) -> None:
    read = model.from_wire({"type": kind, "value": "cat", "points": points})
    found = only(read.clipped(10, 10))
    assert found == read_again(found)
    assert found == model.from_wire({"type": kind, "value": "cat", "points": clipped})


@every_kind
def test_unknown_fields_do_not_hide_what_is_measured(
    model: type[Any], kind: str, points: object, clipped: object
) -> None:
    read = model.from_wire(with_all_fields(kind, points))
    read_plainly = model.from_wire({"value": "cat", "points": points})
    measured = [name for name in ("area", "bounds") if hasattr(model, name)]
    assert measured or model is VideoBBox
    for name in measured:
        assert getattr(read, name) == getattr(read_plainly, name)
    assert callable(read.clipped)
    assert clipped


@pytest.mark.parametrize("name", [*BUILDERS, *SCALED])
def test_builders_take_the_other_fields(name: str) -> None:
    call, arguments = {**BUILDERS, **SCALED}[name]
    build = partial(call, *arguments, **({"width": 9, "height": 9} if name in SCALED else {}))
    coat = Attribute(key="coat", value="tabby")
    built = build(value="cat", title="Cat", color="#ff0000", attributes=[coat], content="a.png")
    assert built == read_again(built)
    said = built.to_wire()
    assert (said["value"], said["title"], said["color"]) == ("cat", "Cat", "#ff0000")
    assert said["attributes"] == [{"key": "coat", "value": "tabby"}]
    assert said["content"] == "a.png"
    assert build(value="cat").to_wire().keys() == {"type", "value", "points"}
    with pytest.raises(ValueError, match="colour"):
        build(value="cat", colour="red")


@pytest.mark.parametrize(
    "measure",
    [*MEASURES, *(partial(call, *given, value="cat") for call, given in SCALED.values())],
    ids=str,
)
@pytest.mark.parametrize(
    ("width", "height", "message"),
    [
        (0, 5, "width: expected a positive number of pixels, got 0"),
        (5, -1, "height: expected a positive number of pixels, got -1"),
        (None, 5, "width: expected a .*, got None"),
        ("5", 5, "width: expected a .*, got '5'"),
        (5, object, "height: expected a .*, got "),
    ],
)
def test_size_that_is_none_is_refused(
    measure: Callable[..., object], width: object, height: object, message: str
) -> None:
    with pytest.raises(FastLabelInvalidException, match=message) as refused:
        measure(width=width, height=height)
    assert refused.value.code == 422


@pytest.mark.parametrize("size", [float("nan"), float("inf"), True, np.True_])
def test_odd_size_is_refused(size: Any) -> None:
    with pytest.raises(FastLabelInvalidException, match="width"):
        BBox(value="a", points=(0, 0, 1, 1)).clipped(size, 5)


REFUSED: list[tuple[Callable[..., object], Sequence[object], str]] = [
    (BBox.from_coco, [[1, 2, 3]], r"bbox: expected 4 numbers for a box \(x, y, w, h\), got 3"),
    (BBox.from_xywh, [1, 2, -3, 4], "bbox: expected a positive width and height, got -3 x 4"),
    (BBox.from_coco, [["1", 2, 3, 4]], "bbox: expected a number, got '1'"),
    (BBox.from_coco, [[True, 2, 3, 4]], "bbox: expected a number, got True"),
    (BBox.from_coco, [np.zeros(4, bool)], "bbox: expected a number, got .*False"),
    (BBox.from_coco, [5], "bbox: expected a sequence of numbers, got 5"),
    (BBox.from_coco, ["1234"], "bbox: expected a number, got '1'"),
    (Keypoint.from_xy, [1, None], "y: expected a number, got None"),
    (
        Polygon.from_vertices,
        [[0, 0, 4, 0]],
        r"vertices\[0\]: expected a sequence of numbers, got 0",
    ),
    (Polygon.from_vertices, [5], "vertices: expected a sequence of pairs, got 5"),
    (
        Line.from_vertices,
        [np.zeros((2, 3))],
        r"vertices\[0\]: expected 2 numbers for a vertex \(x, y\), got 3",
    ),
    (
        Segmentation.from_rings,
        [[[SQUARE], [SQUARE, [(1, 1), (2,)]]]],
        r"regions\[1\]\[1\]\[1\]: expected 2 numbers for a vertex \(x, y\), got 1",
    ),
    (
        Segmentation.from_rings,
        [[SQUARE]],
        r"regions\[0\]\[0\]\[0\]: expected a sequence of numbers",
    ),
    (VideoBBox.from_keyframes, [{}], "keyframes: expected one keyframe or more"),
    (
        VideoBBox.from_keyframes,
        [{1: [1, 2, 3, 4], 7: [1, 2]}],
        r"keyframes\[7\]: expected 4 numbers for a box \(left, top, right, bottom\), got 2",
    ),
]


@pytest.mark.parametrize(("build", "arguments", "message"), REFUSED)
def test_builder_names_what_is_wrong(
    build: Callable[..., object], arguments: Sequence[object], message: str
) -> None:
    with pytest.raises(FastLabelInvalidException, match=message):
        build(*arguments, value="cat")


def test_builder_of_parts_names_what_they_are() -> None:
    with pytest.raises(
        FastLabelInvalidException, match=r"box: .*\(centre x, centre y, w, h\), got 5"
    ):
        BBox.from_yolo([1] * 5, width=9, height=9, value="cat")
    with pytest.raises(
        FastLabelInvalidException,
        match=r"box: expected a positive width and height, got 0.5 x -0.5",
    ):
        BBox.from_yolo([0, 0, 0.5, -0.5], width=9, height=9, value="cat")


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 2**53 + 1])
def test_builders_are_as_strict_as_the_models(number: float) -> None:
    with pytest.raises(ValueError, match="points"):
        BBox.from_coco([0, 0, 1, number], value="a")
    with pytest.raises(ValueError, match="points"):
        Polygon.from_vertices([(0, 0), (1, 0), (1, number)], value="a")


@pytest.mark.parametrize("dtype", [np.int8, np.uint16, np.int64, np.float32, np.float64])
def test_numpy_rows_become_floats(dtype: type[Any]) -> None:
    row = np.array([1, 2, 3, 4], dtype)
    box = BBox.from_coco(row, value="a")
    line = Line.from_vertices(row.reshape(2, 2), value="a")
    point = Keypoint.from_xy(row[0], row[1], value="a")
    track = VideoBBox.from_keyframes({1: row}, value="a")
    assert (box.points, line.points, point.points) == ((1, 2, 4, 6), (1, 2, 3, 4), (1, 2))
    numbers = [*box.points, *line.points, *point.points, *track.points[1].value]
    assert {type(number) for number in numbers} == {float}


@pytest.mark.parametrize(
    "name", ["bbox", "polygon", "line", "segmentation", "video_bbox", "frames"]
)
def test_examples_in_docstrings(name: str) -> None:
    module = import_module(f"fastlabel.models.annotations.{name}")
    runner = doctest.DocTestRunner()
    public_names = sorted(set(vars(module)) & set(dir(models)))
    for public in public_names:
        # Public classes and functions name `fastlabel.models` as their module.
        for test in doctest.DocTestFinder().find(
            getattr(module, public), public, module=False, globs={**vars(module)}
        ):
            runner.run(test)
    failed, tried = runner.summarize()
    assert tried
    assert not failed


def test_masks_load_numpy_and_nothing_else_does() -> None:
    code = (
        "import sys; from fastlabel.models import *; "
        "box = BBox.from_xywh(0, 0, 4, 4, value='a').clipped(2, 2); "
        "Polygon.from_vertices(box.vertices, value='a').clipped(1, 1); "
        "assert 'numpy' not in sys.modules; "
        "print(Polygon.from_vertices(box.vertices, value='a').to_mask(2, 2).sum())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.strip() == b"4"
