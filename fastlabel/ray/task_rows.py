"""Tasks as the rows of a data set: the columns of tasks, and their annotations beside them."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final, Literal, TypeAlias, cast

import pyarrow as pa

from fastlabel.arrow import FrameForm, TaskTables, annotation_schema, task_schema
from fastlabel.arrow.annotation_columns import annotations_batch, annotations_of
from fastlabel.arrow.arrays import list_of, offsets_of, struct_of
from fastlabel.arrow.schema import NAMES, SCHEMA_VERSION, VERSION_KEY, Fields
from fastlabel.arrow.task_columns import tasks_batch
from fastlabel.checks import refuse
from fastlabel.converters.plain_task import AnyTask

__all__ = ["Rows", "check_columns", "rows_schema", "rows_to_tables", "tasks_to_rows"]

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
        refuse(f"columns: {columns!r}, give a list of names, or None for all")
    for name in columns:
        if name not in schema.names:
            refuse(f"columns: {name!r} is none of {', '.join(schema.names)}")
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
            refuse(f"rows: has no column {name}; read all columns")
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
