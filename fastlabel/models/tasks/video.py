"""Video tasks: boxes by frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastlabel.models._wire.fields import TupleOf
from fastlabel.models.annotations.tracks import NewVideoAnnotation, VideoAnnotation
from fastlabel.models.tasks.base import NewFileTask, VideoFileTask


class VideoTask(VideoFileTask, frozen=True):
    """A video and its annotations."""

    annotations: Annotated[Sequence[VideoAnnotation], TupleOf()] = ()
    """Annotations, in drawing order."""


class NewVideoTask(NewFileTask, frozen=True):
    """A new task of one MP4 video."""

    annotations: Annotated[Sequence[NewVideoAnnotation], TupleOf()] = ()
    """Annotations, in drawing order."""
