"""Multi-image tasks: several images, annotated together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastlabel.models._wire.fields import TupleOf
from fastlabel.models.annotations.shapes import MultiImageAnnotation, NewMultiImageAnnotation
from fastlabel.models.tasks.base import ContentsTask, NewContentsTask


class MultiImageTask(ContentsTask, frozen=True):
    """Several images and their annotations; each annotation's `content` names its image."""

    annotations: Annotated[Sequence[MultiImageAnnotation], TupleOf()] = ()
    """Annotations, in drawing order."""


class NewMultiImageTask(NewContentsTask, frozen=True):
    """A new task of several PNG or JPEG images: give exactly one of `folder_path` and `files`."""

    annotations: Annotated[Sequence[NewMultiImageAnnotation], TupleOf()] = ()
    """Annotations, in drawing order."""
