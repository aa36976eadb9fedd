"""A folder of files → specs of tasks, one after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, cast, overload

from fastlabel.checks import refuse
from fastlabel.datasets.folder_specs import FolderSpecs
from fastlabel.datasets.folder_walk import checked_folder
from fastlabel.datasets.labels import Labels
from fastlabel.datasets.left_out import LeftOut, OnUnsupported
from fastlabel.datasets.spec_kinds import SpecKind, check_project, model_of
from fastlabel.models import (
    Attribute,
    ImageAnnotation,
    MultiImageAnnotation,
    NewImageClassificationTask,
    NewImageTask,
    NewMultiImageTask,
    NewVideoTask,
    TaskStatus,
    VideoAnnotation,
)
from fastlabel.models.source import StrPath
from fastlabel.requests import NewTaskOfAnyKind

__all__ = ["from_folder"]


@overload
def from_folder(
    folder: StrPath,
    *,
    project: str,
    kind: Literal["image"] = "image",
    recursive: bool = False,
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
    annotations: Labels[ImageAnnotation] | None = None,
    on_unsupported: OnUnsupported = "warn",
) -> Iterator[NewImageTask]: ...
@overload
def from_folder(
    folder: StrPath,
    *,
    project: str,
    kind: Literal["image_classification"],
    recursive: bool = False,
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
    attribute: str | None = None,
    attributes: Labels[Attribute] | None = None,
    on_unsupported: OnUnsupported = "warn",
) -> Iterator[NewImageClassificationTask]: ...
@overload
def from_folder(
    folder: StrPath,
    *,
    project: str,
    kind: Literal["multi_image"],
    recursive: bool = False,
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
    annotations: Labels[MultiImageAnnotation] | None = None,
    on_unsupported: OnUnsupported = "warn",
) -> Iterator[NewMultiImageTask]: ...
@overload
def from_folder(
    folder: StrPath,
    *,
    project: str,
    kind: Literal["video"],
    recursive: bool = False,
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
    annotations: Labels[VideoAnnotation] | None = None,
    on_unsupported: OnUnsupported = "warn",
) -> Iterator[NewVideoTask]: ...
@overload
def from_folder(
    folder: StrPath,
    *,
    project: str,
    kind: SpecKind,
    recursive: bool = False,
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
    on_unsupported: OnUnsupported = "warn",
) -> Iterator[NewTaskOfAnyKind]: ...
def from_folder(
    folder: StrPath,
    *,
    project: str,
    kind: SpecKind = "image",
    recursive: bool = False,
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
    annotations: Labels[ImageAnnotation] | Labels[VideoAnnotation] | None = None,
    attribute: str | None = None,
    attributes: Labels[Attribute] | None = None,
    on_unsupported: OnUnsupported = "warn",
) -> Iterator[NewTaskOfAnyKind]:
    """Make a spec of each file in a folder: what `create` and `create_many` send.

    The arguments are checked at once. The folder is read while the specs are taken, and its files
    are not opened. Memory stays flat, however many files there are.

    Specs come sorted by name. Hidden files and folders, whose names begin with a dot, are left out
    without a word; anything else that makes no task is told, see `on_unsupported`.

    Args:
        folder: The folder to read.
        project: The project's slug.
        kind: `image`, `image_classification` and `video` make a task of each PNG, JPEG or MP4;
            `multi_image` makes one of each subfolder and the images directly in it.
        recursive: Whether to enter subfolders. A task is then named by its path below the folder,
            such as `cats/1.png`, so that names stay unique. For `multi_image`, every folder on the
            way that has images becomes a task.
        status: Of all tasks.
        tags: Of all tasks.
        annotations: What is drawn on each: name of the task → annotations, or a function of the
            name.
        attribute: For image classification: the key of the attribute that takes the name of the
            subfolder as its value, as in `cats/1.png`. Subfolders are entered, and each file has
            to be in one.
        attributes: For image classification: name of the task → attributes, or a function of the
            name.
        on_unsupported: What becomes of files that make no task: "warn" tells their count when the
            folder is done, "raise" refuses them, "skip" passes over them, and a function is called
            with each path.

    Raises:
        MissingFileError: There is no such folder.
        FastLabelInvalidException: An argument makes no sense, or names a file that is not there;
            while specs are taken: a folder cannot be read, or labels do not fit.

    Warns:
        LeftOutWarning: Files were left out.
    """
    model = model_of(kind)
    check_project(project, status, tags)
    root = checked_folder(folder, "folder")
    labels = _labels(kind, annotations, attribute, attributes)
    specs = FolderSpecs(
        root=root,
        kind=kind,
        model=model,
        recursive=recursive or attribute is not None,
        fields={"project": project, "tags": tags, **({"status": status} if status else {})},
        attribute=attribute,
        labels=labels,
        left_out=LeftOut(on_unsupported),
    )
    specs.check_labels()
    return cast("Iterator[NewTaskOfAnyKind]", specs.all())


def _labels(
    kind: SpecKind,
    annotations: Labels[ImageAnnotation] | Labels[VideoAnnotation] | None,
    attribute: str | None,
    attributes: Labels[Attribute] | None,
) -> Labels[object] | None:
    if kind == "image_classification":
        if annotations is not None:
            refuse("annotations: an image classification task has attributes instead")
        if attribute is not None and attributes is not None:
            refuse("attributes: give one of attribute and attributes")
        if attribute == "":
            refuse("attribute: is empty, it is the key of an attribute")
        return cast("Labels[object] | None", attributes)
    if attribute is not None or attributes is not None:
        refuse(f"attributes: {kind} tasks have none; image_classification tasks do")
    return cast("Labels[object] | None", annotations)
