"""Image classification tasks: attributes of one image."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastlabel.models._wire.fields import TupleOf
from fastlabel.models.annotations.attribute import Attribute
from fastlabel.models.tasks.base import ImageFileTask, NewFileTask


class ImageClassificationTask(ImageFileTask, frozen=True):
    """An image and its attributes."""

    attributes: Annotated[Sequence[Attribute], TupleOf()] = ()
    """Attributes of the image."""


class NewImageClassificationTask(NewFileTask, frozen=True):
    """A new task of one PNG or JPEG image."""

    attributes: Annotated[Sequence[Attribute], TupleOf()] = ()
    """Attributes of the image."""
