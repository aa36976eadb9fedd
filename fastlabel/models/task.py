"""What tasks of all kinds have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, NewType

from fastlabel.models.notebook_form import NotebookForm
from fastlabel.models.sequences import AsTuple
from fastlabel.models.status import TaskStatus
from fastlabel.models.timestamp import Timestamp
from fastlabel.models.wire_model import WireModel

__all__ = ["Task", "TaskId"]

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
