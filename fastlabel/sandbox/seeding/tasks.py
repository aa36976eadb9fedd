"""Tasks as JSON of the wire, turned into tasks as the database stores them."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, cast

from fastlabel._protocol.kinds import KINDS
from fastlabel.errors import InvalidResponseError, invalid
from fastlabel.models._wire.fields import parse_timestamp
from fastlabel.sandbox.seeding.files import ParsedSeed, SeedEntry
from fastlabel.sandbox.seeding.media import VIDEO_FIELDS, media_fields, prepare_files
from fastlabel.sandbox.store.records import (
    JsonObject,
    Kind,
    PreparedTask,
    StoredTask,
    now_milliseconds,
)
from fastlabel.sandbox.tasks.bodies import raise_for_fields
from fastlabel.sandbox.tasks.serialize import annotations_json

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_COLUMNS: Final = frozenset({"id", "name", "status", "tags", "createdAt", "updatedAt", "url"})
_ALWAYS_PRESENT: Final = frozenset({"assignee", "reviewer", "customerReviewer"})
"""Fields that a response has even if they are null."""


def kind_for_seed(seed: ParsedSeed) -> Kind:
    """Kind that a seed specifies, or that the fields of its tasks indicate."""
    if seed.kind is not None:
        return seed.kind
    kinds = [_kind_from_fields(entry.task) for entry in seed.entries] or [_kind_from_fields({})]
    for entry, kind in zip(seed.entries, kinds, strict=False):
        if kind is not kinds[0]:
            with entry.origin.located():
                invalid(
                    f"is a task of kind {kind.name}, the first one is of kind {kinds[0].name}; "
                    "a project has one kind, which kind= can specify"
                )
    return kinds[0]


def prepare_task(entry: SeedEntry, kind: Kind, media_dir: Path | None) -> PreparedTask:
    """Task to store. Missing fields are generated: id, status, times, sizes, labels."""
    with entry.origin.located():
        fields = entry.task
        _check(fields, kind)
        now = now_milliseconds()
        created_at = _milliseconds(fields, "createdAt", now)
        task = StoredTask(
            id=str(fields["id"]),
            kind=kind.label,
            name=str(fields["name"]),
            status=str(fields.get("status") or "registered"),
            tags=cast("list[str]", fields.get("tags") or []),
            annotations_or_attributes=[
                _completed(kind, each)
                for each in cast("list[JsonObject]", fields.get(kind.marks) or [])
            ],
            optional_fields=_optional_fields(kind, fields),
            files=[],
            created_at=created_at,
            updated_at=_milliseconds(fields, "updatedAt", max(now, created_at)),
        )
        return PreparedTask(entry.origin, task, prepare_files(kind, fields, media_dir))


def _kind_from_fields(fields: JsonObject) -> Kind:
    """First kind with the most of these traits, of which the contents count most."""
    media = "video" if fields.keys() & VIDEO_FIELDS else "image"
    marks = "attributes" if "attributes" in fields else "annotations"
    return max(
        KINDS.values(),
        key=lambda kind: (
            kind.has_contents == ("contents" in fields),
            kind.media == media,
            kind.marks == marks,
        ),
    )


def _check(fields: JsonObject, kind: Kind) -> None:
    if fields.get("id") is None:
        fields["id"] = str(uuid.uuid4())
    for field in ("id", "name"):
        if fields.get(field) == "":
            invalid("is empty", field)
    try:
        kind.response.from_wire(fields)
    except InvalidResponseError as error:
        raise_for_fields(error, kind.response)


def _milliseconds(fields: JsonObject, field: str, default: int) -> int:
    """Time in milliseconds since 1970."""
    text = fields.get(field)
    if text is None:
        return default
    milliseconds, rest = divmod(parse_timestamp(str(text)) - _EPOCH, timedelta(milliseconds=1))
    if rest:
        invalid(f"expected whole milliseconds, got {text!r}", field)
    return milliseconds


def _completed(kind: Kind, given: JsonObject) -> JsonObject:
    """Add missing labels, colors and types; what is not a known shape stays as it is."""
    is_attribute = kind.marks == "attributes"
    required = {"key", "value"} if is_attribute else {"type", "value", "points"}
    if kind.has_contents and not is_attribute:
        required |= {"content"}
    attributes = cast("list[JsonObject]", given.get("attributes") or [])
    if not given.keys() >= required or not _are_attributes(attributes):
        return given
    (full,) = annotations_json(kind, [given])
    if is_attribute:
        return full | given
    pairs = zip(cast("list[JsonObject]", full["attributes"]), attributes, strict=True)
    return {**full, **given, "attributes": [full | given for full, given in pairs]}


def _are_attributes(values: object) -> bool:
    return isinstance(values, list) and all(
        isinstance(value, dict) and cast("JsonObject", value).keys() >= {"key", "value"}
        for value in cast("list[object]", values)
    )


def _optional_fields(kind: Kind, fields: JsonObject) -> JsonObject:
    """All other fields, known or not."""
    columns = _COLUMNS | media_fields(kind) | {kind.marks}
    return {
        key: value
        for key, value in fields.items()
        if key not in columns and not (key in _ALWAYS_PRESENT and value is None)
    }
