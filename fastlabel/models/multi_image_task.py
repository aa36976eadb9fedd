"""Tasks of multi-image projects: several images, annotated together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from fastlabel.models.annotation import MultiImageAnnotation, NewMultiImageAnnotation
from fastlabel.models.content import Content
from fastlabel.models.new_task import NewTask
from fastlabel.models.sequences import AsTuple
from fastlabel.models.source import FilePath, FilesSource
from fastlabel.models.task import Task

__all__ = ["MultiImageTask", "NewMultiImageTask"]


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
