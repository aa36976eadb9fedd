"""What passes between the requests, the database and the responses."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

from pydantic import JsonValue

from fastlabel._media.probe import MediaFacts
from fastlabel._protocol.kinds import TaskKind
from fastlabel.errors import ErrorPath, FastLabelInvalidException
from fastlabel.models.tasks.base import NewTask, Task

JsonObject: TypeAlias = dict[str, JsonValue]
Kind: TypeAlias = TaskKind[Task, NewTask]


def now_milliseconds() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def media_field(kind: Kind) -> str:
    """JSON field of a create that has the media."""
    return "contents" if kind.has_contents else "file"


@dataclass(frozen=True, slots=True)
class TaskUpdate:
    """An update; None leaves a field unchanged."""

    status: str | None = None
    tags: list[str] | None = None
    annotations_or_attributes: list[JsonObject] | None = None
    """As in a response."""
    optional_fields: JsonObject = field(default_factory=JsonObject)
    """A null clears its field."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file of a task."""

    name: str
    """As given; no file on disk has this name."""
    file: str
    """Its name in the media folder."""
    facts: JsonObject
    """Width and height in pixels; for a video also fps, frameCount, duration."""


@dataclass(frozen=True, slots=True)
class StoredTask:
    """A task in the database."""

    id: str
    kind: str
    """Label of its kind."""
    name: str
    status: str
    tags: list[str]
    annotations_or_attributes: list[JsonObject]
    """As in a response."""
    optional_fields: JsonObject
    files: list[StoredFile]
    created_at: int
    """Milliseconds since 1970."""
    updated_at: int
    """Milliseconds since 1970."""


@dataclass(frozen=True, slots=True)
class NewTaskRow:
    """A task to create, validated except for its media."""

    project: str
    task: StoredTask
    """The task, without files."""
    files: dict[str, bytes]
    """Name → content; a single file has the name of the task."""


@dataclass(frozen=True, slots=True)
class TaskQuery:
    """Which tasks to list."""

    project: str
    status: str | None = None
    external_status: str | None = None
    tags: Sequence[str] = ()
    """A task must have all of them."""
    name: str | None = None
    offset: int = 0
    limit: int = -1
    """Number of tasks; as SQLite reads it, -1 is no limit."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a task comes from, for errors."""

    file: str = ""
    """Such as `tasks.jsonl:3`; empty if it comes from no file."""
    path: ErrorPath = ()

    @contextmanager
    def located(self) -> Generator[None]:
        """Add file and path to the errors of a block."""
        try:
            yield
        except FastLabelInvalidException as error:
            located = error.under(*self.path)
            if self.file:
                located.message = f"{self.file}: {located.message}"
                located.args = (located.message, *located.args[1:])
            raise located from None


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """A file to store."""

    name: str
    declared: JsonObject
    """Facts that take precedence over the actual ones."""
    read: Callable[[], tuple[bytes, MediaFacts]]
    """Read content and actual facts."""


@dataclass(frozen=True, slots=True)
class PreparedTask:
    """A task to store that is complete except for its files."""

    origin: Origin
    task: StoredTask
    files: list[PreparedFile]
