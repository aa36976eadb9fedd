"""New tasks from a COCO file and the folder of its media."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, overload

from fastlabel._protocol.kinds import KindName, kind_by_name
from fastlabel._types import StrPath
from fastlabel.converters.coco.read import read_coco
from fastlabel.converters.coco.source import Source
from fastlabel.datasets.from_annotations import from_annotations
from fastlabel.datasets.new_tasks import check_common_fields
from fastlabel.datasets.walk import require_folder
from fastlabel.models import (
    NewImageClassificationTask,
    NewImageTask,
    NewMultiImageTask,
    NewVideoTask,
    TaskStatus,
)
from fastlabel.models.tasks import AnyNewTask


@overload
def from_coco(
    file: Source,
    media_dir: StrPath,
    *,
    project: str,
    kind: Literal["image"] = "image",
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
) -> Iterator[NewImageTask]: ...
@overload
def from_coco(
    file: Source,
    media_dir: StrPath,
    *,
    project: str,
    kind: Literal["image_classification"],
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
) -> Iterator[NewImageClassificationTask]: ...
@overload
def from_coco(
    file: Source,
    media_dir: StrPath,
    *,
    project: str,
    kind: Literal["multi_image"],
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
) -> Iterator[NewMultiImageTask]: ...
@overload
def from_coco(
    file: Source,
    media_dir: StrPath,
    *,
    project: str,
    kind: Literal["video"],
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
) -> Iterator[NewVideoTask]: ...
@overload
def from_coco(
    file: Source,
    media_dir: StrPath,
    *,
    project: str,
    kind: KindName,
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
) -> Iterator[AnyNewTask]: ...
def from_coco(
    file: Source,
    media_dir: StrPath,
    *,
    project: str,
    kind: KindName = "image",
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
) -> Iterator[AnyNewTask]:
    """Build a new task for each image or video in a COCO file, for `create` and `create_many`.

    The file is read and validated at once. Media are not opened: `check` validates them, and
    `create` does.

    Args:
        file: As for `fastlabel.read_coco`.
        media_dir: Folder that file names in the file are relative to.
        project: The project's slug.
        kind: `image` builds a task of each entry of `images`, with its annotations;
            `image_classification` one with the image's `attributes`; `multi_image` one of the
            images of each folder, as in `task/1.png`; `video` one of each entry of `videos`.
        status: Status of all tasks.
        tags: Tags of all tasks, before those in the file.

    Raises:
        MissingFileError: The file or the folder does not exist.
        FastLabelInvalidException: The file is not valid, or names a file outside the folder; or an
            argument is not valid.
        MissingExtraError: The file has masks, and numpy is not installed.

    Warns:
        ConversionWarning: Something in the file cannot be converted, or does not fit into tasks of
            this kind.
    """
    is_video = kind_by_name(kind).media == "video"
    check_common_fields(project, status, tags)
    folder = require_folder(media_dir, "media_dir")
    annotated = (
        read_coco(file, kind="video", media_dir=folder)
        if is_video
        else read_coco(file, media_dir=folder)
    )
    return from_annotations(annotated, project=project, kind=kind, status=status, tags=tags)
