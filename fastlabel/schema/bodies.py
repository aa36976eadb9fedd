"""Models of request and response bodies that only the schemas need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from fastlabel._types import TaskStatus
from fastlabel.models._wire.base import WireModel
from fastlabel.models._wire.fields import TupleOf
from fastlabel.models._wire.sources import FileSource


class NewContent(WireModel, frozen=True):
    """One image of a multi-image task to create."""

    name: Annotated[str, Field(min_length=1)]
    """Name, unique in the task; the `content` of annotations refers to it."""
    file: FileSource
    """PNG or JPEG file in standard base64, without line breaks or a `data:` prefix."""


class TaskUpdate(WireModel, frozen=True):
    """Changes of a task of any kind."""

    status: TaskStatus | None = None
    """New status; if omitted, it is unchanged."""
    tags: Annotated[Sequence[str], TupleOf()] = ()
    """New tags in place of the old ones; an empty list removes all; if omitted, unchanged."""


class Error(WireModel, frozen=True):
    """Body of an error response."""

    status_code: int | None = None
    """HTTP status code."""
    error: str | None = None
    """HTTP status text."""
    message: str | list[str] | None = None
    """Error message."""
