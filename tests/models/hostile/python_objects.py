"""Python objects that are no JSON, alone and in every mixture with what is."""

from __future__ import annotations

import enum
import io
import json
import math
import re
from collections import deque
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from fastlabel.models import UnknownAnnotation


class Colour(enum.Enum):
    RED = "red"


@dataclass
class Point:
    x: object = 1
    y: object = b"\xff"


class Unshown:
    def __repr__(self) -> str:
        raise RuntimeError("no repr")


def endless() -> list[object]:
    value: list[object] = []
    value.append(value)
    return value


NO_JSON: dict[str, object] = {
    "bytes": b"a",
    "bytes that are not UTF-8": b"\xff",
    "bytearray": bytearray(b"a"),
    "memoryview": memoryview(b"a"),
    "set": {1},
    "frozenset": frozenset([1]),
    "deque": deque([1]),
    "range": range(3),
    "iterator": iter([1]),
    "nan": math.nan,
    "inf": math.inf,
    "nan inside": [{"a": -math.inf}],
    "complex": 1j,
    "Decimal": Decimal("1.5"),
    "Fraction": Fraction(1, 2),
    "datetime": datetime(2020, 1, 1, tzinfo=UTC),
    "date": date(2020, 1, 1),
    "UUID": UUID(int=1),
    "Path": Path("a"),
    "Enum": Colour.RED,
    "dataclass": Point(),
    "nested dataclasses": Point(Point(), [Point()]),
    "model": UnknownAnnotation.from_wire({"type": "circle"}),
    "namespace": SimpleNamespace(a=1),
    "object": object(),
    "object without repr": Unshown(),
    "class": int,
    "function": len,
    "exception": ValueError("x"),
    "pattern": re.compile("a"),
    "open file": io.BytesIO(b"a"),
    "Ellipsis": ...,
    "endless list": endless(),
    "key that is bytes": {b"a": 1},
    "key that is a tuple": {(1, 2): 3},
    "half a character": "\ud800",
    "key of half a character": {"\ud800": 1},
}


def _merged(known: dict[str, object], other: dict[str, object]) -> dict[str, object]:
    return {**known, **other}


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**4000, -(10**400), 2**64])
    | st.floats()
    | st.text(max_size=5)
    | st.binary(max_size=3)
    | st.sampled_from([obj for obj in NO_JSON.values() if not isinstance(obj, Unshown)])
    | st.decimals(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
        | st.dictionaries(st.none() | st.integers() | st.binary(max_size=2), inner, max_size=2)
        | st.tuples(inner, inner)
        | st.builds(Point, inner, inner)
    ),
    max_leaves=8,
)
names = st.sampled_from(
    ["id", "name", "project", "type", "value", "points", "key", "tags", "annotations", "attributes",
     "contents", "createdAt", "fps", "width", "status", "file", "filePath", "x", "1"]
)  # fmt: skip
fitting: st.SearchStrategy[dict[str, object]] = st.fixed_dictionaries(
    {"id": st.just("1"), "name": st.just("n"), "project": st.just("p"), "value": st.just("c")}
)
others = st.dictionaries(names, anything, max_size=3)
wires: st.SearchStrategy[dict[str, object]] = st.builds(_merged, fitting, others)


def as_json(value: object) -> Any:
    """What Python's json makes of it: tuples are lists, keys are text. Raises if it is no JSON."""
    text = json.dumps(value, allow_nan=False, ensure_ascii=False)
    return json.loads(text.encode())
