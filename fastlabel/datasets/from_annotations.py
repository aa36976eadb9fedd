"""New tasks from what the reader of another format returns."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypeAlias, cast, overload

from fastlabel._protocol.kinds import KindName, TaskKind, kind_by_name
from fastlabel._protocol.new_tasks import parse_new_task
from fastlabel.converters.annotated import AnnotatedImage, AnnotatedVideo
from fastlabel.converters.losses import ConversionWarning, level_of_caller
from fastlabel.datasets.new_tasks import check_common_fields
from fastlabel.errors import invalid
from fastlabel.models import (
    NewImageClassificationTask,
    NewImageTask,
    NewMultiImageTask,
    NewVideoTask,
    TaskStatus,
)
from fastlabel.models.tasks import AnyNewTask

Annotated: TypeAlias = Iterable[AnnotatedImage | AnnotatedVideo]
Fields: TypeAlias = dict[str, object]
Kind: TypeAlias = TaskKind[Any, Any]


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
    """Build a new task for each image or video that a reader of another format returns.

    The tasks are generated lazily as files are read, and errors are raised then; only `multi_image`
    reads everything first. Media are not opened: `check` validates them, and `create` does.

    >>> from fastlabel import read_voc
    >>> new_tasks = from_annotations(read_voc("VOC2012"), project="p")  # doctest: +SKIP

    Args:
        annotated: Result of `fastlabel.read_coco` or another reader, each item with the `path` of
            its media.
        project: The project's slug.
        kind: `image` builds a task of each image, with its annotations; `image_classification` one
            with the image's `attributes`; `multi_image` one of the images of each folder, as in
            `task/1.png`; `video` one of each video.
        status: Status of all tasks.
        tags: Tags of all tasks, before those of the image or video.

    Raises:
        FastLabelInvalidException: An argument is not valid, an image or video has no `path`, or
            images for `multi_image` are not in a folder.

    Warns:
        ConversionWarning: Something does not fit into tasks of this kind; emitted at the end.
    """
    task_kind = kind_by_name(kind)
    check_common_fields(project, status, tags)
    common: Fields = {"project": project, **({"status": status} if status else {})}
    return _build(task_kind, annotated, common, tags)


def _build(
    kind: Kind, annotated: Annotated, common: Fields, tags: Sequence[str]
) -> Iterator[AnyNewTask]:
    skipped = Counter[str]()
    each = _contents_fields if kind.has_contents else _file_fields
    for fields in each(kind, annotated, skipped):
        own_tags = cast("Sequence[str]", fields["tags"])
        yield parse_new_task(kind.create, {**common, **fields, "tags": _merge(tags, own_tags)})
    counts = "; ".join(f"{count} {what}" for what, count in skipped.items() if count)
    if counts:
        warnings.warn(f"skipped: {counts}", ConversionWarning, stacklevel=level_of_caller())


def _file_fields(kind: Kind, annotated: Annotated, skipped: Counter[str]) -> Iterator[Fields]:
    """Fields of tasks of one file."""
    for media in annotated:
        is_video = isinstance(media, AnnotatedVideo)
        if is_video != (kind.media == "video"):
            skipped["videos" if is_video else "images"] += 1
            continue
        _skip_other_marks(kind, media, skipped)
        yield {
            "name": media.name,
            "file_path": _path(media),
            "tags": media.tags,
            kind.marks: getattr(media, kind.marks, ()),
        }


def _contents_fields(kind: Kind, annotated: Annotated, skipped: Counter[str]) -> Iterator[Fields]:
    """Fields of tasks of several images."""
    for name, contents in _by_task(_images(annotated, skipped)).items():
        for image in contents.values():
            _skip_other_marks(kind, image, skipped)
        yield {
            "name": name,
            "files": {content: _path(image) for content, image in contents.items()},
            "tags": _merge(*(image.tags for image in contents.values())),
            "annotations": [
                annotation.model_copy(update={"content": content})
                for content, image in contents.items()
                for annotation in image.annotations
            ],
        }


def _skip_other_marks(
    kind: Kind, media: AnnotatedImage | AnnotatedVideo, skipped: Counter[str]
) -> None:
    """Count attributes where tasks hold annotations, and the reverse."""
    other = "attributes" if kind.marks == "annotations" else "annotations"
    skipped[f"{other}: {kind.label} tasks have none"] += len(getattr(media, other, ()))


def _by_task(images: Iterable[AnnotatedImage]) -> Mapping[str, Mapping[str, AnnotatedImage]]:
    """Images by task name: what precedes the content in their names, or else their folder."""
    tasks: dict[str, dict[str, AnnotatedImage]] = {}
    for image in images:
        content = image.content or image.name.rpartition("/")[2]
        task = image.name.removesuffix(content).removesuffix("/")
        if not task:
            invalid(f"{image.name!r}: expected an image in a folder, which becomes its task")
        contents = tasks.setdefault(task, {})
        if content in contents:
            invalid(f"{image.name!r}: duplicate image")
        contents[content] = image
    return tasks


def _images(annotated: Annotated, skipped: Counter[str]) -> Iterator[AnnotatedImage]:
    for media in annotated:
        if isinstance(media, AnnotatedImage):
            yield media
        else:
            skipped["videos"] += 1


def _path(media: AnnotatedImage | AnnotatedVideo) -> Path:
    if media.path is None:
        invalid(f"{media.name!r}: has no path; pass media_dir= to the reader")
    return media.path


def _merge(*tags: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(tag for some in tags for tag in some))
