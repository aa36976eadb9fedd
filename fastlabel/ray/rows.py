"""A row of a data set as the task that it asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, Final, Literal, TypeAlias, cast

import pyarrow as pa
from pydantic_core import from_json

from fastlabel._protocol.kinds import KINDS
from fastlabel._protocol.new_tasks import parse_new_task
from fastlabel.arrow import FrameForm, TaskTables, annotation_schema, task_schema
from fastlabel.arrow.annotation_columns import annotations_batch
from fastlabel.arrow.arrays import list_of, offsets_of, struct_of
from fastlabel.arrow.attribute_columns import attributes_from
from fastlabel.arrow.from_tables import annotation_from
from fastlabel.arrow.schema import NAMES, SCHEMA_VERSION, VERSION_KEY, Fields
from fastlabel.arrow.task_columns import tasks_batch
from fastlabel.errors import invalid
from fastlabel.models.tasks import AnyNewTask, AnyTask, annotations_of

__all__ = [
    "Row",
    "Rows",
    "check_columns",
    "new_task",
    "rows_schema",
    "rows_to_tables",
    "tasks_to_rows",
]


Row: TypeAlias = Mapping[str, Any]


def new_task(row: Row, kind: str, project: str) -> AnyNewTask:
    """The task that a row asks for.

    Raises:
        FastLabelInvalidException: It does not fit; the message names the place.
    """
    fields: dict[str, object] = {"project": project}
    fields |= {name: row[name] for name in ("name", "status") if row.get(name) is not None}
    fields["tags"] = tuple(row.get("tags") or ())
    fields |= _media(row, kind)
    wanted = KINDS[kind]
    place = wanted.marks
    if row.get(place) is not None:
        fields[place] = _drawn(row[place], place)
    new: AnyNewTask = parse_new_task(wanted.create, fields)
    return new


def _media(row: Row, kind: str) -> dict[str, object]:
    told = {name: row[name] for name in ("file_path", "folder_path") if row.get(name) is not None}
    if row.get("media") is None:
        return told
    if not KINDS[kind].has_contents:
        return {**told, "file": row["media"]}
    contents = cast("Sequence[Row]", row.get("contents") or ())
    media = cast("Sequence[bytes | None]", row["media"])
    if len(contents) != len(media) or None in media:
        invalid(f"media: {len(media)} where contents names {len(contents)}; give bytes for each")
    names = [content["name"] for content in contents]
    return {**told, "files": dict(zip(names, media, strict=True))}


def _drawn(given: object, place: str) -> list[object]:
    """As JSON: from its text, from mappings of it, or from the columns of `read_tasks`."""
    if isinstance(given, str | bytes):
        given = cast("object", from_json(given))
    if not isinstance(given, list | tuple):
        invalid(f"{place}: {type(given).__name__} where a list, or the JSON of one, is due")
    items = cast("Sequence[object]", given)
    if items and isinstance(items[0], tuple):
        return list(attributes_from(cast("Any", items)))
    return [_annotation(item) for item in items]


def _annotation(item: object) -> object:
    if not isinstance(item, Mapping):
        return item
    row = cast("Row", item)
    if "annotation_index" in row:
        return annotation_from(row)
    # In a list of structs, a field that one of them has is a null in all others.
    return {name: row[name] for name in row if row[name] is not None}


Rows: TypeAlias = Literal["tasks", "annotations", "frames"]
"""One row for each task, for each annotation, or for each annotation and frame."""

ANNOTATIONS: Final = "annotations"
_OF_TASK: Final = ("task_index", "task_id", "task_name")
_METADATA: Final[dict[bytes | str, bytes | str]] = {VERSION_KEY: SCHEMA_VERSION.encode()}
_FORMS: Final[dict[str, FrameForm]] = {"annotations": "nested", "frames": "rows"}


def _nested() -> Fields:
    """One annotation of a task. Names are plain texts here: few tools read others within lists."""
    fields = cast("Fields", list(annotation_schema("nested")))
    return [
        pa.field(field.name, pa.string()) if field.type == NAMES else field
        for field in fields
        if field.name not in _OF_TASK
    ]


_NESTED: Final = _nested()


def rows_schema(rows: Rows) -> pa.Schema:
    """The columns of a data set."""
    if rows in _FORMS:
        return annotation_schema(_FORMS[rows])
    columns = cast("Fields", [*task_schema(), pa.field(ANNOTATIONS, pa.list_(pa.struct(_NESTED)))])
    return pa.schema(columns, metadata=_METADATA)


def check_columns(columns: Sequence[str] | None, schema: pa.Schema) -> pa.Schema:
    """The schema of the columns that are wanted.

    Raises:
        FastLabelInvalidException: There is no such column.
    """
    if columns is None:
        return schema
    if isinstance(columns, str) or not columns:
        invalid(f"columns: {columns!r}, give a list of names, or None for all")
    for name in columns:
        if name not in schema.names:
            invalid(f"columns: {name!r} is none of {', '.join(schema.names)}")
    fields = {field.name: field for field in cast("Fields", list(schema))}
    kept = [fields[name] for name in columns]
    return pa.schema(kept, metadata=_METADATA)


def tasks_to_rows(tasks: Sequence[AnyTask], first: int, rows: Rows) -> pa.Table:
    """Tasks as rows.

    Args:
        tasks: In order.
        first: The index of the first of them.
        rows: What is a row.
    """
    if rows in _FORMS:
        return pa.Table.from_batches([annotations_batch(tasks, first, _FORMS[rows])])
    table = pa.Table.from_batches([tasks_batch(tasks, first)], task_schema())
    drawn = annotations_batch(tasks, first, "nested")
    arrays = [drawn.column(field.name).cast(field.type) for field in _NESTED]
    owned = list(map(annotations_of, tasks))
    column = list_of(offsets_of(owned), struct_of(arrays, _NESTED))
    return pa.Table.from_arrays([*table.columns, column], schema=rows_schema("tasks"))


def rows_to_tables(rows: pa.Table) -> TaskTables:
    """The two tables of rows that stand for tasks, for `tables_to_tasks`.

    Args:
        rows: With all columns of `read_tasks`; others are passed over.

    Raises:
        FastLabelInvalidException: A column is missing.
    """
    for name in rows_schema("tasks").names:
        if name not in rows.schema.names:
            invalid(f"rows: has no column {name}; read all columns")
    tasks = rows.select(task_schema().names).cast(task_schema())
    column = rows.column(ANNOTATIONS).combine_chunks()
    compute: Any = import_module("pyarrow.compute")
    owners = compute.list_parent_indices(column)
    listed = compute.list_flatten(column)
    columns: dict[str, Any] = {
        "task_index": rows.column("task_index").take(owners),
        "task_id": rows.column("id").take(owners),
        "task_name": rows.column("name").take(owners),
    }
    columns |= {field.name: compute.struct_field(listed, field.name) for field in _NESTED}
    schema = annotation_schema("nested")
    arrays = [columns[name] for name in schema.names]
    plain = pa.Table.from_arrays(arrays, names=schema.names)
    return TaskTables(tasks, plain.cast(schema))
