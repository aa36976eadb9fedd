"""Numbers at the edges: kept exactly, with their kind, or refused. Never another number."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from typing import Any

import pytest

from fastlabel.errors import InvalidResponseError
from fastlabel.models import ImageTask, UnknownAnnotation, VideoTask
from fastlabel.models.tasks.base import Task
from tests.models.hostile.agreement import COORDINATES, VALUES, assert_whole, exact, reads

KEPT = [
    str(2**53),
    str(2**53 + 1),
    str(2**63),
    str(2**64),
    str(-(2**63)),
    str(-(2**64)),
    "9" * 4300,
    "30.0",
    "0.1" + "1" * 400,
    "123456789012345678901234567890.5",
    "-0",
    "-0.0",
    "1E+2",
    "1.7976931348623157e308",
    "1.7976931348623158e308",
    "1" + "0" * 309 + "e-300",
    "5e-324",
    "2e-324",
    "0." + "0" * 400 + "1",
]
NOT_FINITE = [
    "1e999", "-1e999", "1E400", "1.0E+0999", "9" * 310 + ".0", "1.7976931348623159e308", "NaN",
    "Infinity", "-Infinity", "9" * 211 + "e99", "-" + "9" * 220 + ".5E+95", "1" * 5000 + ".5",
]  # fmt: skip
NO_NUMBER = ["-NaN", "9" * 5000, "-" + "9" * 5000]


def only_annotation(task: Task) -> Any:
    (annotation,) = task.annotations if isinstance(task, ImageTask | VideoTask) else (None,)
    return annotation


def forms(number: str) -> tuple[str, str, str]:
    return number, f"[{number}]", f'{{"a":{number}}}'


@pytest.mark.parametrize("place", VALUES)
def test_number_is_kept_exactly(place: str) -> None:
    model, _ = VALUES[place]
    for number in KEPT:
        for value in forms(number):
            assert reads(model, VALUES[place].text(value)), number
        assert_whole(model.from_json(VALUES[place].text(number)))


@pytest.mark.parametrize("place", VALUES)
def test_number_that_is_not_finite_is_refused(place: str) -> None:
    model, _ = VALUES[place]
    for number in NOT_FINITE:
        for value in forms(number):
            text = VALUES[place].text(value)
            with pytest.raises(InvalidResponseError):
                model.from_json(text)
            with pytest.raises(InvalidResponseError):
                model.from_wire(json.loads(text))


@pytest.mark.parametrize(
    "text", ["NaN", "-Infinity]", "1e999, ", "7" * 400, "1e999", "0e123-7e999"]
)
def test_text_that_looks_like_such_a_number_is_kept(text: str) -> None:
    assert reads(ImageTask, json.dumps({"id": text, "name": "n", text: [text], "x": f"{text} "}))


@pytest.mark.parametrize("place", COORDINATES)
def test_coordinate_that_is_not_finite_is_refused(place: str) -> None:
    model, _ = COORDINATES[place]
    for number in NOT_FINITE:
        with pytest.raises(InvalidResponseError):
            model.from_json(COORDINATES[place].text(number))


@pytest.mark.parametrize("place", [*VALUES, *COORDINATES])
def test_no_number_is_refused(place: str) -> None:
    model, _ = filled = {**VALUES, **COORDINATES}[place]
    for number in NO_NUMBER:
        with pytest.raises(InvalidResponseError):
            model.from_json(filled.text(number))


@pytest.mark.parametrize("field", ["fps", "width", "height", "frameCount", "duration"])
def test_measure_that_is_not_finite_is_refused(field: str) -> None:
    for number in (*NOT_FINITE, *NO_NUMBER):
        with pytest.raises(InvalidResponseError):
            VideoTask.from_json(f'{{"id":"1","name":"n","{field}":{number}}}')


@pytest.mark.parametrize("field", ["fps", "duration"])
def test_measure_is_kept_exactly(field: str) -> None:
    for number in KEPT:
        assert reads(VideoTask, f'{{"id":"1","name":"n","{field}":{number}}}'), number


@pytest.mark.parametrize("number", ["30.0", "1e2", "-0.0", "true", '"30"'])
def test_count_that_is_no_whole_number_is_refused(number: str) -> None:
    with pytest.raises(InvalidResponseError, match=r"width: expected a whole number"):
        ImageTask.from_json(f'{{"id":"1","name":"n","width":{number}}}')


@pytest.mark.parametrize("number", [2**53, 2**53 + 1, -(2**53), 2**63, 2**64, -(2**64), 10**400])
@pytest.mark.parametrize("place", COORDINATES)
def test_coordinate_that_no_float_holds_makes_the_annotation_unknown(
    place: str, number: int
) -> None:
    model, _ = COORDINATES[place]
    text = COORDINATES[place].text(str(number))
    assert isinstance(only_annotation(model.from_json(text)), UnknownAnnotation)
    assert reads(model, text)
    assert_whole(model.from_json(text))


@pytest.mark.parametrize("number", ["-0.0", "0.1" + "1" * 400, "5e-324", "1E+2", str(2**53 - 1)])
@pytest.mark.parametrize("place", COORDINATES)
def test_coordinate_that_a_float_holds_is_kept(place: str, number: str) -> None:
    model, _ = COORDINATES[place]
    text = COORDINATES[place].text(number)
    annotation = only_annotation(model.from_json(text))
    assert not isinstance(annotation, UnknownAnnotation)
    as_float: Any = json.loads(text, parse_int=float)
    assert exact(annotation.to_wire()) == exact(as_float["annotations"][0])


def test_object_with_a_huge_whole_number_keeps_it_or_is_refused() -> None:
    huge = 10**5000
    with suppress(InvalidResponseError):
        assert ImageTask.from_wire({"id": "1", "name": "n", "x": huge}).to_wire()["x"] == huge


@pytest.mark.parametrize("field", ["id", "name", "tags", "status", "annotations"])
def test_object_with_a_huge_whole_number_in_a_wrong_place_is_refused(field: str) -> None:
    with pytest.raises(InvalidResponseError):
        ImageTask.from_wire({"id": "1", "name": "n", field: 10**5000})


READ_NAN = """
from fastlabel.errors import InvalidResponseError
from fastlabel.models import Attribute, ImageClassificationTask
{first}
attribute = {{"key": "k", "value": float("nan")}}
try:
    ImageClassificationTask.from_wire({{"id": "1", "name": "n", "attributes": [attribute]}})
except InvalidResponseError:
    print("refused")
"""


def test_reading_is_the_same_whatever_was_built_before() -> None:
    outcomes = {
        subprocess.check_output([sys.executable, "-c", READ_NAN.format(first=first)])
        for first in ("", "Attribute(key='a', value=1)")
    }
    assert len(outcomes) == 1
