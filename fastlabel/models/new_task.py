"""What is needed to create a task, whatever its kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastlabel.models.notebook_form import NotebookForm
from fastlabel.models.sequences import AsTuple
from fastlabel.models.source import FilePath, FileSource
from fastlabel.models.status import TaskStatus
from fastlabel.models.wire_model import WireModel

__all__ = ["NewFileTask", "NewTask"]


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
