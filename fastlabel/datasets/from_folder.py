"""New tasks from a folder of files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from os.path import lexists
from pathlib import Path, PurePosixPath
from typing import Any, Literal, cast, overload

from fastlabel._protocol.kinds import KINDS, KindName, TaskKind, kind_by_name
from fastlabel._types import StrPath
from fastlabel.datasets.new_tasks import Labels, check_common_fields, label_names, with_labels
from fastlabel.datasets.skipped_files import OnUnsupported, SkippedFiles, extension_of
from fastlabel.datasets.walk import Entry, list_folder, require_folder, walk
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
    """Build a new task for each file in a folder, for `create` and `create_many`.

    Arguments are validated at once. The tasks are generated lazily, sorted by name, in constant
    memory for any number of files; no file is opened. Hidden files and folders, whose names begin
    with a dot, are skipped silently; see `on_unsupported` for other files.

    Args:
        folder: Folder to read.
        project: The project's slug.
        kind: `image`, `image_classification` and `video` build a task of each PNG, JPEG or MP4;
            `multi_image` one of each subfolder and the images directly in it.
        recursive: Whether to include subfolders. A task is then named by its path below the folder,
            such as `cats/1.png`, so that names stay unique. For `multi_image`, every folder that
            contains images becomes a task.
        status: Status of all tasks.
        tags: Tags of all tasks.
        annotations: Task name → annotations, or a function of the name.
        attribute: For image classification: key of the attribute whose value is the name of the
            subfolder, as in `cats/1.png`. Subfolders are included, and each file must be in one.
        attributes: For image classification: task name → attributes, or a function of the name.
        on_unsupported: What to do about unsupported files: "warn" reports their count when the
            folder is done, "raise" raises an error, "skip" skips them silently, and a function is
            called with each path.

    Raises:
        MissingFileError: The folder does not exist.
        FastLabelInvalidException: An argument is not valid, or names a file that does not exist;
            while tasks are generated: a folder cannot be read, or labels are not valid.

    Warns:
        SkippedFilesWarning: Files were skipped.
    """
    task_kind = kind_by_name(kind)
    check_common_fields(project, status, tags)
    reader = _FolderReader(
        root=require_folder(folder, "folder"),
        kind=task_kind,
        recursive=recursive or attribute is not None,
        fields={"project": project, "tags": tags, **({"status": status} if status else {})},
        attribute=attribute,
        labels=_labels(task_kind, annotations, attribute, attributes),
        skipped=SkippedFiles(on_unsupported),
    )
    reader.check_labels()
    return reader.new_tasks()


def _labels(
    kind: TaskKind[Any, Any], annotations: object, attribute: str | None, attributes: object
) -> Labels[object] | None:
    if kind.marks == "annotations":
        if attribute is not None or attributes is not None:
            others = ", ".join(k.name for k in KINDS.values() if k.marks == "attributes")
            invalid(f"{kind.label} tasks have none; {others} tasks do", "attributes")
        return cast("Labels[object] | None", annotations)
    if annotations is not None:
        invalid(f"{kind.label} tasks have attributes instead", "annotations")
    if attribute is not None and attributes is not None:
        invalid("give one of attribute and attributes", "attributes")
    if attribute == "":
        invalid("is empty, expected the key of an attribute", "attribute")
    return cast("Labels[object] | None", attributes)


@dataclass(frozen=True, slots=True)
class _FolderReader:
    """Builds the new tasks of one folder."""

    root: Path
    kind: TaskKind[Any, Any]
    recursive: bool
    fields: Mapping[str, object]
    """Fields of all tasks."""
    attribute: str | None
    labels: Labels[object] | None
    skipped: SkippedFiles

    def new_tasks(self) -> Iterator[AnyNewTask]:
        """New tasks sorted by name, each generated when it is taken."""
        yield from self._from_folders() if self.kind.has_contents else self._from_files()
        self.skipped.warn()

    def check_labels(self) -> None:
        """Refuse labels of names that no task will have, which would be lost."""
        missing = [name for name in label_names(self.labels) if not self._is_task_name(name)]
        if missing:
            more = f", nor has {len(missing) - 1} more" if len(missing) > 1 else ""
            path = (self.kind.marks, missing[0])
            invalid(f"no task of this folder has that name{more}", path)

    def _from_files(self) -> Iterator[AnyNewTask]:
        for entry in self._entries():
            if not (self.recursive and entry.is_folder) and self._is_supported(entry):
                fields: dict[str, object] = {"name": entry.name, "file_path": entry.path}
                if self.attribute is not None:
                    fields["attributes"] = [self._class_of(entry)]
                yield self._new_task(entry.name, fields)

    def _from_folders(self) -> Iterator[AnyNewTask]:
        for folder in self._subfolders():
            files = {
                entry.path.name: entry.path
                for entry in list_folder(folder.path, f"{folder.name}/")
                if not (self.recursive and entry.is_folder) and self._is_supported(entry)
            }
            if files:
                yield self._new_task(folder.name, {"name": folder.name, "files": files})
            elif not self.recursive:
                self.skipped.add(folder.path, folder.name, "folder without images", "no images")

    def _new_task(self, name: str, fields: Mapping[str, object]) -> AnyNewTask:
        fields = {**self.fields, **fields}
        new: AnyNewTask = with_labels(self.kind.create, fields, name, self.kind.marks, self.labels)
        return new

    def _entries(self) -> Iterator[Entry]:
        return walk(self.root) if self.recursive else list_folder(self.root)

    def _subfolders(self) -> Iterator[Entry]:
        for entry in self._entries():
            if entry.is_folder:
                yield entry
            elif "/" not in entry.name:
                hint = "expected a subfolder of images"
                self.skipped.add(entry.path, entry.name, extension_of(entry.path), hint)

    def _is_supported(self, entry: Entry) -> bool:
        """Whether it becomes a task, or a part of one; otherwise it is recorded as skipped."""
        if entry.is_folder:
            hint = "recursive=True includes subfolders"
            self.skipped.add(entry.path, entry.name, "folder", hint)
            return False
        if self._has_extension(entry.name):
            return True
        hint = f"supported extensions are {', '.join(self.kind.extensions)}"
        self.skipped.add(entry.path, entry.name, extension_of(entry.path), hint)
        return False

    def _has_extension(self, name: str) -> bool:
        return name.lower().endswith(tuple(f".{each}" for each in self.kind.extensions))

    def _class_of(self, entry: Entry) -> Attribute:
        folder, separator, _ = entry.name.partition("/")
        if not separator:
            invalid(
                f"{entry.name!r} is not in a subfolder, whose name would be its "
                f"{self.attribute!r}; move it into one, or leave out attribute",
                "folder",
            )
        return Attribute(key=self.attribute or "", value=folder)

    def _is_task_name(self, name: str) -> bool:
        parts = PurePosixPath(name).parts
        is_plain = "/".join(parts) == name and not any(
            part.startswith((".", "/")) for part in parts
        )
        if not is_plain or "\0" in name or (len(parts) > 1 and not self.recursive):
            return False
        path = self.root / name
        if self.kind.has_contents:
            return path.is_dir()
        return lexists(path) and not path.is_dir() and self._has_extension(name)
