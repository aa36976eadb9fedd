"""What tasks have in common: all of them, and those of one layout of media."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, NewType

from pydantic import Field

from fastlabel._types import TaskStatus
from fastlabel.models._wire.base import HtmlRepr, WireModel
from fastlabel.models._wire.fields import Count, Quantity, Timestamp, TupleOf
from fastlabel.models._wire.sources import FilePath, FileSource, FilesSource

__all__ = [
    "Content",
    "ContentsTask",
    "ImageFileTask",
    "NewContentsTask",
    "NewFileTask",
    "NewTask",
    "Task",
    "TaskId",
    "VideoFileTask",
]


TaskId = NewType("TaskId", str)
"""The service's id of a task."""


class Task(HtmlRepr, WireModel, frozen=True):
    """A task as read from the service. Fields that a response leaves out are None."""

    id: TaskId
    """Assigned by the service."""
    name: str
    """Unique in its project."""
    status: TaskStatus | str | None = None
    """Where the task stands in its workflow; an unknown status is kept as it is."""
    tags: Annotated[Sequence[str], TupleOf()] = ()
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


class ImageFileTask(Task, frozen=True):
    """A task of one image."""

    width: Count | None = None
    """Pixels."""
    height: Count | None = None
    """Pixels."""
    url: str | None = None
    """Where the image can be downloaded, for a limited time."""


class VideoFileTask(Task, frozen=True):
    """A task of one video."""

    width: Count | None = None
    """Pixels."""
    height: Count | None = None
    """Pixels."""
    fps: Quantity | None = None
    """Frames per second."""
    frame_count: Count | None = None
    """Frames in the whole video."""
    duration: Quantity | None = None
    """Seconds."""
    url: str | None = None
    """Where the video can be downloaded, for a limited time."""


class Content(WireModel, frozen=True):
    """One image of a task of several."""

    name: str
    """Unique in its task; annotations refer to it in their `content`."""
    url: str | None = None
    """Where the image can be downloaded, for a limited time."""
    width: Count | None = None
    """Pixels."""
    height: Count | None = None
    """Pixels."""


class ContentsTask(Task, frozen=True):
    """A task of several images."""

    contents: Annotated[Sequence[Content], TupleOf()] = ()
    """The images."""


class NewTask(HtmlRepr, WireModel, frozen=True, loc_by_alias=False):
    """The fields that `create` takes for every kind."""

    project: str
    """The project's slug."""
    name: str | None = None
    """Unique in the project; by default the name of the file or folder."""
    status: TaskStatus | None = None
    """By default the service sets `registered`."""
    tags: Annotated[Sequence[str], TupleOf()] = ()
    """Free labels of the whole task, for filters."""


class NewFileTask(NewTask, frozen=True):
    """A new task of one file: give exactly one of `file_path` and `file`."""

    file_path: FilePath | None = None
    """The file on this machine."""
    file: FileSource | None = None
    """Its bytes, or an open binary file; `name` is required with it."""


class NewContentsTask(NewTask, frozen=True):
    """A new task of several files: give exactly one of `folder_path` and `files`."""

    folder_path: FilePath | None = None
    """A folder; all of its files are sent, in the order of their names."""
    files: Annotated[FilesSource | None, Field(alias="contents")] = None
    """Paths, or content names → paths or bytes."""
