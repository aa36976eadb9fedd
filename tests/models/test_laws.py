"""What holds for every model and any JSON that the service could send."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel.models import ImageClassificationTask, ImageTask, MultiImageTask, VideoTask
from fastlabel.models.tasks.base import Task
from tests.support import wire_strategies
from tests.support.examples import examples

KINDS: list[tuple[type[Task], st.SearchStrategy[wire_strategies.Json]]] = [
    (ImageTask, wire_strategies.image_tasks),
    (ImageClassificationTask, wire_strategies.image_classification_tasks),
    (MultiImageTask, wire_strategies.multi_image_tasks),
    (VideoTask, wire_strategies.video_tasks),
]
every_kind = pytest.mark.parametrize(
    ("model", "objects"), KINDS, ids=lambda k: getattr(k, "__name__", "")
)

thoroughly = examples(300)


def exact(value: Any) -> Any:
    """JSON with the kind of each number beside its value, except coordinates'."""
    if isinstance(value, dict):
        fields = cast("dict[str, Any]", value)
        return {key: None if key == "points" else exact(fields[key]) for key in fields}
    if isinstance(value, list):
        return [exact(item) for item in cast("list[str]", value)]
    return type(value), value


def orders(value: Any) -> Any:
    """JSON with its objects as lists: frames and unknown fields in order, known fields sorted."""
    if isinstance(value, dict):
        fields = cast("dict[str, Any]", value)
        loose = [key for key in fields if key.startswith("x-") or key.isdecimal()]
        known = sorted(key for key in fields if key not in loose)
        return [(key, orders(fields[key])) for key in [*known, *loose]]
    if isinstance(value, list):
        return [orders(item) for item in cast("list[str]", value)]
    return value


@every_kind
@thoroughly
@given(data=st.data())
def test_reading_loses_nothing(
    model: type[Task], objects: st.SearchStrategy[wire_strategies.Json], data: st.DataObject
) -> None:
    wire = data.draw(objects)
    written = model.from_wire(copy.deepcopy(wire)).to_wire()
    assert written == wire
    assert exact(written) == exact(wire)
    assert orders(written) == orders(wire)


@every_kind
@thoroughly
@given(data=st.data())
def test_both_readers_agree_and_copies_are_equal(
    model: type[Task], objects: st.SearchStrategy[wire_strategies.Json], data: st.DataObject
) -> None:
    wire = data.draw(objects)
    text = json.dumps(wire)
    assert model.from_json(text) == model.from_wire(wire)
    assert model.list_from_json(f"[{text}]") == [model.from_wire(wire)]
    task = model.from_wire(wire)
    for twin in (
        model.from_json(task.to_json()),
        pickle.loads(pickle.dumps(task)),
        copy.deepcopy(task),
    ):
        assert twin == task
        assert twin.to_wire() == task.to_wire()
