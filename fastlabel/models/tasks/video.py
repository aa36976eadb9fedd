"""Tasks of video projects: boxes by frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastlabel.models._wire.fields import AsTuple, Count, Quantity
from fastlabel.models.annotations import NewVideoAnnotation, VideoAnnotation
from fastlabel.models.tasks.base import NewFileTask, Task

__all__ = ["NewVideoTask", "VideoTask"]


class VideoTask(Task, frozen=True):
    """A video and its annotations."""

    width: Count | None = None
    """Pixels."""
    height: Count | None = None
    """Pixels."""
    fps: Quantity | None = None
    """Frames per second."""
    frame_count: Count | None = None
    """Frames in the whole video."""
    duration: Quantity | None = None
    """Seconds."""
    url: str | None = None
    """Where the video can be fetched, for a while."""
    annotations: Annotated[Sequence[VideoAnnotation], AsTuple()] = ()
    """What was drawn, in order."""


class NewVideoTask(NewFileTask, frozen=True):
    """An MP4 to create a task from."""

    annotations: Annotated[Sequence[NewVideoAnnotation], AsTuple()] = ()
    """What was drawn, in order."""
