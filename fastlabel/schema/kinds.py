"""The four kinds of task, as the documents name them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fastlabel.models.tasks.base import NewTask, Task
from fastlabel.models.tasks.image import ImageTask, NewImageTask
from fastlabel.models.tasks.image_classification import (
    ImageClassificationTask,
    NewImageClassificationTask,
)
from fastlabel.models.tasks.multi_image import MultiImageTask, NewMultiImageTask
from fastlabel.models.tasks.video import NewVideoTask, VideoTask

__all__ = ["KINDS", "TaskKind"]


@dataclass(frozen=True, slots=True)
class TaskKind:
    """One kind of task, in both views."""

    name: str
    """Begins the names of its files."""
    path: str
    """Below the base URL."""
    response: type[Task]
    create: type[NewTask]
    usual_limit: int
    """The tasks per page that release 0.7.0 asks for unless told otherwise."""
    most: int
    """The most tasks that one page has."""

    @property
    def noun(self) -> str:
        """What people call it, such as `multi image`."""
        return self.name.replace("_", " ")


KINDS: Final = (
    TaskKind("image", "/tasks/image", ImageTask, NewImageTask, 100, 1000),
    TaskKind(
        "image_classification",
        "/tasks/image/classification",
        ImageClassificationTask,
        NewImageClassificationTask,
        100,
        1000,
    ),
    TaskKind("multi_image", "/tasks/multi-image", MultiImageTask, NewMultiImageTask, 10, 10),
    TaskKind("video", "/tasks/video", VideoTask, NewVideoTask, 10, 10),
)
