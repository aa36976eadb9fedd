"""Tasks of multi-image projects: several images, annotated together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastlabel.models._wire.fields import TupleOf
from fastlabel.models.annotations.shapes import MultiImageAnnotation, NewMultiImageAnnotation
from fastlabel.models.tasks.base import Content, ContentsTask, NewContentsTask

__all__ = ["Content", "MultiImageTask", "NewMultiImageTask"]


class MultiImageTask(ContentsTask, frozen=True):
    """Several images and their annotations; each annotation's `content` names its image."""

    annotations: Annotated[Sequence[MultiImageAnnotation], TupleOf()] = ()
    """In the order in which they were drawn."""


class NewMultiImageTask(NewContentsTask, frozen=True):
    """PNGs or JPEGs to create one task from: give exactly one of `folder_path` and `files`."""

    annotations: Annotated[Sequence[NewMultiImageAnnotation], TupleOf()] = ()
    """In the order in which they were drawn."""
