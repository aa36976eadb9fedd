"""The four kinds of task: where each lives on the wire, and what it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from fastlabel.models import ImageClassificationTask, ImageTask, MultiImageTask, VideoTask
from fastlabel.models.tasks.base import Task

__all__ = ["IMAGE", "IMAGE_CLASSIFICATION", "MULTI_IMAGE", "VIDEO", "Kind"]

T_co = TypeVar("T_co", bound=Task, covariant=True)

_IMAGE_EXTENSIONS: Final = ("png", "jpg", "jpeg")
_VIDEO_EXTENSIONS: Final = ("mp4",)


@dataclass(frozen=True, slots=True)
class Kind(Generic[T_co]):
    """One kind of task."""

    task: type[T_co]
    """The model of what is read."""
    path: str
    """Below the base URL."""
    page_size: int
    """The most tasks that one call gives."""
    extensions: tuple[str, ...]
    """Of the files that it takes."""

    @property
    def has_contents(self) -> bool:
        """Whether a task has several media."""
        return issubclass(self.task, MultiImageTask)


IMAGE: Final = Kind(ImageTask, "tasks/image", 1000, _IMAGE_EXTENSIONS)
IMAGE_CLASSIFICATION: Final = Kind(
    ImageClassificationTask, "tasks/image/classification", 1000, _IMAGE_EXTENSIONS
)
MULTI_IMAGE: Final = Kind(MultiImageTask, "tasks/multi-image", 10, _IMAGE_EXTENSIONS)
VIDEO: Final = Kind(VideoTask, "tasks/video", 10, _VIDEO_EXTENSIONS)
