"""Tasks of image projects: boxes, polygons, keypoints, lines and segmentations on one image."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastlabel.models._wire.fields import AsTuple, Count
from fastlabel.models.annotations import ImageAnnotation, NewImageAnnotation
from fastlabel.models.tasks.base import NewFileTask, Task

__all__ = ["ImageTask", "NewImageTask"]


class ImageTask(Task, frozen=True):
    """An image and its annotations."""

    width: Count | None = None
    """Pixels."""
    height: Count | None = None
    """Pixels."""
    url: str | None = None
    """Where the image can be fetched, for a while."""
    annotations: Annotated[Sequence[ImageAnnotation], AsTuple()] = ()
    """What was drawn, in order."""


class NewImageTask(NewFileTask, frozen=True):
    """A PNG or JPEG to create a task from."""

    annotations: Annotated[Sequence[NewImageAnnotation], AsTuple()] = ()
    """What was drawn, in order."""
