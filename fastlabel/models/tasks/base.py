"""Base classes of tasks: of all kinds, and by layout of media."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, NewType

from pydantic import Field

from fastlabel._types import TaskStatus
from fastlabel.models._wire.base import HtmlRepr, WireModel
from fastlabel.models._wire.fields import Count, Quantity, Timestamp, TupleOf
from fastlabel.models._wire.sources import FilePath, FileSource, FilesSource

TaskId = NewType("TaskId", str)
"""Id of a task, assigned by the service."""


class Task(HtmlRepr, WireModel, frozen=True):
    """A task, as read. Fields missing from the response are None."""

    id: TaskId
    """Assigned by the service."""
    name: str
    """Name, unique in the project."""
    status: TaskStatus | str | None = None
    """Workflow status; an unknown one is kept as it is."""
    tags: Annotated[Sequence[str], TupleOf()] = ()
    """Free-form labels of the task, for filters."""
    assignee: str | None = None
    """Display name of the annotator."""
    reviewer: str | None = None
    """Display name of the reviewer."""
    customer_reviewer: str | None = None
    """Display name of the customer's reviewer."""
    created_at: Timestamp | None = None
    """Creation time."""
    updated_at: Timestamp | None = None
    """Time of the last change."""


class ImageFileTask(Task, frozen=True):
    """A task of one image."""

    width: Count | None = None
    """Width in pixels."""
    height: Count | None = None
    """Height in pixels."""
    url: str | None = None
    """Download URL of the image, valid for a limited time."""


class VideoFileTask(Task, frozen=True):
    """A task of one video."""

    width: Count | None = None
    """Width in pixels."""
    height: Count | None = None
    """Height in pixels."""
    fps: Quantity | None = None
    """Frames per second."""
    frame_count: Count | None = None
    """Number of frames."""
    duration: Quantity | None = None
    """Duration in seconds."""
    url: str | None = None
    """Download URL of the video, valid for a limited time."""


class Content(WireModel, frozen=True):
    """One image of a multi-image task."""

    name: str
    """Name, unique in the task; the `content` of annotations refers to it."""
    url: str | None = None
    """Download URL of the image, valid for a limited time."""
    width: Count | None = None
    """Width in pixels."""
    height: Count | None = None
    """Height in pixels."""


class ContentsTask(Task, frozen=True):
    """A task of several images."""

    contents: Annotated[Sequence[Content], TupleOf()] = ()
    """Images of the task."""


class NewTask(HtmlRepr, WireModel, frozen=True, loc_by_alias=False):
    """Fields of a new task of any kind."""

    project: str
    """Project slug."""
    name: str | None = None
    """Name, unique in the project; by default that of the file or folder."""
    status: TaskStatus | None = None
    """Workflow status; the default of the service is `registered`."""
    tags: Annotated[Sequence[str], TupleOf()] = ()
    """Free-form labels of the task, for filters."""


class NewFileTask(NewTask, frozen=True):
    """A new task of one file: give exactly one of `file_path` and `file`."""

    file_path: FilePath | None = None
    """Local path of the file."""
    file: FileSource | None = None
    """Bytes, or an open binary file; requires `name`."""


class NewContentsTask(NewTask, frozen=True):
    """A new task of several files: give exactly one of `folder_path` and `files`."""

    folder_path: FilePath | None = None
    """Local folder; all of its files are sent, sorted by name."""
    files: Annotated[FilesSource | None, Field(alias="contents")] = None
    """Paths, or a mapping of file names to paths or bytes."""
