"""Any Python object at all to `from_wire`: it is JSON and kept as it is, or it is refused."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given

from fastlabel.errors import InvalidResponseError
from fastlabel.models import (
    BBox,
    ImageClassificationTask,
    ImageTask,
    Keypoint,
    MultiImageTask,
    NewImageClassificationTask,
    NewImageTask,
    NewMultiImageTask,
    NewVideoTask,
    UnknownAnnotation,
    VideoBBox,
    VideoTask,
)
from tests.models.hostile import python_objects
from tests.models.hostile.agreement import FIELDS, exact

MODELS: list[type[Any]] = [
    BBox, ImageClassificationTask, ImageTask, Keypoint, MultiImageTask, NewImageClassificationTask,
    NewImageTask, NewMultiImageTask, NewVideoTask, UnknownAnnotation, VideoBBox, VideoTask,
]  # fmt: skip


def filled(template: str, value: object) -> Any:
    """The task with this value in an unknown field."""

    def fill(fields: dict[str, object]) -> dict[str, object]:
        return {name: value if name == "hole" else said for name, said in fields.items()}

    return json.loads(template.replace("%s", '"hole":0'), object_hook=fill)


@given(wire=python_objects.wires)
@example(wire={"type": "bbox", "value": "c", "points": io.BytesIO()})
def test_any_object_is_read_or_refused(wire: dict[str, object]) -> None:
    for model in MODELS:
        with suppress(InvalidResponseError):
            assert isinstance(model.from_wire(wire), model)


@given(wire=python_objects.wires)
@example(wire={"id": "1", "name": "n", "x": b"a"})
def test_any_object_that_is_read_is_json(wire: dict[str, object]) -> None:
    for model in (ImageTask, ImageClassificationTask, MultiImageTask, VideoTask):
        try:
            task = model.from_wire(wire)
        except InvalidResponseError:
            continue
        assert task.to_wire() == python_objects.as_json(wire)
        assert task.to_json()


@pytest.mark.parametrize("obj", python_objects.NO_JSON.values(), ids=python_objects.NO_JSON)
def test_object_that_is_no_json_is_refused(obj: object) -> None:
    for model, template in FIELDS.values():
        with pytest.raises(InvalidResponseError):
            model.from_wire(filled(template, obj))


def shown(part: object) -> str:
    """An id that is the same in every process."""
    return type(part).__name__ if hasattr(part, "__next__") else repr(part)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", b"a"),
        ("name", bytearray(b"a")),
        ("tags", [b"a"]),
        ("tags", {"a": 1}.keys()),
        ("tags", iter(["a"])),
        ("annotations", iter([{"type": "circle"}])),
        ("tags", {"a"}),
        ("tags", "a"),
        ("tags", {"a": 1}),
        ("width", "1"),
        ("width", 1.0),
        ("width", True),
        ("createdAt", 5),
        ("createdAt", date(2020, 1, 1)),
        ("createdAt", b"2021-02-22T11:25:27Z"),
        ("annotations", [5]),
        ("annotations", {"type": "bbox"}),
        ("annotations", [[("type", "bbox")]]),
    ],
    ids=shown,
)
def test_object_of_another_kind_is_refused(field: str, value: object) -> None:
    with pytest.raises(InvalidResponseError):
        ImageTask.from_wire({"id": "1", "name": "n", field: value})


class Fields(Mapping[str, object]):
    """A mapping that is no dict."""

    def __init__(self, fields: Mapping[str, object]) -> None:
        self.fields = fields

    def __getitem__(self, name: str) -> object:
        return self.fields[name]

    def __iter__(self) -> Any:
        return iter(self.fields)

    def __len__(self) -> int:
        return len(self.fields)


def test_mapping_that_is_no_dict_is_read() -> None:
    wire = {"id": "1", "name": "n", "x": [1]}
    assert ImageTask.from_wire(Fields(wire)).to_wire() == wire


@pytest.mark.parametrize(
    "obj", [None, 1, "x", b"x", [], ["id"], object(), python_objects.Point(), ImageTask]
)
def test_object_that_is_no_mapping_is_refused(obj: Any) -> None:
    with pytest.raises(InvalidResponseError):
        ImageTask.from_wire(obj)


def test_object_read_can_change_without_changing_the_model() -> None:
    inner: list[int] = [1]
    wire = {
        "id": "1",
        "name": "n",
        "x": inner,
        "annotations": [{"type": "circle", "points": inner}],
    }
    task = ImageTask.from_wire(wire)
    before = exact(task.to_wire())
    inner.append(2)
    assert exact(task.to_wire()) == before
