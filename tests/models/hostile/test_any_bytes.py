"""Any bytes at all, and pages with bytes changed: read as Python's json reads them, or refused."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel.errors import InvalidResponseError
from fastlabel.models import ImageTask
from tests.models.hostile.agreement import AnyTask, exact
from tests.models.hostile.page import PAGES
from tests.support.wire_strategies import json_values

PIECES = [
    *(bytes([byte]) for byte in b'[]{},:"\\u0123456789eE+-. truefalsnull\x00\xff\xc3\xa9'),
    b'"id":"1"', b'"name":"n"', b'"annotations":', b'{"type":"bbox"}', b"null", b"\\ud83d",
]  # fmt: skip
pieces = st.lists(st.sampled_from(PIECES), max_size=30).map(b"".join)
changes = st.lists(
    st.tuples(
        st.sampled_from(["flip", "insert", "delete", "replace"]),
        st.integers(0, 10**4),
        st.sampled_from(PIECES) | st.binary(min_size=1, max_size=3),
        st.integers(0, 7),
    ),
    min_size=1,
    max_size=4,
)


def changed(page: bytes, kind: str, at: int, piece: bytes, bit: int) -> bytes:
    at %= len(page) or 1
    match kind:
        case "flip":
            return (
                page[:at] + bytes(byte ^ (1 << bit) for byte in page[at : at + 1]) + page[at + 1 :]
            )
        case "insert":
            return page[:at] + piece + page[at:]
        case "delete":
            return page[:at] + page[at + len(piece) :]
        case _:
            return page[:at] + piece + page[at + len(piece) :]


def alike(value: Any) -> Any:
    """JSON with the kinds of its numbers, except in coordinates, which are floats when they fit."""
    if isinstance(value, dict):
        fields = cast("dict[str, Any]", value)
        return {
            key: fields[key] if key in {"points", "value"} else alike(fields[key]) for key in fields
        }
    if isinstance(value, list):
        return [alike(item) for item in cast("list[str]", value)]
    return exact(value)


def assert_read_or_refused(model: type[AnyTask], data: bytes) -> None:
    try:
        tasks = model.list_from_json(data)
    except InvalidResponseError:
        return
    said = json.loads(data.decode())
    written = [task.to_wire() for task in tasks]
    assert written == said
    assert alike(written) == alike(said)
    assert [json.loads(task.to_json()) for task in tasks] == said


@given(data=st.binary() | pieces | pieces.map(lambda inner: b"[{" + inner + b"}]"))
def test_any_bytes(data: bytes) -> None:
    assert_read_or_refused(ImageTask, data)


@given(value=json_values, model=st.sampled_from([*PAGES]))
def test_any_json(value: object, model: type[AnyTask]) -> None:
    assert_read_or_refused(model, json.dumps(value).encode())
    assert_read_or_refused(model, json.dumps([value]).encode())
    fields = ("name", "x", "tags", "annotations", "contents", "attributes", "createdAt", "fps")
    for field in fields:
        task = {"id": "1", "name": "n", field: value}
        assert_read_or_refused(model, json.dumps([task]).encode())


@pytest.mark.parametrize("model", PAGES)
@given(edits=changes)
def test_any_change_of_a_page(
    model: type[AnyTask], edits: list[tuple[str, int, bytes, int]]
) -> None:
    page = PAGES[model]
    for edit in edits:
        page = changed(page, *edit)
    assert_read_or_refused(model, page)


@pytest.mark.parametrize("model", PAGES)
@pytest.mark.parametrize("bit", range(8))
def test_every_flip_of_one_bit(model: type[AnyTask], bit: int) -> None:
    for at in range(bit, len(PAGES[model]), 8):
        assert_read_or_refused(model, changed(PAGES[model], "flip", at, b"", bit))
