"""What goes over the wire and has no model of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from fastlabel._types import TaskStatus
from fastlabel.models._wire.base import WireModel
from fastlabel.models._wire.fields import TupleOf
from fastlabel.models._wire.sources import FileSource

__all__ = ["Error", "NewContent", "TaskUpdate"]


class NewContent(WireModel, frozen=True):
    """One image of a multi-image task to create."""

    name: Annotated[str, Field(min_length=1)]
    """Unique in its task; annotations refer to it in their `content`."""
    file: FileSource
    """A whole PNG or JPEG in standard base64: no line breaks, no `data:` prefix."""


class TaskUpdate(WireModel, frozen=True):
    """What to change of a task, whatever its kind."""

    status: TaskStatus | None = None
    """Left out, it stays as it is."""
    tags: Annotated[Sequence[str], TupleOf()] = ()
    """All tags that the task shall have; an empty list clears them, left out they stay."""


class Error(WireModel, frozen=True):
    """Why a call was refused."""

    status_code: int | None = None
    """The HTTP status again."""
    error: str | None = None
    """The HTTP status in words."""
    message: str | list[str] | None = None
    """What was wrong."""
