"""Tasks as columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, Final, TypeAlias

import pyarrow as pa

from fastlabel._protocol.kinds import KINDS, kind_of
from fastlabel.arrow.arrays import (
    AnyArray,
    list_array,
    list_offsets,
    record_batch,
    struct_array,
    to_array,
)
from fastlabel.arrow.attribute_columns import attributes_array, has_repeated_keys
from fastlabel.arrow.extra_fields import (
    FIELDS_SET,
    INT64,
    JsonFields,
    as_int64,
    as_json,
    as_utc,
    extra_fields,
    extra_time,
    is_utc,
)
from fastlabel.arrow.schema import CONTENT, task_schema
from fastlabel.models import Content
from fastlabel.models.tasks import AnyTask
from fastlabel.models.tasks.base import Task

_CONTENT_ALIASES: Final = (("url", "url"), ("width", "width"), ("height", "height"))
_TIMES: Final = (("created_at", "createdAt"), ("updated_at", "updatedAt"))
_COUNTS: Final = (("width", "width"), ("height", "height"), ("frame_count", "frameCount"))
_QUANTITIES: Final = (("fps", "fps"), ("duration", "duration"))

Row: TypeAlias = dict[str, Any]


def tasks_batch(tasks: Sequence[AnyTask], first: int) -> pa.RecordBatch:
    """Rows of tasks of any kinds; `first` is the index of the first task."""
    rows: list[Row] = list(map(vars, tasks))
    fields_set: list[set[str]] = list(map(FIELDS_SET, tasks))
    kinds = [kind_of(task).name for task in tasks]
    schema = task_schema()
    columns: dict[str, Any] = {
        "task_index": range(first, first + len(tasks)),
        "kind": kinds,
        "tags": _if_set(rows, fields_set, "tags"),
        "contents": _contents(_if_set(rows, fields_set, "contents")),
        "attributes": attributes_array(_if_set(rows, fields_set, "attributes")),
        "annotation_count": [
            None if annotations is None else len(annotations)
            for annotations in _if_set(rows, fields_set, "annotations")
        ],
        "rest": list(map(as_json, _extra(tasks, kinds, rows))),
    }
    columns |= {
        name: [row.get(name) for row in rows] for name in schema.names if name not in columns
    }
    for convert, fields in ((as_utc, _TIMES), (as_int64, _COUNTS), (_as_float, _QUANTITIES)):
        columns |= {name: list(map(convert, columns[name])) for name, _ in fields}
    return record_batch(columns, schema)


@lru_cache
def optional_fields(kind: str) -> tuple[tuple[str, str], ...]:
    """Names of the optional fields of a kind, in Python and on the wire."""
    model: type[Task] = KINDS[kind].response
    return tuple(
        (name, field.alias or name)
        for name, field in model.model_fields.items()
        if not field.is_required()
    )


def _if_set(rows: Sequence[Row], fields_set: Sequence[set[str]], name: str) -> list[Any]:
    """List field of each task; None if it is not set, or its kind does not have it."""
    return [
        row.get(name) if name in names else None
        for row, names in zip(rows, fields_set, strict=True)
    ]


def _as_float(quantity: float | None) -> float | None:
    try:
        return quantity if quantity is None else float(quantity)
    except OverflowError:
        return None


def _extra(tasks: Sequence[AnyTask], kinds: Sequence[str], rows: Sequence[Row]) -> list[JsonFields]:
    """Fields of each task that its columns cannot hold, searched column by column."""
    extra = _unknown_or_null(tasks, kinds)
    for name, alias in _TIMES:
        for at in [at for at, row in enumerate(rows) if not is_utc(row[name])]:
            text = extra_time(rows[at][name])
            if text is not None:
                extra[at][alias] = text
    for name, alias in _COUNTS:
        counts = [row.get(name) or 0 for row in rows]
        for at in [at for at, count in enumerate(counts) if count not in INT64]:
            extra[at][alias] = rows[at][name]
    for name, alias in _QUANTITIES:
        for at in [at for at, row in enumerate(rows) if isinstance(row.get(name), int)]:
            extra[at][alias] = rows[at][name]
    for at in [at for at, row in enumerate(rows) if row.get("attributes")]:
        attributes = rows[at]["attributes"]
        if has_repeated_keys(attributes):
            extra[at]["attributes"] = [attribute.to_wire() for attribute in attributes]
    return extra


def _unknown_or_null(tasks: Sequence[AnyTask], kinds: Sequence[str]) -> list[JsonFields]:
    extra: dict[int, JsonFields] = {}
    for kind in dict.fromkeys(kinds):
        rows = [at for at, name in enumerate(kinds) if name == kind]
        found = extra_fields([tasks[at] for at in rows], optional_fields(kind))
        extra |= zip(rows, found, strict=True)
    return [extra[at] for at in range(len(tasks))]


def _contents(rows: Sequence[Sequence[Content] | None]) -> AnyArray:
    contents = list(chain.from_iterable(filter(None, rows)))
    columns: list[list[Any]] = [
        [content.name for content in contents],
        [content.url for content in contents],
        [as_int64(content.width) for content in contents],
        [as_int64(content.height) for content in contents],
        list(map(as_json, _extra_of_contents(contents))),
    ]
    arrays = [to_array(column, field.type) for column, field in zip(columns, CONTENT, strict=True)]
    return list_array(list_offsets(rows), struct_array(arrays, CONTENT))


def _extra_of_contents(contents: Sequence[Content]) -> Iterator[JsonFields]:
    for content, extra in zip(contents, extra_fields(contents, _CONTENT_ALIASES), strict=True):
        sizes = {"width": content.width, "height": content.height}
        yield {**extra, **{name: size for name, size in sizes.items() if size != as_int64(size)}}
