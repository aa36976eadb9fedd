"""What a sandbox can be filled with, as it is given and as it is read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from fastlabel.models.task import Task
    from fastlabel.sandbox.faults.kinds import TaskKind

__all__ = ["Seed", "SeedSource", "StrPath"]

StrPath: TypeAlias = str | os.PathLike[str]
SeedSource: TypeAlias = "StrPath | Iterable[Mapping[str, object] | Task]"


@dataclass(frozen=True, slots=True)
class Seed:
    """The arguments of `Sandbox.seed`, for the marker of the pytest plugin."""

    source: SeedSource
    """A file of JSON or JSON Lines, or the tasks themselves."""
    project: str | None = None
    """The slug of their project."""
    kind: TaskKind | None = None
    """Their kind; by default it is told from their fields."""
    media: StrPath | None = None
    """The folder with their media; by default grey ones are made."""
