"""A COCO file and the folder of its media → specs of tasks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, overload

from fastlabel._protocol.kinds import KindName, kind_by_name
from fastlabel._types import StrPath
from fastlabel.converters.coco.read import read_coco
from fastlabel.converters.coco.source import Source
from fastlabel.datasets.from_annotations import from_annotations
from fastlabel.datasets.new_task_kinds import check_project
from fastlabel.datasets.walk import checked_folder
from fastlabel.models import (
    NewImageClassificationTask,
    NewImageTask,
    NewMultiImageTask,
    NewVideoTask,
    TaskStatus,
)
from fastlabel.models.tasks import AnyNewTask

__all__ = ["from_coco"]

Fields = dict[str, object]


@overload
def from_coco(
    file: Source,
    images_folder: StrPath,
    *,
    project: str,
    kind: Literal["image"] = "image",
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
) -> Iterator[NewImageTask]: ...
@overload
def from_coco(
    file: Source,
    images_folder: StrPath,
    *,
    project: str,
    kind: Literal["image_classification"],
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
) -> Iterator[NewImageClassificationTask]: ...
@overload
def from_coco(
    file: Source,
    images_folder: StrPath,
    *,
    project: str,
    kind: Literal["multi_image"],
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
) -> Iterator[NewMultiImageTask]: ...
@overload
def from_coco(
    file: Source,
    images_folder: StrPath,
    *,
    project: str,
    kind: Literal["video"],
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
) -> Iterator[NewVideoTask]: ...
@overload
def from_coco(
    file: Source,
    images_folder: StrPath,
    *,
    project: str,
    kind: KindName,
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
) -> Iterator[AnyNewTask]: ...
def from_coco(
    file: Source,
    images_folder: StrPath,
    *,
    project: str,
    kind: KindName = "image",
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
) -> Iterator[AnyNewTask]:
    """Make a spec of each image or video in a COCO file: what `create` and `create_many` send.

    The file is read and checked at once. The media are not opened: whether they are there and fit
    is what `check` tells, and what `create` refuses.

    Args:
        file: As for `fastlabel.read_coco`.
        images_folder: The folder that the names in the file are relative to.
        project: The project's slug.
        kind: `image` makes a task of each entry of `images`, with its annotations;
            `image_classification` one with the image's `attributes`; `multi_image` one of the
            images of each folder, as in `task/1.png`; `video` one of each entry of `videos`.
        status: Of all tasks.
        tags: Of all tasks, before those that the file has.

    Raises:
        MissingFileError: There is no such file or folder.
        FastLabelInvalidException: The file is broken, or names something outside the folder; or
            an argument makes no sense.
        MissingExtraError: The file has masks, and numpy is not installed.

    Warns:
        ConversionWarning: Something in the file could not be carried over, or makes no task of
            this kind.
    """
    kind_by_name(kind)
    check_project(project, status, tags)
    folder = checked_folder(images_folder, "images_folder")
    annotated = (
        read_coco(file, kind="video", media_dir=folder)
        if kind == "video"
        else read_coco(file, media_dir=folder)
    )
    return from_annotations(annotated, project=project, kind=kind, status=status, tags=tags)
