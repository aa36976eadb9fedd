"""The kinds of task that can be shown."""

from __future__ import annotations

from typing import TypeAlias

from fastlabel.models import (
    ImageClassificationTask,
    ImageTask,
    MultiImageTask,
    NewImageClassificationTask,
    NewImageTask,
    NewMultiImageTask,
    NewVideoTask,
    VideoTask,
)

__all__ = ["AnyTask", "NewTask", "ReadTask"]

ReadTask: TypeAlias = ImageTask | ImageClassificationTask | MultiImageTask | VideoTask
"""As the service told it."""

NewTask: TypeAlias = NewImageTask | NewImageClassificationTask | NewMultiImageTask | NewVideoTask
"""As it is to be created."""

AnyTask: TypeAlias = ReadTask | NewTask
