"""Tasks and annotations in a few words, for the terminal and the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from fastlabel.models import ImageClassificationTask, ImageTask, MultiImageTask, VideoTask
from fastlabel.notebook.texts import Annotation

__all__ = ["AnyTask", "annotations_of", "facts"]

AnyTask: TypeAlias = ImageTask | ImageClassificationTask | MultiImageTask | VideoTask


def annotations_of(task: AnyTask) -> Sequence[Annotation]:
    """A task's annotations; a classification task has none."""
    return () if isinstance(task, ImageClassificationTask) else task.annotations


def facts(task: AnyTask) -> list[tuple[str, str]]:
    """What a task is: names and texts."""
    told = [
        ("name", task.name),
        ("id", task.id),
        ("status", task.status or "none"),
        ("tags", ", ".join(task.tags) or "none"),
    ]
    if isinstance(task, MultiImageTask):
        return [*told, ("images", ", ".join(content.name for content in task.contents))]
    told.append(("size", f"{task.width} x {task.height} pixels"))
    if isinstance(task, VideoTask):
        told.append(("length", f"{task.frame_count} frames, {task.fps} per second"))
    return told
