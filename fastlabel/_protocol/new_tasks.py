"""New tasks: from the arguments of a create to its JSON body, as their kind has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError, to_json

from fastlabel._protocol import validation
from fastlabel._protocol.kinds import TaskKind
from fastlabel._protocol.upload import (
    JsonBody,
    Media,
    folder_files,
    media_from_file,
    media_from_path,
)
from fastlabel.errors import invalid
from fastlabel.models._wire.error_text import invalid_model, short_repr

if TYPE_CHECKING:
    from fastlabel.models.tasks.base import NewContentsTask, NewFileTask, NewTask, Task

    AnyKind = TaskKind[Task, NewTask]

New = TypeVar("New", bound="NewTask")


def parse_new_task(model: type[New], fields: Mapping[str, object]) -> New:
    """Validate the arguments of a create."""
    try:
        return model.model_validate(dict(fields), by_alias=False, by_name=True)
    except ValidationError as error:
        invalid_model(error)


def planned_name(task: object) -> str | None:
    """Name that a new task would have, valid or not; None if it has none."""
    name = getattr(task, "name", None)
    if isinstance(name, str):
        return name
    source = getattr(task, "file_path", None) or getattr(task, "folder_path", None)
    return Path(source).name if isinstance(source, str | Path) else None


def encode_new_task(kind: AnyKind, task: NewTask) -> tuple[str, JsonBody]:
    """Name and JSON body of a new task. Its files are checked now and read while they are sent."""
    validation.require(task.project, "project")
    validation.check_tags(task.tags)
    marks: Sequence[Any] = getattr(task, kind.marks)
    if kind.marks == "annotations":
        validation.check_annotations(marks)
    wire = [mark.to_wire() for mark in marks]
    if kind.has_contents:
        name, contents = _contents(kind, cast("NewContentsTask", task))
        validation.check_contents(marks, contents)
        return name, JsonBody([_open_object(_fields(kind, task, name, wire)), *_encode(contents)])
    name, media = _file(kind, cast("NewFileTask", task))
    if kind.marks == "annotations":
        # 0.7.0 marks each annotation of a single file with the task's name.
        wire = [{**annotation, "content": name} for annotation in wire]
    head = _open_object(_fields(kind, task, name, wire))
    return name, JsonBody([head + b',"file":"', media, b'"}'])


def _fields(kind: AnyKind, task: NewTask, name: str, marks: Sequence[object]) -> dict[str, object]:
    """What stands before the media. As in 0.7.0, empty lists are left out."""
    optional = {"status": task.status, kind.marks: marks, "tags": task.tags}
    set_fields = {key: value for key, value in optional.items() if value}
    return {"project": task.project, "name": name, **set_fields}


def _file(kind: AnyKind, task: NewFileTask) -> tuple[str, Media]:
    if (task.file_path is None) == (task.file is None):
        invalid("give exactly one of file_path and file", "file_path")
    if task.file_path is not None:
        path = Path(task.file_path)
        name = validation.require(path.name if task.name is None else task.name, "name")
        return name, media_from_path(path, kind.extensions, "file_path")
    if task.file is None or task.name is None:
        invalid("is required with file", "name")
    name = validation.require(task.name, "name")
    return name, media_from_file(task.file, name, kind.extensions, "file")


def _contents(kind: AnyKind, task: NewContentsTask) -> tuple[str, dict[str, Media]]:
    """Name of a task of several files, and its media by their names."""
    folder, files = task.folder_path, cast("Mapping[str, Path | bytes] | None", task.files)
    if folder is not None and files is None:
        name = validation.require(task.name or Path(folder).resolve().name, "name")
        paths = folder_files(Path(folder))
        return name, {p.name: media_from_path(p, kind.extensions, "folder_path") for p in paths}
    if files is None or folder is not None:
        invalid("give exactly one of folder_path and files", "files")
    if not files:
        invalid(f"is empty, a {kind.label} task has 1 or more", "files")
    contents = {name: _content(kind, name, file) for name, file in files.items()}
    if task.name is None:
        invalid("is required with files", "name")
    return validation.require(task.name, "name"), contents


def _content(kind: AnyKind, name: str, file: Path | bytes) -> Media:
    path = ("files", name)
    if isinstance(file, bytes):
        return media_from_file(file, name, kind.extensions, path)
    return media_from_path(file, kind.extensions, path)


def _encode(contents: Mapping[str, Media]) -> list[bytes | Media]:
    pieces: list[bytes | Media] = [b',"contents":[']
    for index, (name, media) in enumerate(contents.items()):
        separator = b"," if index else b""
        pieces += [separator + _open_object({"name": name}) + b',"file":"', media, b'"}']
    return [*pieces, b"]}"]


def _open_object(fields: Mapping[str, object]) -> bytes:
    try:
        return to_json(fields).removesuffix(b"}")
    except PydanticSerializationError:
        name = next(name for name in fields if not _is_unicode(fields[name]))
        invalid(f"{short_repr(fields[name])} is not Unicode text, which JSON has to be", name)


def _is_unicode(value: object) -> bool:
    """Whether it has no half of a surrogate pair, as names of files that are not UTF-8 have."""
    try:
        to_json(value)
    except PydanticSerializationError:
        return False
    return True
