"""Annotations as columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any, Final, TypeAlias, cast

import pyarrow as pa

from fastlabel.arrow.arrays import (
    AnyArray,
    Columns,
    coalesce,
    dictionary_encode,
    null_array,
    record_batch,
    to_array,
)
from fastlabel.arrow.attribute_columns import attributes_array, has_repeated_keys
from fastlabel.arrow.extra_fields import (
    FIELDS_SET,
    UNKNOWN_FIELDS,
    JsonFields,
    as_json,
    extra_fields,
)
from fastlabel.arrow.geometry_columns import CORNERS, FrameColumns, Geometry, KnownAnnotation
from fastlabel.arrow.schema import NAMES, FrameForm, annotation_schema
from fastlabel.models import Attribute, UnknownAnnotation, VideoBBox
from fastlabel.models.tasks import AnyAnnotation, AnyTask, annotations_of

_ALIASES: Final = tuple((name, name) for name in ("title", "color", "content", "attributes"))
_TEXTS: Final = ("title", "color", "content")

Row: TypeAlias = dict[str, Any]


def annotations_batch(tasks: Sequence[AnyTask], first: int, frames: FrameForm) -> pa.RecordBatch:
    """Rows of the annotations of tasks."""
    by_task = list(map(annotations_of, tasks))
    annotations = list(chain.from_iterable(by_task))
    known = _known(annotations)
    rows = list(map(vars, known))
    geometry = Geometry(known, [row["points"] for row in rows])
    columns = _field_columns(known, rows, geometry.nulls())
    columns |= {**geometry.corners(), "rings": geometry.rings()}
    frame_columns = geometry.frames()
    if frames == "nested":
        columns["frames"] = frame_columns.as_maps()
    if len(known) < len(annotations):
        columns = _spread(columns, annotations)
        columns |= _type_columns(annotations)
    else:
        columns |= {name: to_array([row[name] for row in rows], NAMES) for name in _TYPE_FIELDS}
        columns["unknown"] = null_array(len(rows), pa.string())
    columns |= _task_columns(tasks, by_task, first)
    if frames == "rows":
        columns = _explode_frames(columns, frame_columns, annotations)
    return record_batch(columns, annotation_schema(frames))


_TYPE_FIELDS: Final = ("type", "value")


def _known(annotations: Sequence[AnyAnnotation]) -> Sequence[KnownAnnotation]:
    """Annotations of known types."""
    if any(issubclass(cls, UnknownAnnotation) for cls in set(map(type, annotations))):
        return [item for item in annotations if not isinstance(item, UnknownAnnotation)]
    return cast("Sequence[KnownAnnotation]", annotations)


def _field_columns(
    known: Sequence[KnownAnnotation], rows: Sequence[Row], nulls: Sequence[bool]
) -> Columns:
    """Columns of the fields besides geometry."""
    texts = {name: [row[name] for row in rows] for name in _TEXTS}
    attributes: list[Sequence[Attribute] | None] = [row["attributes"] for row in rows]
    fields_set: list[set[str]] = list(map(FIELDS_SET, known))
    # For most annotations, unknown fields are all that the columns cannot hold.
    extra: list[JsonFields | None] = list(map(UNKNOWN_FIELDS, known))
    others = sorted(
        {
            *_falsy(texts["title"]),
            *_falsy(texts["color"]),
            *_falsy([attributes and len(attributes) == 1 for attributes in attributes]),
            *_falsy(["content" not in names for names in fields_set]),
            *[at for at, is_null in enumerate(nulls) if is_null],
        }
    )
    found = extra_fields([known[at] for at in others], _ALIASES)
    for at, fields in zip(others, found, strict=True):
        extra[at] = {**fields, **_partly_held(known[at], has_nulls=nulls[at])}
    for at in _falsy(attributes):
        if "attributes" not in fields_set[at]:
            attributes[at] = None
    return {
        **{name: to_array(values, NAMES) for name, values in texts.items()},
        "attributes": attributes_array(attributes),
        "rest": to_array(list(map(as_json, extra)), pa.string()),
    }


def _partly_held(annotation: KnownAnnotation, *, has_nulls: bool) -> JsonFields:
    """Fields that columns hold only in part."""
    fields: JsonFields = {}
    if has_repeated_keys(annotation.attributes):
        fields["attributes"] = [attribute.to_wire() for attribute in annotation.attributes]
    if has_nulls:
        fields["points"] = annotation.to_wire()["points"]
    return fields


def _falsy(values: Sequence[object]) -> list[int]:
    # Mostly there are none, which `all` finds faster.
    return [] if all(values) else [at for at, value in enumerate(values) if not value]


def _spread(columns: Columns, annotations: Sequence[AnyAnnotation]) -> Columns:
    """Columns of known annotations, with null rows for unknown ones in between."""
    rows: list[int | None] = []
    count = 0
    for annotation in annotations:
        is_known = not isinstance(annotation, UnknownAnnotation)
        rows.append(count if is_known else None)
        count += is_known
    indices = pa.array(rows, pa.int64())
    return {name: column.take(indices) for name, column in columns.items()}


def _type_columns(annotations: Sequence[AnyAnnotation]) -> Columns:
    """Columns that unknown annotations have too."""
    rows = list(map(vars, annotations))
    unknown = [a.to_json() if isinstance(a, UnknownAnnotation) else None for a in annotations]
    texts = {
        name: [row[name] if isinstance(row[name], str) else None for row in rows]
        for name in _TYPE_FIELDS
    }
    return {
        **{name: to_array(values, NAMES) for name, values in texts.items()},
        "unknown": to_array(unknown, pa.string()),
    }


def _task_columns(
    tasks: Sequence[AnyTask], by_task: Sequence[Sequence[object]], first: int
) -> Columns:
    """Task of each annotation, and its index in it."""
    counts = list(map(len, by_task))
    rows = pa.array(
        list(chain.from_iterable([row] * count for row, count in enumerate(counts))), pa.int64()
    )
    indices = pa.array(range(first, first + len(tasks)), pa.int64())
    ids = pa.array([task.id for task in tasks], pa.string())
    names = pa.array([task.name for task in tasks], pa.string())
    return {
        "task_index": indices.take(rows),
        "task_id": dictionary_encode(ids).take(rows),
        "task_name": dictionary_encode(names).take(rows),
        "annotation_index": pa.array(list(chain.from_iterable(map(range, counts))), pa.int32()),
    }


def _explode_frames(
    columns: Columns, frames: FrameColumns, annotations: Sequence[AnyAnnotation]
) -> Columns:
    """Repeat each row for each of its frames; an annotation without frames stays one row."""
    indices: AnyArray = null_array(len(annotations), pa.int64())
    if len(frames.numbers):
        counts = [len(a.points) if isinstance(a, VideoBBox) else 0 for a in annotations]
        parents, indices = _frame_indices(counts)
        columns = {name: column.take(parents) for name, column in columns.items()}
    found = {name: column.take(indices) for name, column in frames.columns.items()}
    return {
        **columns,
        **{name: coalesce(columns[name], found[name]) for name in CORNERS},
        "frame": frames.numbers.take(indices),
        "autogenerated": found["autogenerated"],
        "frame_rest": found["rest"],
    }


def _frame_indices(counts: Sequence[int]) -> tuple[AnyArray, AnyArray]:
    """For each row, the index of its annotation, and of its frame among all frames, or null."""
    parents: list[int] = []
    frames: list[int | None] = []
    start = 0
    for row, count in enumerate(counts):
        parents.extend([row] * (count or 1))
        frames.extend(range(start, start + count) if count else [None])
        start += count
    return pa.array(parents, pa.int64()), pa.array(frames, pa.int64())
