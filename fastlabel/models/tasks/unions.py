"""Tasks of any kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from fastlabel.models.tasks.image import ImageTask, NewImageTask
from fastlabel.models.tasks.image_classification import (
    ImageClassificationTask,
    NewImageClassificationTask,
)
from fastlabel.models.tasks.multi_image import MultiImageTask, NewMultiImageTask
from fastlabel.models.tasks.video import NewVideoTask, VideoTask

__all__ = ["AnyNewTask", "AnyTask", "TaskLike"]

AnyTask: TypeAlias = ImageTask | ImageClassificationTask | MultiImageTask | VideoTask
"""A task of any kind, as read."""

AnyNewTask: TypeAlias = NewImageTask | NewImageClassificationTask | NewMultiImageTask | NewVideoTask
"""A task of any kind, as created."""

TaskLike: TypeAlias = AnyTask | Mapping[str, object]
"""A task, or its JSON form as a mapping, as the methods of 0.7.0 return it."""
