"""Reads seeds: files of JSON and JSON Lines, and tasks that are given as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from pydantic import JsonValue
from pydantic_core import from_json

from fastlabel._protocol.kinds import kind_by_name
from fastlabel._types import StrPath
from fastlabel.errors import InvalidResponseError, MissingFileError, invalid
from fastlabel.models._wire.error_text import short_repr
from fastlabel.models._wire.json_values import validated_json
from fastlabel.models.tasks.base import Task
from fastlabel.sandbox.store.records import JsonObject, Kind

if TYPE_CHECKING:
    from fastlabel._protocol.kinds import KindName
    from fastlabel.models.tasks.base import Task

__all__ = [
    "Entry",
    "ReadSeed",
    "Seed",
    "SeedSource",
    "read_seed",
]


SeedSource: TypeAlias = "StrPath | Iterable[Mapping[str, object] | Task]"


@dataclass(frozen=True, slots=True)
class Seed:
    """The arguments of `Sandbox.seed`, for the marker of the pytest plugin."""

    source: SeedSource
    """A file of JSON or JSON Lines, or the tasks themselves."""
    project: str | None = None
    """The slug of their project."""
    kind: KindName | None = None
    """Their kind; by default it is told from their fields."""
    media: StrPath | None = None
    """The folder with their media; by default grey ones are made."""


_KEYS: Final = ("project", "kind", "media", "tasks")


@dataclass(frozen=True, slots=True)
class Entry:
    """One task to keep."""

    place: str
    """Where it stands, for errors; what follows is a field."""
    task: JsonObject
    """As it is told on the wire."""


@dataclass(frozen=True, slots=True)
class ReadSeed:
    """A project to be, with what is not said left None."""

    origin: str
    """The file, for errors; ends in `: ` if there is one."""
    project: str | None
    kind: Kind | None
    media: Path | None
    entries: list[Entry]


def read_seed(seed: Seed) -> ReadSeed:
    """Read a seed. What its arguments say goes before what its file says.

    Raises:
        FastLabelInvalidException: The file is not there, or not of a form that is known.
    """
    kind = _checked_kind(seed.kind, "kind")
    media = None if seed.media is None else Path(seed.media)
    if isinstance(seed.source, str | PathLike):
        path = Path(seed.source)
        read = _lines(path) if path.suffix in {".jsonl", ".ndjson"} else _document(path)
        return ReadSeed(
            read.origin,
            seed.project or read.project,
            kind or read.kind,
            media or read.media,
            read.entries,
        )
    return ReadSeed("", seed.project, kind, media, list(_given(seed.source)))


def _given(tasks: object) -> Iterator[Entry]:
    said = short_repr(tasks)
    if isinstance(tasks, Mapping | bytes) or not isinstance(tasks, Iterable):
        invalid(f"source: {said} is neither a path nor a list of tasks")
    for index, task in enumerate(cast("Iterable[object]", tasks)):
        place = f"tasks[{index}]"
        try:
            copy = validated_json(task.to_wire() if isinstance(task, Task) else task)
        except InvalidResponseError as error:
            invalid(f"{place}: {error.message}")
        yield Entry(f"{place}.", _object(copy, place))


def _lines(path: Path) -> ReadSeed:
    entries = [
        Entry(f"{path}:{number}: ", _object(_parsed(line, f"{path}:{number}"), f"{path}:{number}"))
        for number, line in enumerate(_content(path).split(b"\n"), 1)
        if line.strip()
    ]
    return ReadSeed(f"{path}: ", None, None, None, entries)


def _document(path: Path) -> ReadSeed:
    value = _parsed(_content(path), str(path))
    if isinstance(value, list):
        return ReadSeed(f"{path}: ", None, None, None, _entries(path, value))
    said = _object(value, str(path))
    for key in said:
        if key not in _KEYS:
            invalid(f"{path}: {key}: no such field; there are {', '.join(_KEYS)}")
    media = _text(said, "media", path)
    return ReadSeed(
        origin=f"{path}: ",
        project=_text(said, "project", path),
        kind=_checked_kind(_text(said, "kind", path), f"{path}: kind"),
        media=None if media is None else path.parent / media,
        entries=_entries(path, said.get("tasks")),
    )


def _entries(path: Path, tasks: JsonValue) -> list[Entry]:
    if not isinstance(tasks, list):
        invalid(f"{path}: tasks: {short_repr(tasks)} where a list of tasks is due")
    places = (f"{path}: tasks[{index}]" for index in range(len(tasks)))
    return [
        Entry(f"{place}.", _object(task, place)) for place, task in zip(places, tasks, strict=True)
    ]


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise MissingFileError(f"source: there is no file {path}") from None
    except (OSError, ValueError) as error:
        invalid(f"source: {path}: {error}")


def _parsed(text: bytes, place: str) -> JsonValue:
    try:
        return cast("JsonValue", from_json(text, allow_inf_nan=False))
    except ValueError as error:
        invalid(f"{place}: is not JSON: {error}")


def _object(value: JsonValue, place: str) -> JsonObject:
    if not isinstance(value, dict):
        invalid(f"{place}: {short_repr(value)} where a task is due, which is an object")
    return value


def _text(said: JsonObject, key: str, path: Path) -> str | None:
    value = said.get(key)
    if value is not None and (not isinstance(value, str) or not value):
        invalid(f"{path}: {key}: {short_repr(value)} where a string is due")
    return value


def _checked_kind(name: str | None, place: str) -> Kind | None:
    return None if name is None else kind_by_name(name, place)
