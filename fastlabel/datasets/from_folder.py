"""A folder of files → specs of tasks, one after another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from os.path import lexists
from pathlib import Path, PurePosixPath
from typing import Literal, cast, overload

from fastlabel._protocol.kinds import KindName, kind_by_name
from fastlabel._types import StrPath
from fastlabel.datasets.labels import Labels, labelled, names_said
from fastlabel.datasets.new_task_kinds import check_project
from fastlabel.datasets.skipped_files import LeftOut, OnUnsupported, suffix_of
from fastlabel.datasets.walk import Entry, checked_folder, entries_of, walked
from fastlabel.errors import invalid
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
from fastlabel.models.tasks import AnyNewTask
from fastlabel.models.tasks.base import NewTask

__all__ = [
    "FolderSpecs",
    "from_folder",
]


@dataclass(frozen=True, slots=True)
class FolderSpecs:
    """The specs of one folder."""

    root: Path
    kind: KindName
    model: type[NewTask]
    recursive: bool
    fields: Mapping[str, object]
    """What all specs have."""
    attribute: str | None
    labels: Labels[object] | None
    left_out: LeftOut

    def all(self) -> Iterator[NewTask]:
        """The specs, in the order of their names; each file is looked for when it is due."""
        yield from self._of_folders() if self.kind == "multi_image" else self._of_files()
        self.left_out.tell()

    def check_labels(self) -> None:
        """Refuse labels of names that no spec will have: they would be lost in silence."""
        missing = [name for name in names_said(self.labels) if not self._is_name(name)]
        if missing:
            more = f", and of {len(missing) - 1} more" if len(missing) > 1 else ""
            invalid(f"{self._field}[{missing[0]!r}]: is of no task of this folder{more}")

    @property
    def _field(self) -> str:
        return "attributes" if self.kind == "image_classification" else "annotations"

    def _of_files(self) -> Iterator[NewTask]:
        for entry in walked(self.root) if self.recursive else entries_of(self.root):
            if not (self.recursive and entry.is_folder) and self._is_supported(entry):
                fields = {**self.fields, "name": entry.name, "file_path": entry.path}
                if self.attribute is not None:
                    fields["attributes"] = [self._class_of(entry)]
                yield labelled(self.model, fields, entry.name, self._field, self.labels)

    def _of_folders(self) -> Iterator[NewTask]:
        for folder in self._folders():
            files = {
                entry.path.name: entry.path
                for entry in entries_of(folder.path, f"{folder.name}/")
                if not (self.recursive and entry.is_folder) and self._is_supported(entry)
            }
            if files:
                fields = {**self.fields, "name": folder.name, "files": files}
                yield labelled(self.model, fields, folder.name, self._field, self.labels)
            elif not self.recursive:
                self.left_out.add(folder.path, folder.name, "folder without images", "no images")

    def _folders(self) -> Iterator[Entry]:
        walk = walked(self.root) if self.recursive else entries_of(self.root)
        for entry in walk:
            if entry.is_folder:
                yield entry
            elif "/" not in entry.name:
                what = suffix_of(entry.path)
                self.left_out.add(entry.path, entry.name, what, "a task is a subfolder of images")

    def _is_supported(self, entry: Entry) -> bool:
        """Whether it makes a task, or a part of one; it is left out if not."""
        if entry.is_folder:
            self.left_out.add(entry.path, entry.name, "folder", "recursive=True would enter it")
            return False
        extensions = _suffixes(self.kind)
        if entry.name.lower().endswith(extensions):
            return True
        way_out = f"supported extensions are {', '.join(ext[1:] for ext in extensions)}"
        self.left_out.add(entry.path, entry.name, suffix_of(entry.path), way_out)
        return False

    def _class_of(self, entry: Entry) -> Attribute:
        folder, _, rest = entry.name.partition("/")
        if not rest:
            invalid(
                f"folder: {entry.name!r} is in no subfolder, whose name would be its "
                f"{self.attribute!r}; move it into one, or leave out attribute"
            )
        return Attribute(key=self.attribute or "", value=folder)

    def _is_name(self, name: str) -> bool:
        parts = PurePosixPath(name).parts
        is_plain = "/".join(parts) == name and not any(
            part.startswith((".", "/")) for part in parts
        )
        if not is_plain or "\0" in name or (len(parts) > 1 and not self.recursive):
            return False
        path = self.root / name
        if self.kind == "multi_image":
            return path.is_dir()
        is_file = lexists(path) and not path.is_dir()
        return is_file and name.lower().endswith(_suffixes(self.kind))


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
    kind: KindName,
    recursive: bool = False,
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
    on_unsupported: OnUnsupported = "warn",
) -> Iterator[AnyNewTask]: ...
def from_folder(
    folder: StrPath,
    *,
    project: str,
    kind: KindName = "image",
    recursive: bool = False,
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
    annotations: Labels[ImageAnnotation] | Labels[VideoAnnotation] | None = None,
    attribute: str | None = None,
    attributes: Labels[Attribute] | None = None,
    on_unsupported: OnUnsupported = "warn",
) -> Iterator[AnyNewTask]:
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
    model = kind_by_name(kind).create
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
    return cast("Iterator[AnyNewTask]", specs.all())


def _labels(
    kind: KindName,
    annotations: Labels[ImageAnnotation] | Labels[VideoAnnotation] | None,
    attribute: str | None,
    attributes: Labels[Attribute] | None,
) -> Labels[object] | None:
    if kind == "image_classification":
        if annotations is not None:
            invalid("annotations: an image classification task has attributes instead")
        if attribute is not None and attributes is not None:
            invalid("attributes: give one of attribute and attributes")
        if attribute == "":
            invalid("attribute: is empty, it is the key of an attribute")
        return cast("Labels[object] | None", attributes)
    if attribute is not None or attributes is not None:
        invalid(f"attributes: {kind} tasks have none; image_classification tasks do")
    return cast("Labels[object] | None", annotations)


def _suffixes(kind: KindName) -> tuple[str, ...]:
    return tuple(f".{extension}" for extension in kind_by_name(kind).extensions)
