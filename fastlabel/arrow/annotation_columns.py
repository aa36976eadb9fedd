"""Annotations as columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any, Final, TypeAlias

import pyarrow as pa
from pyarrow import compute

from fastlabel.arrow.arrays import AnyArray, array_of
from fastlabel.arrow.attribute_columns import attributes_array, repeated_keys
from fastlabel.arrow.geometry_columns import (
    CORNERS,
    Drawn,
    FrameColumns,
    corner_arrays,
    has_nulls,
    rings_array,
)
from fastlabel.arrow.rest import Rest, as_json, rest_of
from fastlabel.arrow.schema import NAMES, FrameForm, annotation_schema
from fastlabel.converters.plain_task import AnyTask
from fastlabel.models import ImageClassificationTask, UnknownAnnotation

__all__ = ["annotations_batch", "annotations_of"]

Columns: TypeAlias = dict[str, AnyArray]

_ALIASES: Final = (
    ("title", "title"),
    ("color", "color"),
    ("content", "content"),
    ("attributes", "attributes"),
)


def annotations_of(task: AnyTask) -> Sequence[Drawn | UnknownAnnotation]:
    """What is drawn on a task; nothing is on one that is classified."""
    return () if isinstance(task, ImageClassificationTask) else task.annotations


def annotations_batch(tasks: Sequence[AnyTask], first: int, frames: FrameForm) -> pa.RecordBatch:
    """The annotations of tasks as rows.

    Args:
        tasks: Of any kinds, in order.
        first: The index of the first of them.
        frames: Whether each frame is a row.
    """
    owned = list(map(annotations_of, tasks))
    listed = list(chain.from_iterable(owned))
    drawn = [None if isinstance(each, UnknownAnnotation) else each for each in listed]
    columns = {**_places(tasks, owned, first), **_facts(listed, drawn), **corner_arrays(drawn)}
    columns["attributes"] = attributes_array([_attributes(each) for each in drawn])
    columns["rings"] = rings_array(drawn)
    by_frame = FrameColumns.of(drawn)
    if frames == "nested":
        columns["frames"] = by_frame.as_maps()
    else:
        columns = _by_row(columns, by_frame)
    schema = annotation_schema(frames)
    return pa.RecordBatch.from_arrays([columns[name] for name in schema.names], schema=schema)


def _places(tasks: Sequence[AnyTask], owned: Sequence[Sequence[object]], first: int) -> Columns:
    """Which task each annotation is of, and where in it."""
    counts = list(map(len, owned))
    rows = pa.array(
        list(chain.from_iterable([row] * count for row, count in enumerate(counts))), pa.int64()
    )
    within = list(chain.from_iterable(map(range, counts)))
    indexes = pa.array(range(first, first + len(tasks)), pa.int64())
    ids = pa.array([task.id for task in tasks], pa.string())
    names = pa.array([task.name for task in tasks], pa.string())
    return {
        "task_index": indexes.take(rows),
        "task_id": ids.take(rows).dictionary_encode(),
        "task_name": names.take(rows).dictionary_encode(),
        "annotation_index": pa.array(within, pa.int32()),
    }


def _facts(listed: Sequence[Drawn | UnknownAnnotation], drawn: Sequence[Drawn | None]) -> Columns:
    """What is said of each, but its attributes."""
    names: dict[str, list[Any]] = {
        "type": [_text(each.type) for each in listed],
        "value": [_text(each.value) for each in listed],
        "title": [each and each.title for each in drawn],
        "color": [each and each.color for each in drawn],
        "content": [each and each.content for each in drawn],
    }
    texts = {
        "unknown": [
            each.to_json() if isinstance(each, UnknownAnnotation) else None for each in listed
        ],
        "rest": [each and as_json(_rest(each)) for each in drawn],
    }
    return {
        **{name: array_of(values, NAMES) for name, values in names.items()},
        **{name: array_of(values, pa.string()) for name, values in texts.items()},
    }


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _attributes(annotation: Drawn | None) -> Any:
    if annotation is None or "attributes" not in annotation.model_fields_set:
        return None
    return annotation.attributes


def _rest(annotation: Drawn) -> Rest:
    """What the columns do not tell."""
    rest = rest_of(annotation, _ALIASES)
    if repeated_keys(annotation.attributes):
        rest["attributes"] = [attribute.to_wire() for attribute in annotation.attributes]
    if has_nulls(annotation):
        rest["points"] = annotation.to_wire()["points"]
    return rest


def _by_row(columns: Columns, frames: FrameColumns) -> Columns:
    """Rows repeated for each of their frames. What has no frames stays one row."""
    parents, at = _exploded(frames.offsets.to_pylist())
    if len(frames.numbers):
        columns = {name: column.take(parents) for name, column in columns.items()}
    found = {name: part.take(at) for name, part in frames.parts.items()}
    for name in CORNERS:
        columns[name] = compute.coalesce(columns[name], found[name])
    return {
        **columns,
        "frame": frames.numbers.take(at),
        "autogenerated": found["autogenerated"],
        "frame_rest": found["rest"],
    }


def _exploded(offsets: Sequence[int | None]) -> tuple[AnyArray, AnyArray]:
    """Which annotation each row repeats, and which of all frames it is; null for none."""
    parents: list[int] = []
    at: list[int | None] = []
    end = offsets[-1]
    for row in range(len(offsets) - 2, -1, -1):
        begin = offsets[row]
        if begin is None or end is None or begin == end:
            parents.append(row)
            at.append(None)
            continue
        parents.extend([row] * (end - begin))
        at.extend(range(end - 1, begin - 1, -1))
        end = begin
    return pa.array(parents[::-1], pa.int64()), pa.array(at[::-1], pa.int64())
