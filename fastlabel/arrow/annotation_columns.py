"""Annotations as columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from operator import attrgetter
from typing import Final

import pyarrow as pa

from fastlabel.arrow.arrays import (
    AnyArray,
    Columns,
    array_of,
    as_names,
    batch_of,
    either,
)
from fastlabel.arrow.attribute_columns import attributes_array, repeated_keys
from fastlabel.arrow.geometry_columns import CORNERS, Drawn, FrameColumns, Geometry
from fastlabel.arrow.rest import Rest, as_json, rest_of
from fastlabel.arrow.schema import NAMES, FrameForm, annotation_schema
from fastlabel.converters.plain_task import AnyTask
from fastlabel.models import ImageClassificationTask, UnknownAnnotation, VideoBBox

__all__ = ["annotations_batch", "annotations_of"]

_ALIASES: Final = tuple((name, name) for name in ("title", "color", "content", "attributes"))
# Much faster than the properties of pydantic that they are behind.
_SAID: Final = attrgetter("__pydantic_fields_set__")
_UNKNOWN: Final = attrgetter("__pydantic_extra__")


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
    drawn = [each for each in listed if not isinstance(each, UnknownAnnotation)]
    geometry = Geometry(drawn)
    columns = {**_facts(drawn, geometry.nulls()), **geometry.corners(), "rings": geometry.rings()}
    by_frame = geometry.frames()
    if frames == "nested":
        columns["frames"] = by_frame.as_maps()
    if len(drawn) < len(listed):
        columns = _spread(columns, listed)
    columns |= {**_places(tasks, owned, first), **_names(listed)}
    if frames == "rows":
        columns = _by_row(columns, by_frame, list(map(_frame_count, listed)))
    return batch_of(columns, annotation_schema(frames))


def _facts(drawn: Sequence[Drawn], nulls: Sequence[bool]) -> Columns:
    """What is said of annotations of known types, but where they are."""
    names = {name: [getattr(each, name) for each in drawn] for name, _ in _ALIASES[:3]}
    attributes = [each.attributes for each in drawn]
    said = list(map(_SAID, drawn))
    are_plain = map(_is_plain, names["title"], names["color"], attributes, said)
    rests = [
        unknown if plain and not null else _rest(each, has_nulls=null)
        for each, unknown, plain, null in zip(
            drawn, map(_UNKNOWN, drawn), are_plain, nulls, strict=True
        )
    ]
    owned = [
        each if each or "attributes" in known else None
        for each, known in zip(attributes, said, strict=True)
    ]
    return {
        **{name: array_of(values, NAMES) for name, values in names.items()},
        "attributes": attributes_array(owned),
        "rest": array_of(list(map(as_json, rests)), pa.string()),
    }


def _is_plain(
    title: str | None, color: str | None, attributes: Sequence[object], said: set[str]
) -> bool:
    """Whether unknown fields are all that the columns cannot tell: of most, at little cost."""
    return bool(title and color and len(attributes) == 1 and "content" not in said)


def _spread(columns: Columns, listed: Sequence[Drawn | UnknownAnnotation]) -> Columns:
    """Rows of known annotations in their places among all; nulls in those of the others."""
    at: list[int | None] = []
    known = 0
    for each in listed:
        is_known = not isinstance(each, UnknownAnnotation)
        at.append(known if is_known else None)
        known += is_known
    places = pa.array(at, pa.int64())
    return {name: column.take(places) for name, column in columns.items()}


def _names(listed: Sequence[Drawn | UnknownAnnotation]) -> Columns:
    """What is there also of those whose type is not known."""
    unknown = [each.to_json() if isinstance(each, UnknownAnnotation) else None for each in listed]
    return {
        "type": array_of([_text(each.type) for each in listed], NAMES),
        "value": array_of([_text(each.value) for each in listed], NAMES),
        "unknown": array_of(unknown, pa.string()),
    }


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _places(tasks: Sequence[AnyTask], owned: Sequence[Sequence[object]], first: int) -> Columns:
    """Which task each annotation is of, and where in it."""
    counts = list(map(len, owned))
    of_task = chain.from_iterable([row] * count for row, count in enumerate(counts))
    rows = pa.array(list(of_task), pa.int64())
    indexes = pa.array(range(first, first + len(tasks)), pa.int64())
    ids = pa.array([task.id for task in tasks], pa.string())
    names = pa.array([task.name for task in tasks], pa.string())
    return {
        "task_index": indexes.take(rows),
        "task_id": as_names(ids.take(rows)),
        "task_name": as_names(names.take(rows)),
        "annotation_index": pa.array(list(chain.from_iterable(map(range, counts))), pa.int32()),
    }


def _rest(annotation: Drawn, *, has_nulls: bool) -> Rest:
    """What the columns do not tell."""
    rest = rest_of(annotation, _ALIASES)
    if repeated_keys(annotation.attributes):
        rest["attributes"] = [attribute.to_wire() for attribute in annotation.attributes]
    if has_nulls:
        rest["points"] = annotation.to_wire()["points"]
    return rest


def _frame_count(annotation: Drawn | UnknownAnnotation) -> int:
    return len(annotation.points) if isinstance(annotation, VideoBBox) else 0


def _by_row(columns: Columns, frames: FrameColumns, counts: Sequence[int]) -> Columns:
    """Rows repeated for each of their frames. What has no frames stays one row."""
    parents, at = _exploded(counts)
    if len(frames.numbers):
        columns = {name: column.take(parents) for name, column in columns.items()}
    found = {name: part.take(at) for name, part in frames.parts.items()}
    corners = {name: either(columns[name], found[name]) for name in CORNERS}
    of_frames = {
        "frame": frames.numbers.take(at),
        "autogenerated": found["autogenerated"],
        "frame_rest": found["rest"],
    }
    return {**columns, **corners, **of_frames}


def _exploded(counts: Sequence[int]) -> tuple[AnyArray, AnyArray]:
    """Which annotation each row repeats, and which of all frames it is; null for none.

    Args:
        counts: Of the frames of each annotation.
    """
    parents: list[int] = []
    at: list[int | None] = []
    begin = 0
    for row, count in enumerate(counts):
        parents.extend([row] * (count or 1))
        at.extend(range(begin, begin + count) if count else [None])
        begin += count
    return pa.array(parents, pa.int64()), pa.array(at, pa.int64())
