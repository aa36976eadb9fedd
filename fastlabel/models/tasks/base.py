"""What tasks of all kinds have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, NewType

from fastlabel._types import TaskStatus
from fastlabel.models._wire.base import NotebookForm, WireModel
from fastlabel.models._wire.fields import AsTuple, Timestamp
from fastlabel.models._wire.sources import FilePath, FileSource

__all__ = [
    "NewFileTask",
    "NewTask",
    "Task",
    "TaskId",
]


TaskId = NewType("TaskId", str)
"""The service's id of a task."""


class Task(NotebookForm, WireModel, frozen=True):
    """A task as the service tells it. What an answer leaves out is None."""

    id: TaskId
    """Given by the service."""
    name: str
    """Unique in its project."""
    status: TaskStatus | str | None = None
    """Where the task stands in its workflow; a name not known here is kept as it came."""
    tags: Annotated[Sequence[str], AsTuple()] = ()
    """Free labels of the whole task, for filters."""
    assignee: str | None = None
    """Display name of the annotator."""
    reviewer: str | None = None
    """Display name of the reviewer."""
    customer_reviewer: str | None = None
    """Display name of the customer's reviewer."""
    created_at: Timestamp | None = None
    """When it was created."""
    updated_at: Timestamp | None = None
    """When it was last changed."""


class NewTask(NotebookForm, WireModel, frozen=True, loc_by_alias=False):
    """The fields that `create` takes for every kind."""

    project: str
    """The project's slug."""
    name: str | None = None
    """Unique in the project. Left out, it is the name of the file or folder."""
    status: TaskStatus | None = None
    """Left out, the service says `registered`."""
    tags: Annotated[Sequence[str], AsTuple()] = ()
    """Free labels of the whole task, for filters."""


class NewFileTask(NewTask, frozen=True):
    """A new task of one file: give exactly one of `file_path` and `file`."""

    file_path: FilePath | None = None
    """The file on this machine."""
    file: FileSource | None = None
    """Its bytes, or an open binary file; `name` is required with it."""
