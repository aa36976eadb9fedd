"""Tasks as columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, Final, TypeAlias

import pyarrow as pa

from fastlabel._protocol.kinds import KINDS, kind_of
from fastlabel.arrow.arrays import AnyArray, array_of, batch_of, list_of, offsets_of, struct_of
from fastlabel.arrow.attribute_columns import attributes_array, repeated_keys
from fastlabel.arrow.extra_fields import (
    INT64,
    SAID,
    Rest,
    as_int64,
    as_json,
    as_utc,
    is_plain,
    rests_of,
    said_time,
)
from fastlabel.arrow.schema import CONTENT, task_schema
from fastlabel.models import Content
from fastlabel.models.tasks import AnyTask
from fastlabel.models.tasks.base import Task

__all__ = ["optional_fields", "tasks_batch"]

_CONTENT_ALIASES: Final = (("url", "url"), ("width", "width"), ("height", "height"))
_TIMES: Final = (("created_at", "createdAt"), ("updated_at", "updatedAt"))
_COUNTS: Final = (("width", "width"), ("height", "height"), ("frame_count", "frameCount"))
_QUANTITIES: Final = (("fps", "fps"), ("duration", "duration"))

Fields: TypeAlias = dict[str, Any]


def tasks_batch(tasks: Sequence[AnyTask], first: int) -> pa.RecordBatch:
    """Tasks as rows.

    Args:
        tasks: Of any kinds, in order.
        first: The index of the first of them.
    """
    rows, said, kinds = (
        list(map(vars, tasks)),
        list(map(SAID, tasks)),
        [kind_of(task).name for task in tasks],
    )
    schema = task_schema()
    columns: dict[str, Any] = {
        "task_index": range(first, first + len(tasks)),
        "kind": kinds,
        "tags": _said(rows, said, "tags"),
        "contents": _contents(_said(rows, said, "contents")),
        "attributes": attributes_array(_said(rows, said, "attributes")),
        "annotation_count": list(map(_count, _said(rows, said, "annotations"))),
        "rest": list(map(as_json, _rests(tasks, kinds, rows))),
    }
    columns |= {
        name: [row.get(name) for row in rows] for name in schema.names if name not in columns
    }
    for convert, fields in ((as_utc, _TIMES), (as_int64, _COUNTS), (_as_float, _QUANTITIES)):
        columns |= {name: list(map(convert, columns[name])) for name, _ in fields}
    return batch_of(columns, schema)


@lru_cache
def optional_fields(kind: str) -> tuple[tuple[str, str], ...]:
    """Optional fields of a kind: their names in Python and on the wire."""
    model: type[Task] = KINDS[kind].response
    return tuple(
        (name, field.alias or name)
        for name, field in model.model_fields.items()
        if not field.is_required()
    )


def _said(rows: Sequence[Fields], said: Sequence[set[str]], name: str) -> list[Any]:
    """A list of each task; None if it was not said, or its kind has none."""
    return [row.get(name) if name in names else None for row, names in zip(rows, said, strict=True)]


def _count(items: Sequence[object] | None) -> int | None:
    return None if items is None else len(items)


def _as_float(quantity: float | None) -> float | None:
    try:
        return quantity if quantity is None else float(quantity)
    except OverflowError:
        return None


def _rests(tasks: Sequence[AnyTask], kinds: Sequence[str], rows: Sequence[Fields]) -> list[Rest]:
    """What the columns do not tell of each task. Odd ones are looked for column by column."""
    rests = _unknown_or_null(tasks, kinds)
    for name, alias in _TIMES:
        for at in [at for at, row in enumerate(rows) if not is_plain(row[name])]:
            text = said_time(rows[at][name])
            if text is not None:
                rests[at][alias] = text
    for name, alias in _COUNTS:
        counts = [row.get(name) or 0 for row in rows]
        for at in [at for at, count in enumerate(counts) if count not in INT64]:
            rests[at][alias] = rows[at][name]
    for name, alias in _QUANTITIES:
        for at in [at for at, row in enumerate(rows) if isinstance(row.get(name), int)]:
            rests[at][alias] = rows[at][name]
    for at in [at for at, row in enumerate(rows) if row.get("attributes")]:
        attributes = rows[at]["attributes"]
        if repeated_keys(attributes):
            rests[at]["attributes"] = [attribute.to_wire() for attribute in attributes]
    return rests


def _unknown_or_null(tasks: Sequence[AnyTask], kinds: Sequence[str]) -> list[Rest]:
    rests: dict[int, Rest] = {}
    for kind in dict.fromkeys(kinds):
        of_kind = [at for at, each in enumerate(kinds) if each == kind]
        rests |= zip(
            of_kind, rests_of([tasks[at] for at in of_kind], optional_fields(kind)), strict=True
        )
    return [rests[at] for at in range(len(tasks))]


def _contents(owned: Sequence[Sequence[Content] | None]) -> AnyArray:
    listed = list(chain.from_iterable(filter(None, owned)))
    columns: list[list[Any]] = [
        [content.name for content in listed],
        [content.url for content in listed],
        [as_int64(content.width) for content in listed],
        [as_int64(content.height) for content in listed],
        list(map(as_json, _rests_of_contents(listed))),
    ]
    arrays = [array_of(column, field.type) for column, field in zip(columns, CONTENT, strict=True)]
    return list_of(offsets_of(owned), struct_of(arrays, CONTENT))


def _rests_of_contents(contents: Sequence[Content]) -> Iterator[Rest]:
    for content, rest in zip(contents, rests_of(contents, _CONTENT_ALIASES), strict=True):
        sizes = {"width": content.width, "height": content.height}
        yield {**rest, **{name: size for name, size in sizes.items() if size != as_int64(size)}}
