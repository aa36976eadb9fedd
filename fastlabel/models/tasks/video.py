"""Tasks of video projects: boxes by frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastlabel.models._wire.fields import TupleOf
from fastlabel.models.annotations.tracks import NewVideoAnnotation, VideoAnnotation
from fastlabel.models.tasks.base import NewFileTask, VideoFileTask

__all__ = ["NewVideoTask", "VideoTask"]


class VideoTask(VideoFileTask, frozen=True):
    """A video and its annotations."""

    annotations: Annotated[Sequence[VideoAnnotation], TupleOf()] = ()
    """In the order in which they were drawn."""


class NewVideoTask(NewFileTask, frozen=True):
    """An MP4 to create a task from."""

    annotations: Annotated[Sequence[NewVideoAnnotation], TupleOf()] = ()
    """In the order in which they were drawn."""
