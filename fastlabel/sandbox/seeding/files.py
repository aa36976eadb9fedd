"""Seeds: files of JSON and JSON Lines, and tasks given as Python objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from pydantic import JsonValue
from pydantic_core import from_json

from fastlabel._protocol.kinds import kind_by_name
from fastlabel._types import StrPath
from fastlabel.errors import ErrorPath, InvalidResponseError, MissingFileError, invalid
from fastlabel.models._wire.error_text import short_repr
from fastlabel.models._wire.json_values import validated_json
from fastlabel.models.tasks.base import Task
from fastlabel.sandbox.store.records import JsonObject, Kind, Origin

if TYPE_CHECKING:
    from fastlabel._protocol.kinds import KindName

SeedSource: TypeAlias = StrPath | Iterable[Mapping[str, object] | Task]

_KEYS: Final = ("project", "kind", "media", "tasks")


@dataclass(frozen=True, slots=True)
class Seed:
    """The arguments of `Sandbox.seed`, for the marker of the pytest plugin."""

    source: SeedSource
    """A file of JSON or JSON Lines, or the tasks themselves."""
    project: str | None = None
    """The slug of their project."""
    kind: KindName | None = None
    """Their kind; by default it follows from their fields."""
    media_dir: StrPath | None = None
    """The folder with their media; by default gray ones are generated."""


@dataclass(frozen=True, slots=True)
class SeedEntry:
    """One task to store, as JSON of the wire."""

    origin: Origin
    task: JsonObject


@dataclass(frozen=True, slots=True)
class ParsedSeed:
    """A seed; what it does not specify is None."""

    origin: Origin
    project: str | None
    kind: Kind | None
    media_dir: Path | None
    entries: list[SeedEntry]


def parse_seed(seed: Seed) -> ParsedSeed:
    """Read a seed. Its arguments take precedence over its file."""
    kind = None if seed.kind is None else kind_by_name(seed.kind)
    media_dir = None if seed.media_dir is None else Path(seed.media_dir)
    if not isinstance(seed.source, str | PathLike):
        entries = list(_given_entries(seed.source))
        return ParsedSeed(Origin(), seed.project, kind, media_dir, entries)
    path = Path(seed.source)
    is_lines = path.suffix in {".jsonl", ".ndjson"}
    parsed = _parse_lines(path) if is_lines else _parse_document(path)
    return replace(
        parsed,
        project=seed.project or parsed.project,
        kind=kind or parsed.kind,
        media_dir=media_dir or parsed.media_dir,
    )


def _given_entries(tasks: object) -> Iterator[SeedEntry]:
    given = short_repr(tasks)
    if isinstance(tasks, Mapping | bytes) or not isinstance(tasks, Iterable):
        invalid(f"expected a path or a list of tasks, got {given}", "source")
    for index, task in enumerate(cast("Iterable[object]", tasks)):
        origin = Origin(path=("tasks", index))
        with origin.located():
            try:
                copy = validated_json(task.to_wire() if isinstance(task, Task) else task)
            except InvalidResponseError as error:
                invalid(error.message)
            yield SeedEntry(origin, _task(copy))


def _parse_lines(path: Path) -> ParsedSeed:
    entries: list[SeedEntry] = []
    for number, line in enumerate(_read(path).split(b"\n"), 1):
        if line.strip():
            origin = Origin(f"{path}:{number}")
            with origin.located():
                entries.append(SeedEntry(origin, _task(_parse(line))))
    return ParsedSeed(Origin(str(path)), None, None, None, entries)


def _parse_document(path: Path) -> ParsedSeed:
    origin = Origin(str(path))
    content = _read(path)
    with origin.located():
        value = _parse(content)
        if isinstance(value, list):
            return ParsedSeed(origin, None, None, None, _entries(path, value))
        document = _task(value)
        for key in document:
            if key not in _KEYS:
                invalid(f"no such field; expected one of {', '.join(_KEYS)}", (key,))
        kind, media_dir = _text(document, "kind"), _text(document, "media")
        return ParsedSeed(
            origin=origin,
            project=_text(document, "project"),
            kind=None if kind is None else kind_by_name(kind),
            media_dir=None if media_dir is None else path.parent / media_dir,
            entries=_entries(path, document.get("tasks")),
        )


def _entries(path: Path, tasks: JsonValue) -> list[SeedEntry]:
    if not isinstance(tasks, list):
        invalid(f"expected a list of tasks, got {short_repr(tasks)}", "tasks")
    return [
        SeedEntry(Origin(str(path), ("tasks", index)), _task(task, ("tasks", index)))
        for index, task in enumerate(tasks)
    ]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise MissingFileError(f"there is no file {path}").at("source") from None
    except (OSError, ValueError) as error:
        invalid(f"{path}: {error}", "source")


def _parse(text: bytes) -> JsonValue:
    try:
        return cast("JsonValue", from_json(text, allow_inf_nan=False))
    except ValueError as error:
        invalid(f"is not JSON: {error}")


def _task(value: JsonValue, path: ErrorPath = ()) -> JsonObject:
    if not isinstance(value, dict):
        invalid(f"expected a task, which is an object, got {short_repr(value)}", path)
    return value


def _text(document: JsonObject, key: str) -> str | None:
    value = document.get(key)
    if value is not None and (not isinstance(value, str) or not value):
        invalid(f"expected a string, got {short_repr(value)}", key)
    return value
