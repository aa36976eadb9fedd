"""Unions of all kinds of tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from fastlabel.models.annotations import ShapeAnnotation
from fastlabel.models.annotations.base import UnknownAnnotation
from fastlabel.models.annotations.video_bbox import VideoBBox
from fastlabel.models.tasks.base import NewTask, Task
from fastlabel.models.tasks.image import ImageTask, NewImageTask
from fastlabel.models.tasks.image_classification import (
    ImageClassificationTask,
    NewImageClassificationTask,
)
from fastlabel.models.tasks.multi_image import MultiImageTask, NewMultiImageTask
from fastlabel.models.tasks.video import NewVideoTask, VideoTask

AnyTask: TypeAlias = ImageTask | ImageClassificationTask | MultiImageTask | VideoTask
"""A task of any kind, as read."""

AnyImageTask: TypeAlias = ImageTask
"""A task of one image with annotations."""

AnyContentsTask: TypeAlias = MultiImageTask
"""A task of several images with annotations."""

AnyVideoTask: TypeAlias = VideoTask
"""A task of a video with annotations by frame."""

AnyNewTask: TypeAlias = NewImageTask | NewImageClassificationTask | NewMultiImageTask | NewVideoTask
"""A task of any kind, as created."""

AnyAnnotation: TypeAlias = ShapeAnnotation | VideoBBox | UnknownAnnotation
"""An annotation of any type, as read."""

TaskLike: TypeAlias = AnyTask | Mapping[str, object]
"""A task, or its JSON form as a mapping, as the methods of 0.7.0 return it."""


def annotations_of(task: Task | NewTask) -> Sequence[AnyAnnotation]:
    """Annotations of a task; empty for a kind that has none."""
    # An unknown field of that name does not count.
    if "annotations" not in type(task).__pydantic_fields__:
        return ()
    annotations: Sequence[AnyAnnotation] = getattr(task, "annotations")  # noqa: B009
    return annotations
