"""Tasks of multi-image projects: several images, annotated together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from fastlabel.models._wire.base import WireModel
from fastlabel.models._wire.fields import AsTuple, Count
from fastlabel.models._wire.sources import FilePath, FilesSource
from fastlabel.models.annotations import MultiImageAnnotation, NewMultiImageAnnotation
from fastlabel.models.tasks.base import NewTask, Task

__all__ = [
    "Content",
    "MultiImageTask",
    "NewMultiImageTask",
]


class Content(WireModel, frozen=True):
    """One image of a multi-image task."""

    name: str
    """Unique in its task; annotations refer to it in their `content`."""
    url: str | None = None
    """Where the image can be fetched, for a while."""
    width: Count | None = None
    """Pixels."""
    height: Count | None = None
    """Pixels."""


class MultiImageTask(Task, frozen=True):
    """Several images and their annotations; each annotation's `content` names its image."""

    contents: Annotated[Sequence[Content], AsTuple()] = ()
    """The images."""
    annotations: Annotated[Sequence[MultiImageAnnotation], AsTuple()] = ()
    """What was drawn, in order."""


class NewMultiImageTask(NewTask, frozen=True):
    """PNGs or JPEGs to create one task from: give exactly one of `folder_path` and `files`."""

    folder_path: FilePath | None = None
    """A folder; all of its files are sent, in the order of their names."""
    files: Annotated[FilesSource | None, Field(alias="contents")] = None
    """Paths, or content names → paths or bytes."""
    annotations: Annotated[Sequence[NewMultiImageAnnotation], AsTuple()] = ()
    """What was drawn, in order."""
