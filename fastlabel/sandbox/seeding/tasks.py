"""Tasks as they are told, turned back into tasks as the database has them."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, cast

from fastlabel._protocol.kinds import KINDS
from fastlabel.errors import InvalidResponseError, invalid
from fastlabel.models._wire.fields import parse_timestamp
from fastlabel.sandbox.seeding.files import Entry, ReadSeed
from fastlabel.sandbox.seeding.media import SeedFile, files_of
from fastlabel.sandbox.store.records import JsonObject, Kind, StoredTask
from fastlabel.sandbox.tasks.answers import tell_marks

__all__ = ["Seedling", "kind_of", "seedling_of"]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_OWN: Final = frozenset({"id", "name", "status", "tags", "createdAt", "updatedAt", "url"})
_SHOWN_AS_NULL: Final = frozenset({"assignee", "reviewer", "customerReviewer"})
_FRAMED: Final = frozenset({"fps", "frameCount", "duration"})


@dataclass(frozen=True, slots=True)
class Seedling:
    """A task that is complete but for its files."""

    place: str
    task: StoredTask
    files: list[SeedFile]


def kind_of(read: ReadSeed) -> Kind:
    """The kind that a seed says, or else shows in the fields of its tasks.

    Raises:
        FastLabelInvalidException: Its tasks are of different kinds.
    """
    if read.kind is not None:
        return read.kind
    kinds = [_shown_kind(entry.task) for entry in read.entries] or [_shown_kind({})]
    for entry, kind in zip(read.entries, kinds, strict=False):
        if kind is not kinds[0]:
            invalid(
                f"{_whole(entry.place)}: is a task of kind {kind.name}, the first one is of "
                f"kind {kinds[0].name}; a project has one, which kind= can say"
            )
    return kinds[0]


def seedling_of(entry: Entry, kind: Kind, media: Path | None) -> Seedling:
    """A task to keep. What it does not say is made: an id, a status, times, sizes, labels.

    Args:
        entry: As it is told.
        kind: Of which kind it is.
        media: The folder with its media, or None if they are to be made.

    Raises:
        FastLabelInvalidException: It is no such task, or its media are not there.
    """
    told, place = entry.task, entry.place
    _check(told, kind, place)
    now = time.time_ns() // 1_000_000
    created_at = _moment(told, "createdAt", place, now)
    task = StoredTask(
        id=str(told["id"]),
        kind=kind.label,
        name=str(told["name"]),
        status=str(told.get("status") or "registered"),
        tags=cast("list[str]", told.get("tags") or []),
        marks=_marks(kind, told),
        settings=_settings(kind, told),
        files=[],
        created_at=created_at,
        updated_at=_moment(told, "updatedAt", place, max(now, created_at)),
    )
    return Seedling(place, task, files_of(kind, told, place, media))


def _shown_kind(told: JsonObject) -> Kind:
    media = "video" if told.keys() & _FRAMED else "image"
    marks = "attributes" if "attributes" in told else "annotations"
    return max(
        KINDS.values(),
        key=lambda kind: (
            kind.has_contents == ("contents" in told),
            kind.media == media,
            kind.marks == marks,
        ),
    )


def _check(told: JsonObject, kind: Kind, place: str) -> None:
    if told.get("id") is None:
        told["id"] = str(uuid.uuid4())
    for field in ("id", "name"):
        if told.get(field) == "":
            invalid(f"{place}{field}: is empty")
    try:
        kind.response.from_wire(told)
    except InvalidResponseError as error:
        expected = f"not a valid {kind.response.__name__}: "
        invalid(f"{place}{error.message.removeprefix(expected)}")


def _moment(told: JsonObject, field: str, place: str, default: int) -> int:
    """Milliseconds since 1970."""
    text = told.get(field)
    if text is None:
        return default
    since = parse_timestamp(str(text)) - _EPOCH
    milliseconds, rest = divmod(since, timedelta(milliseconds=1))
    if rest:
        invalid(f"{place}{field}: {text!r} is finer than a millisecond, as times are told")
    return milliseconds


def _marks(kind: Kind, told: JsonObject) -> list[JsonObject]:
    marks = cast("list[JsonObject]", told.get(kind.marks) or [])
    return [_completed(kind, mark) for mark in marks]


def _completed(kind: Kind, mark: JsonObject) -> JsonObject:
    """With the label and the colour that it has not; what is no known mark stays as it is."""
    due = {"key", "value"} if kind.marks == "attributes" else {"type", "value", "points"}
    if kind.has_contents:
        due |= {"content"}
    attributes = cast("list[JsonObject]", mark.get("attributes") or [])
    if not mark.keys() >= due or not _are_attributes(attributes):
        return mark
    (told,) = tell_marks(kind, [mark])
    if kind.marks == "attributes":
        return told | mark
    own = zip(cast("list[JsonObject]", told["attributes"]), attributes, strict=True)
    return {**told, **mark, "attributes": [full | given for full, given in own]}


def _are_attributes(values: object) -> bool:
    return isinstance(values, list) and all(
        isinstance(value, dict) and cast("JsonObject", value).keys() >= {"key", "value"}
        for value in cast("list[object]", values)
    )


def _settings(kind: Kind, told: JsonObject) -> JsonObject:
    """All else that it says, known here or not."""
    media = {"contents"} if kind.has_contents else {"width", "height"}
    if kind.media == "video" and not kind.has_contents:
        media |= _FRAMED
    return {
        key: value
        for key, value in told.items()
        if key not in _OWN
        and key not in media
        and key != kind.marks
        and not (key in _SHOWN_AS_NULL and value is None)
    }


def _whole(place: str) -> str:
    return place.removesuffix(".").removesuffix(": ")
