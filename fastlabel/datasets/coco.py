"""A COCO file and the folder of its media → specs of tasks."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, cast, overload

from fastlabel.checks import refuse
from fastlabel.converters.annotated import AnnotatedImage, AnnotatedVideo
from fastlabel.converters.coco_reading import read_coco
from fastlabel.converters.coco_source import Source
from fastlabel.converters.loss import ConversionWarning, level_of_caller
from fastlabel.datasets.folder_walk import checked_folder
from fastlabel.datasets.spec_kinds import SpecKind, check_project, model_of
from fastlabel.models import (
    NewImageClassificationTask,
    NewImageTask,
    NewMultiImageTask,
    NewVideoTask,
    TaskStatus,
)
from fastlabel.models.source import StrPath
from fastlabel.requests import NewTaskOfAnyKind, build

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
    kind: SpecKind,
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
) -> Iterator[NewTaskOfAnyKind]: ...
def from_coco(
    file: Source,
    images_folder: StrPath,
    *,
    project: str,
    kind: SpecKind = "image",
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
) -> Iterator[NewTaskOfAnyKind]:
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
        ConversionWarning: Something in the file could not be carried over.
    """
    model = model_of(kind)
    check_project(project, status, tags)
    folder = checked_folder(images_folder, "images_folder")
    of_each: Iterator[Fields]
    if kind == "video":
        of_each = map(_video_fields, read_coco(file, kind="video", media_folder=folder))
    else:
        of_each = _image_fields(kind, read_coco(file, media_folder=folder), folder)
    same: Fields = {"project": project, **({"status": status} if status else {})}
    specs = (
        build(
            model, {**same, **fields, "tags": _merged(tags, cast("Sequence[str]", fields["tags"]))}
        )
        for fields in of_each
    )
    return cast("Iterator[NewTaskOfAnyKind]", specs)


def _image_fields(
    kind: SpecKind, images: Sequence[AnnotatedImage], folder: Path
) -> Iterator[Fields]:
    if kind == "multi_image":
        return map(_multi_image_fields, _grouped(images, folder))
    if kind == "image_classification":
        _tell_left_out(sum(len(image.annotations) for image in images))
        return map(_classification_fields, images)
    return map(_drawn_fields, images)


def _drawn_fields(image: AnnotatedImage) -> Fields:
    return {**_file_fields(image), "annotations": image.annotations}


def _classification_fields(image: AnnotatedImage) -> Fields:
    return {**_file_fields(image), "attributes": image.attributes}


def _video_fields(video: AnnotatedVideo) -> Fields:
    return {**_file_fields(video), "annotations": video.annotations}


def _file_fields(media: AnnotatedImage | AnnotatedVideo) -> Fields:
    return {"name": media.name, "file_path": media.path, "tags": media.tags}


def _multi_image_fields(task: tuple[str, Sequence[tuple[str, AnnotatedImage]]]) -> Fields:
    name, contents = task
    return {
        "name": name,
        "files": {content: image.path for content, image in contents},
        "tags": _merged(*(image.tags for _, image in contents)),
        "annotations": [
            annotation.model_copy(update={"content": content})
            for content, image in contents
            for annotation in image.annotations
        ],
    }


def _grouped(
    images: Sequence[AnnotatedImage], folder: Path
) -> list[tuple[str, Sequence[tuple[str, AnnotatedImage]]]]:
    """Images by their task: what is before the content in their names, or else their folder."""
    tasks: dict[str, dict[str, AnnotatedImage]] = {}
    for index, image in enumerate(images):
        content = image.content or image.name.rpartition("/")[2]
        task = image.name.removesuffix(content).removesuffix("/")
        if not task:
            refuse(
                f"images[{index}].file_name: {image.name!r} is in no folder of {str(folder)!r}, "
                "and the folder would be its task"
            )
        contents = tasks.setdefault(task, {})
        if content in contents:
            refuse(f"images[{index}].file_name: {image.name!r} is there twice")
        contents[content] = image
    return [(task, list(contents.items())) for task, contents in tasks.items()]


def _merged(*tags: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(tag for some in tags for tag in some))


def _tell_left_out(annotations: int) -> None:
    if annotations:
        message = f"from COCO: {annotations} annotations left out: image classification has none"
        warnings.warn(message, ConversionWarning, stacklevel=level_of_caller())
