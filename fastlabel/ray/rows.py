"""Rows of Ray datasets: from tasks, to new tasks and to tables."""

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
from fastlabel.arrow.arrays import list_array, list_offsets, struct_array
from fastlabel.arrow.attribute_columns import attributes_from
from fastlabel.arrow.from_tables import annotation_from
from fastlabel.arrow.schema import NAMES, SCHEMA_VERSION, VERSION_KEY, Fields
from fastlabel.arrow.task_columns import tasks_batch
from fastlabel.errors import invalid
from fastlabel.models.tasks import AnyNewTask, AnyTask, annotations_of

Row: TypeAlias = Mapping[str, Any]


def build_new_task(row: Row, kind: str, project: str) -> AnyNewTask:
    """Build the new task of a row."""
    fields: dict[str, object] = {"project": project}
    fields |= {name: row[name] for name in ("name", "status") if row.get(name) is not None}
    fields["tags"] = tuple(row.get("tags") or ())
    fields |= _media(row, kind)
    marks, model = KINDS[kind].marks, KINDS[kind].create
    if row.get(marks) is not None:
        fields[marks] = _json_list(row[marks], marks)
    new_task: AnyNewTask = parse_new_task(model, fields)
    return new_task


def _media(row: Row, kind: str) -> dict[str, object]:
    paths = {name: row[name] for name in ("file_path", "folder_path") if row.get(name) is not None}
    if row.get("media") is None:
        return paths
    if not KINDS[kind].has_contents:
        return {**paths, "file": row["media"]}
    contents = cast("Sequence[Row]", row.get("contents") or ())
    media = cast("Sequence[bytes | None]", row["media"])
    if len(contents) != len(media) or None in media:
        invalid(f"expected bytes for each of {len(contents)} contents, got {len(media)}", "media")
    names = [content["name"] for content in contents]
    return {**paths, "files": dict(zip(names, media, strict=True))}


def _json_list(value: object, path: str) -> list[object]:
    """JSON objects from their text, from mappings, or from the columns of `read_tasks`."""
    if isinstance(value, str | bytes):
        value = cast("object", from_json(value))
    if not isinstance(value, list | tuple):
        invalid(f"expected a list, or the JSON of one, got {type(value).__name__}", path)
    items = cast("Sequence[object]", value)
    if items and isinstance(items[0], tuple):
        return list(attributes_from(cast("Any", items)))
    return [_annotation(item) for item in items]


def _annotation(item: object) -> object:
    if not isinstance(item, Mapping):
        return item
    row = cast("Row", item)
    if "annotation_index" in row:
        return annotation_from(row)
    # In a list of structs, a field that one of them has is null in all others.
    return {name: row[name] for name in row if row[name] is not None}


Rows: TypeAlias = Literal["tasks", "annotations", "frames"]
"""One row for each task, for each annotation, or for each annotation and frame."""

ANNOTATIONS: Final = "annotations"
_TASK_COLUMNS: Final = ("task_index", "task_id", "task_name")
_METADATA: Final[dict[bytes | str, bytes | str]] = {VERSION_KEY: SCHEMA_VERSION.encode()}
_FORMS: Final[dict[str, FrameForm]] = {"annotations": "nested", "frames": "rows"}


def _nested() -> Fields:
    """Fields of an annotation. Names are plain strings: few tools read dictionaries in lists."""
    fields = cast("Fields", list(annotation_schema("nested")))
    return [
        pa.field(field.name, pa.string()) if field.type == NAMES else field
        for field in fields
        if field.name not in _TASK_COLUMNS
    ]


_NESTED: Final = _nested()


def rows_schema(rows: Rows) -> pa.Schema:
    """Columns of a dataset."""
    if rows in _FORMS:
        return annotation_schema(_FORMS[rows])
    columns = cast("Fields", [*task_schema(), pa.field(ANNOTATIONS, pa.list_(pa.struct(_NESTED)))])
    return pa.schema(columns, metadata=_METADATA)


def select_columns(columns: Sequence[str] | None, schema: pa.Schema) -> pa.Schema:
    """Schema of the selected columns; None is all."""
    if columns is None:
        return schema
    if isinstance(columns, str) or not columns:
        invalid(f"expected a list of names or None, got {columns!r}", "columns")
    for name in columns:
        if name not in schema.names:
            invalid(f"expected one of {', '.join(schema.names)}, got {name!r}", "columns")
    fields = {field.name: field for field in cast("Fields", list(schema))}
    return pa.schema([fields[name] for name in columns], metadata=_METADATA)


def tasks_to_rows(tasks: Sequence[AnyTask], first: int, rows: Rows) -> pa.Table:
    """Rows of tasks; `first` is the index of the first task."""
    if rows in _FORMS:
        return pa.Table.from_batches([annotations_batch(tasks, first, _FORMS[rows])])
    table = pa.Table.from_batches([tasks_batch(tasks, first)], task_schema())
    annotations = annotations_batch(tasks, first, "nested")
    arrays = [annotations.column(field.name).cast(field.type) for field in _NESTED]
    offsets = list_offsets(list(map(annotations_of, tasks)))
    column = list_array(offsets, struct_array(arrays, _NESTED))
    return pa.Table.from_arrays([*table.columns, column], schema=rows_schema("tasks"))


def rows_to_tables(rows: pa.Table) -> TaskTables:
    """Convert rows of tasks to two tables, for `tables_to_tasks`.

    Args:
        rows: Rows with all columns of `read_tasks`; other columns are ignored.

    Raises:
        FastLabelInvalidException: A column is missing.
    """
    for name in rows_schema("tasks").names:
        if name not in rows.schema.names:
            invalid(f"column {name} is missing; read all columns", "rows")
    tasks = rows.select(task_schema().names).cast(task_schema())
    column = rows.column(ANNOTATIONS).combine_chunks()
    compute: Any = import_module("pyarrow.compute")
    parents = compute.list_parent_indices(column)
    annotations = compute.list_flatten(column)
    columns: dict[str, Any] = {
        "task_index": rows.column("task_index").take(parents),
        "task_id": rows.column("id").take(parents),
        "task_name": rows.column("name").take(parents),
    }
    columns |= {field.name: compute.struct_field(annotations, field.name) for field in _NESTED}
    schema = annotation_schema("nested")
    arrays = [columns[name] for name in schema.names]
    plain = pa.Table.from_arrays(arrays, names=schema.names)
    return TaskTables(tasks, plain.cast(schema))
