"""What a reader of another format gives → specs of tasks."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal, TypeAlias, cast, overload

from fastlabel._protocol.kinds import KindName, kind_by_name
from fastlabel._protocol.new_tasks import parse_new_task
from fastlabel.converters.annotated import AnnotatedImage, AnnotatedVideo
from fastlabel.converters.losses import ConversionWarning, level_of_caller
from fastlabel.datasets.new_task_kinds import check_project
from fastlabel.errors import invalid
from fastlabel.models import (
    NewImageClassificationTask,
    NewImageTask,
    NewMultiImageTask,
    NewVideoTask,
    TaskStatus,
)
from fastlabel.models.tasks import AnyNewTask
from fastlabel.models.tasks.base import NewTask

__all__ = ["from_annotations"]

Annotated: TypeAlias = Iterable[AnnotatedImage | AnnotatedVideo]
Fields: TypeAlias = dict[str, object]

_ATTRIBUTES: Final = "attributes of images: only image classification has them"


@overload
def from_annotations(
    annotated: Annotated,
    *,
    project: str,
    kind: Literal["image"] = "image",
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
) -> Iterator[NewImageTask]: ...
@overload
def from_annotations(
    annotated: Annotated,
    *,
    project: str,
    kind: Literal["image_classification"],
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
) -> Iterator[NewImageClassificationTask]: ...
@overload
def from_annotations(
    annotated: Annotated,
    *,
    project: str,
    kind: Literal["multi_image"],
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
) -> Iterator[NewMultiImageTask]: ...
@overload
def from_annotations(
    annotated: Annotated,
    *,
    project: str,
    kind: Literal["video"],
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
) -> Iterator[NewVideoTask]: ...
@overload
def from_annotations(
    annotated: Annotated,
    *,
    project: str,
    kind: KindName,
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
) -> Iterator[AnyNewTask]: ...
def from_annotations(
    annotated: Annotated,
    *,
    project: str,
    kind: KindName = "image",
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
) -> Iterator[AnyNewTask]:
    """Make a spec of each image or video that a file of another format tells of.

    The specs come one by one, as the files are read, and so do the errors; only `multi_image`
    reads all before the first. The media are not opened: whether they are there and fit is what
    `check` tells, and what `create` refuses.

    >>> from fastlabel import read_voc
    >>> specs = from_annotations(read_voc("VOC2012"), project="p")  # doctest: +SKIP

    Args:
        annotated: What `fastlabel.read_coco` or one of the `*_to_annotations` functions gives,
            each with the `path` of its media.
        project: The project's slug.
        kind: `image` makes a task of each image, with its annotations; `image_classification` one
            with the image's `attributes`; `multi_image` one of the images of each folder, as in
            `task/1.png`; `video` one of each video.
        status: Of all tasks.
        tags: Of all tasks, before those of the image or video.

    Raises:
        FastLabelInvalidException: An argument makes no sense, an image or video has no `path`, or
            images for `multi_image` are in no folder.

    Warns:
        ConversionWarning: Something makes no task of this kind; after the last one.
    """
    model = kind_by_name(kind).create
    check_project(project, status, tags)
    same: Fields = {"project": project, **({"status": status} if status else {})}
    return cast("Iterator[AnyNewTask]", _specs(model, kind, annotated, same, tags))


def _specs(
    model: type[NewTask],
    kind: KindName,
    annotated: Annotated,
    same: Fields,
    tags: Sequence[str],
) -> Iterator[NewTask]:
    left_out = Counter[str]()
    for fields in _FIELDS[kind](annotated, left_out):
        of_task = cast("Sequence[str]", fields["tags"])
        yield parse_new_task(model, {**same, **fields, "tags": _merged(tags, of_task)})
    told = "; ".join(f"{count} {what}" for what, count in left_out.items() if count)
    if told:
        warnings.warn(
            f"left out of the tasks: {told}", ConversionWarning, stacklevel=level_of_caller()
        )


def _drawn_fields(annotated: Annotated, left_out: Counter[str]) -> Iterator[Fields]:
    for image in _images(annotated, left_out):
        left_out[_ATTRIBUTES] += len(image.attributes)
        yield {**_file_fields(image), "annotations": image.annotations}


def _classification_fields(annotated: Annotated, left_out: Counter[str]) -> Iterator[Fields]:
    for image in _images(annotated, left_out):
        left_out["annotations: image classification has none"] += len(image.annotations)
        yield {**_file_fields(image), "attributes": image.attributes}


def _video_fields(annotated: Annotated, left_out: Counter[str]) -> Iterator[Fields]:
    for media in annotated:
        if isinstance(media, AnnotatedVideo):
            yield {**_file_fields(media), "annotations": media.annotations}
        else:
            left_out["images, which are no videos"] += 1


def _multi_image_fields(annotated: Annotated, left_out: Counter[str]) -> Iterator[Fields]:
    for name, contents in _grouped(_images(annotated, left_out)).items():
        left_out[_ATTRIBUTES] += sum(len(image.attributes) for image in contents.values())
        yield {
            "name": name,
            "files": {content: _path(image) for content, image in contents.items()},
            "tags": _merged(*(image.tags for image in contents.values())),
            "annotations": [
                annotation.model_copy(update={"content": content})
                for content, image in contents.items()
                for annotation in image.annotations
            ],
        }


def _grouped(images: Iterable[AnnotatedImage]) -> Mapping[str, Mapping[str, AnnotatedImage]]:
    """Images by their task: what is before the content in their names, or else their folder."""
    tasks: dict[str, dict[str, AnnotatedImage]] = {}
    for image in images:
        content = image.content or image.name.rpartition("/")[2]
        task = image.name.removesuffix(content).removesuffix("/")
        if not task:
            invalid(f"{image.name!r}: is in no folder, and the folder would be its task")
        contents = tasks.setdefault(task, {})
        if content in contents:
            invalid(f"{image.name!r}: is there twice")
        contents[content] = image
    return tasks


def _images(annotated: Annotated, left_out: Counter[str]) -> Iterator[AnnotatedImage]:
    for media in annotated:
        if isinstance(media, AnnotatedImage):
            yield media
        else:
            left_out["videos, which are no images"] += 1


def _file_fields(media: AnnotatedImage | AnnotatedVideo) -> Fields:
    return {"name": media.name, "file_path": _path(media), "tags": media.tags}


def _path(media: AnnotatedImage | AnnotatedVideo) -> Path:
    if media.path is None:
        invalid(f"{media.name!r}: has no path; tell the reader where the media are")
    return media.path


def _merged(*tags: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(tag for some in tags for tag in some))


_FIELDS: Final[Mapping[KindName, Callable[[Annotated, Counter[str]], Iterator[Fields]]]] = {
    "image": _drawn_fields,
    "image_classification": _classification_fields,
    "multi_image": _multi_image_fields,
    "video": _video_fields,
}
