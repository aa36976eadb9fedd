"""Tasks of image classification projects: attributes of one whole image."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastlabel.models._wire.fields import AsTuple, Count
from fastlabel.models.annotations.attribute import Attribute
from fastlabel.models.tasks.base import NewFileTask, Task

__all__ = ["ImageClassificationTask", "NewImageClassificationTask"]


class ImageClassificationTask(Task, frozen=True):
    """An image and the attributes it was given."""

    width: Count | None = None
    """Pixels."""
    height: Count | None = None
    """Pixels."""
    url: str | None = None
    """Where the image can be fetched, for a while."""
    attributes: Annotated[Sequence[Attribute], AsTuple()] = ()
    """What is said of the whole image."""


class NewImageClassificationTask(NewFileTask, frozen=True):
    """A PNG or JPEG to create a task from."""

    attributes: Annotated[Sequence[Attribute], AsTuple()] = ()
    """What is said of the whole image."""
