"""JSONTestSuite: the whole text, and the text as the value of an no such field of a task."""

from __future__ import annotations

import json

import pytest
from _pytest.mark import ParameterSet

from fastlabel.errors import InvalidResponseError
from fastlabel.models import ImageTask, UnknownAnnotation
from tests.models.hostile.agreement import reads
from tests.models.hostile.json_test_suite import ACCEPTED, DECIDED, REFUSED


def refused() -> list[ParameterSet]:
    decided = {name: case.text for name, case in DECIDED.items() if not case.accepted}
    return [pytest.param(text, id=name) for name, text in {**REFUSED, **decided}.items()]


def accepted() -> list[ParameterSet]:
    decided = {name: case.text for name, case in DECIDED.items() if case.accepted}
    return [pytest.param(text, id=name) for name, text in {**ACCEPTED, **decided}.items()]


def embedded(text: bytes) -> bytes:
    return b'{"id":"1","name":"n","x":' + text + b"}"


def test_suite_is_whole() -> None:
    assert (len(ACCEPTED), len(REFUSED), len(DECIDED)) == (95, 188, 35)


@pytest.mark.parametrize("text", accepted())
def test_json_is_accepted(text: bytes) -> None:
    assert reads(ImageTask, embedded(text))
    value = json.loads(text)
    if isinstance(value, dict):
        assert UnknownAnnotation.from_json(text).to_wire() == value
    elif value == []:
        assert ImageTask.list_from_json(text) == []
    else:
        with pytest.raises(InvalidResponseError, match="expected an object"):
            ImageTask.from_json(text)


@pytest.mark.parametrize("text", refused())
def test_no_json_is_refused(text: bytes) -> None:
    for read in (ImageTask.from_json, ImageTask.list_from_json, UnknownAnnotation.from_json):
        with pytest.raises(InvalidResponseError, match=r"JSON|not a finite number"):
            read(text)
    with pytest.raises(InvalidResponseError):
        ImageTask.from_json(embedded(text))
    with pytest.raises(InvalidResponseError):
        ImageTask.list_from_json(b"[" + embedded(text) + b"]")
