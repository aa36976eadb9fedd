"""What passes between the requests, the database and the answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from pydantic import JsonValue

from fastlabel._protocol.kinds import TaskKind
from fastlabel.models.tasks.base import NewTask, Task

__all__ = ["Change", "Creation", "JsonObject", "Kind", "StoredFile", "StoredTask", "Wanted"]

JsonObject: TypeAlias = dict[str, JsonValue]
Kind: TypeAlias = TaskKind[Task, NewTask]


@dataclass(frozen=True, slots=True)
class Creation:
    """A task to create, checked but for its media."""

    project: str
    name: str
    status: str
    tags: list[str]
    files: dict[str, bytes]
    """Name → content; the one of a single file is the task's."""
    marks: list[JsonObject]
    """Annotations or attributes, as they came."""
    settings: JsonObject


@dataclass(frozen=True, slots=True)
class Change:
    """What an update says; None leaves as it is."""

    status: str | None
    tags: list[str] | None
    marks: list[JsonObject] | None
    """As they are told."""
    settings: JsonObject
    """A null empties its setting."""

    @property
    def is_empty(self) -> bool:
        """Whether it leaves everything as it is."""
        return (
            self.status is None and self.tags is None and self.marks is None and not self.settings
        )


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file of a task."""

    name: str
    """As given; nothing on disk is called so."""
    file: str
    """Its name in the media folder."""
    facts: JsonObject
    """As told: width and height in pixels; for a video also fps, frameCount, duration."""


@dataclass(frozen=True, slots=True)
class StoredTask:
    """A task as the database has it."""

    id: str
    kind: str
    """Its label."""
    name: str
    status: str
    tags: list[str]
    marks: list[JsonObject]
    """Annotations or attributes, as they are told."""
    settings: JsonObject
    files: list[StoredFile]
    created_at: int
    """Milliseconds since 1970."""
    updated_at: int
    """Milliseconds since 1970."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tasks a list asks for."""

    project: str
    status: str | None
    external_status: str | None
    tags: list[str]
    """A task must have all of them."""
    name: str | None
    offset: int
    limit: int
