"""Annotations as columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, Final, NamedTuple, cast

import pyarrow as pa
from pydantic_core import to_json

from fastlabel.arrow.arrays import (
    AnyArray,
    Columns,
    array_of,
    as_names,
    batch_of,
    either,
    nulls_of,
)
from fastlabel.arrow.attribute_columns import attributes_array, repeated_keys
from fastlabel.arrow.extra_fields import SAID, UNKNOWN, Rest, rests_of
from fastlabel.arrow.geometry_columns import CORNERS, Drawn, FrameColumns, Geometry
from fastlabel.arrow.schema import NAMES, FrameForm, annotation_schema
from fastlabel.models import Attribute, UnknownAnnotation, VideoBBox
from fastlabel.models.tasks import AnyTask, annotations_of

__all__ = ["annotations_batch"]

_ALIASES: Final = tuple((name, name) for name in ("title", "color", "content", "attributes"))
_FIELDS: Final = ("title", "color", "content", "attributes", "points")


class _Parts(NamedTuple):
    """Annotations of known types, part by part."""

    title: Sequence[str | None]
    color: Sequence[str | None]
    content: Sequence[str | None]
    attributes: Sequence[Sequence[Attribute]]
    points: Sequence[Any]
    said: Sequence[set[str]]
    unknown: Sequence[Mapping[str, object] | None]


def annotations_batch(tasks: Sequence[AnyTask], first: int, frames: FrameForm) -> pa.RecordBatch:
    """The annotations of tasks as rows.

    Args:
        tasks: Of any kinds, in order.
        first: The index of the first of them.
        frames: Whether each frame is a row.
    """
    owned = list(map(annotations_of, tasks))
    listed = list(chain.from_iterable(owned))
    drawn = _known(listed)
    rows = list(map(vars, drawn))
    fields: dict[str, Any] = {name: [row[name] for row in rows] for name in _FIELDS}
    parts = _Parts(**fields, said=list(map(SAID, drawn)), unknown=list(map(UNKNOWN, drawn)))
    geometry = Geometry(drawn, parts.points)
    facts = _facts(drawn, parts, geometry.nulls())
    columns = {**facts, **geometry.corners(), "rings": geometry.rings()}
    by_frame = geometry.frames()
    if frames == "nested":
        columns["frames"] = by_frame.as_maps()
    if len(drawn) < len(listed):
        columns = _spread(columns, listed)
    columns |= {
        **_places(tasks, owned, first),
        **_names(listed, rows if drawn is listed else None),
    }
    if frames == "rows":
        columns = _by_row(columns, by_frame, listed)
    return batch_of(columns, annotation_schema(frames))


def _known(listed: Sequence[Drawn | UnknownAnnotation]) -> Sequence[Drawn]:
    """Those whose type is known."""
    if any(issubclass(each, UnknownAnnotation) for each in set(map(type, listed))):
        return [each for each in listed if not isinstance(each, UnknownAnnotation)]
    return cast("Sequence[Drawn]", listed)


def _facts(drawn: Sequence[Drawn], parts: _Parts, nulls: Sequence[bool]) -> Columns:
    """What is said of annotations of known types, but where they are."""
    # Of most, unknown fields are all that the columns cannot tell.
    rests = list(parts.unknown)
    odd_rows = sorted(_odd_rows(parts, nulls))
    odd = [drawn[row] for row in odd_rows]
    for row, annotation, rest in zip(odd_rows, odd, rests_of(odd, _ALIASES), strict=True):
        rests[row] = {**rest, **_not_in_columns(annotation, has_nulls=nulls[row])}
    owned: list[Sequence[Attribute] | None] = list(parts.attributes)
    for row in _where_not(owned):
        if "attributes" not in parts.said[row]:
            owned[row] = None
    return {
        "title": array_of(parts.title, NAMES),
        "color": array_of(parts.color, NAMES),
        "content": array_of(parts.content, NAMES),
        "attributes": attributes_array(owned),
        "rest": array_of([to_json(rest) if rest else None for rest in rests], pa.string()),
    }


def _odd_rows(parts: _Parts, nulls: Sequence[bool]) -> set[int]:
    """Annotations of which more than unknown fields may be left to tell."""
    return {
        *_where_not(parts.title),
        *_where_not(parts.color),
        *_where_not([len(owned) == 1 for owned in parts.attributes]),
        *_where_not(["content" not in said for said in parts.said]),
        *[row for row, null in enumerate(nulls) if null],
    }


def _where_not(values: Sequence[object]) -> list[int]:
    # Mostly it is nowhere, and that is seen much faster.
    return [] if all(values) else [row for row, value in enumerate(values) if not value]


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


def _names(
    listed: Sequence[Drawn | UnknownAnnotation], known_rows: Sequence[dict[str, Any]] | None
) -> Columns:
    """What is there also of those whose type is not known.

    Args:
        listed: Annotations.
        known_rows: The fields of each, if all are of known types.
    """
    rows = known_rows or list(map(vars, listed))
    types, values = [row["type"] for row in rows], [row["value"] for row in rows]
    unknown: AnyArray | Sequence[bytes | None] = nulls_of(len(listed), pa.string())
    if known_rows is None:
        unknown = [
            each.to_json() if isinstance(each, UnknownAnnotation) else None for each in listed
        ]
        types, values = list(map(_text, types)), list(map(_text, values))
    return {
        "type": array_of(types, NAMES),
        "value": array_of(values, NAMES),
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
        "task_id": as_names(ids).take(rows),
        "task_name": as_names(names).take(rows),
        "annotation_index": pa.array(list(chain.from_iterable(map(range, counts))), pa.int32()),
    }


def _not_in_columns(annotation: Drawn, *, has_nulls: bool) -> Rest:
    """Fields that columns hold in part only."""
    fields: Rest = {}
    if repeated_keys(annotation.attributes):
        fields["attributes"] = [attribute.to_wire() for attribute in annotation.attributes]
    if has_nulls:
        fields["points"] = annotation.to_wire()["points"]
    return fields


def _by_row(
    columns: Columns, frames: FrameColumns, listed: Sequence[Drawn | UnknownAnnotation]
) -> Columns:
    """Rows repeated for each of their frames. What has no frames stays one row."""
    at: AnyArray = nulls_of(len(listed), pa.int64())
    if len(frames.numbers):
        counts = [len(each.points) if isinstance(each, VideoBBox) else 0 for each in listed]
        parents, at = _exploded(counts)
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
