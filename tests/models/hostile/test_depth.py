"""JSON nested deeper than any answer: refused, without running out of stack."""

from __future__ import annotations

from typing import Any

import pytest

from fastlabel.errors import InvalidResponseError
from fastlabel.models import ImageTask, VideoTask
from tests.models.hostile.agreement import VALUES, assert_whole, reads

DEEPEST = 10**5
NESTINGS = {"arrays": ("[", "]"), "objects": ('{"a":', "}"), "both": ('[{"a":', "}]")}

KNOWN = ["name", "tags", "width", "annotations", "points", "frame"]

every_nesting = pytest.mark.parametrize("nesting", NESTINGS)


def nested(nesting: str, depth: int) -> str:
    opening, closing = NESTINGS[nesting]
    return opening * depth + "1" + closing * depth


def nested_object(nesting: str, depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        inner: object = {"a": value} if nesting != "arrays" else value
        value = inner if nesting == "objects" else [inner]
    return value


@every_nesting
def test_deep_text_is_refused(nesting: str) -> None:
    text = nested(nesting, DEEPEST)
    for read in (ImageTask.from_json, ImageTask.list_from_json):
        for cut in (text, text[: len(text) // 2]):
            with pytest.raises(InvalidResponseError, match="recursion limit"):
                read(cut)


@every_nesting
@pytest.mark.parametrize("place", VALUES)
def test_deep_value_is_refused(place: str, nesting: str) -> None:
    model, _ = VALUES[place]
    with pytest.raises(InvalidResponseError, match="recursion limit"):
        model.from_json(VALUES[place].text(nested(nesting, DEEPEST)))


@every_nesting
@pytest.mark.parametrize("place", VALUES)
def test_deepest_value_that_is_read_is_written_and_copied(place: str, nesting: str) -> None:
    model, _ = VALUES[place]
    levels = len(NESTINGS[nesting][1])
    texts = [VALUES[place].text(nested(nesting, depth // levels)) for depth in range(190, 204, 2)]
    read = [text for text in texts if reads(model, text)]
    assert read == texts[: len(read)]
    assert 0 < len(read) < len(texts)
    assert_whole(model.from_json(read[-1]))


def with_field(field: str, value: object) -> dict[str, object]:
    match field:
        case "points":
            return {"annotations": [{"type": "line", "value": "c", "points": value}]}
        case "frame":
            return {"annotations": [{"type": "bbox", "value": "c", "points": {"1": value}}]}
        case _:
            return {field: value}


@pytest.mark.parametrize("field", KNOWN)
def test_deep_object_in_a_known_field_is_refused(field: str) -> None:
    model = VideoTask if field == "frame" else ImageTask
    for nesting in NESTINGS:
        fields = with_field(field, nested_object(nesting, DEEPEST))
        with pytest.raises(InvalidResponseError):
            model.from_wire({"id": "1", "name": "n", **fields})


@every_nesting
def test_deep_object_in_an_unknown_field_is_refused(nesting: str) -> None:
    for depth in (1000, DEEPEST):
        deep = nested_object(nesting, depth)
        mark: dict[str, Any] = {"type": "keypoint", "value": "c", "points": [1, 2], "x": deep}
        for extra in ({"x": deep}, {"annotations": [mark]}, {"annotations": [{"type": deep}]}):
            with pytest.raises(InvalidResponseError):
                ImageTask.from_wire({"id": "1", "name": "n", **extra})


@every_nesting
def test_deep_attribute_value_is_refused(nesting: str) -> None:
    attribute = {"key": "k", "value": nested_object(nesting, DEEPEST)}
    model, _ = VALUES["value of an attribute"]
    with pytest.raises(InvalidResponseError):
        model.from_wire({"id": "1", "name": "n", "attributes": [attribute]})
