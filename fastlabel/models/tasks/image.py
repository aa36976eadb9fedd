"""Image tasks: boxes, polygons, keypoints, lines and segmentations on one image."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastlabel.models._wire.fields import TupleOf
from fastlabel.models.annotations.shapes import ImageAnnotation, NewImageAnnotation
from fastlabel.models.tasks.base import ImageFileTask, NewFileTask


class ImageTask(ImageFileTask, frozen=True):
    """An image and its annotations."""

    annotations: Annotated[Sequence[ImageAnnotation], TupleOf()] = ()
    """Annotations, in drawing order."""


class NewImageTask(NewFileTask, frozen=True):
    """A new task of one PNG or JPEG image."""

    annotations: Annotated[Sequence[NewImageAnnotation], TupleOf()] = ()
    """Annotations, in drawing order."""
