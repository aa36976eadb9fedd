"""From a call to what goes over the wire. Nothing is sent here.

Source of the paths, keys and quirks: the wire protocol of FastLabel 0.7.0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, TypeVar, assert_never, cast
from urllib.parse import quote, urlencode

from pydantic import JsonValue, ValidationError
from pydantic_core import PydanticSerializationError, to_json

from fastlabel._protocol import validation
from fastlabel._protocol.kinds import IMAGE, IMAGE_CLASSIFICATION, MULTI_IMAGE, VIDEO, TaskKind
from fastlabel._protocol.upload import (
    JsonBody,
    Media,
    Progress,
    folder_files,
    media_from_file,
    media_from_path,
)
from fastlabel.errors import invalid
from fastlabel.models import (
    ImageAnnotation,
    NewImageClassificationTask,
    NewImageTask,
    NewMultiImageTask,
    NewVideoTask,
    TaskStatus,
    VideoAnnotation,
)
from fastlabel.models._wire.error_text import describe, shown
from fastlabel.models.tasks import AnyNewTask
from fastlabel.models.tasks.base import NewFileTask, NewTask, Task

__all__ = [
    "LookUp",
    "Method",
    "Request",
    "build",
    "create",
    "delete",
    "find",
    "find_by_name",
    "list_page",
    "name_of",
    "update",
]

Method: TypeAlias = Literal["GET", "POST", "PUT", "DELETE"]
New = TypeVar("New", bound=NewTask)

_TASKS: Final = "tasks"


@dataclass(frozen=True, slots=True)
class Request:
    """One call: what to ask for, below the base URL."""

    method: Method
    path: str
    """Quoted, with its query."""
    body: JsonBody | None = None
    look_up: LookUp | None = None
    """Of a create: how to see whether its task is there."""


@dataclass(frozen=True, slots=True)
class LookUp:
    """How to find a task by its name, byte by byte."""

    kind: TaskKind[Task, NewTask]
    project: str
    name: str

    def page(self, offset: int) -> Request:
        """GET one page of the tasks that the service takes for those of the name."""
        query: list[tuple[str, str | int]] = [("project", self.project), ("taskName", self.name)]
        query += [("offset", offset)] if offset else []
        return _list(self.kind, [*query, ("limit", self.kind.page_max)])


def find(kind: TaskKind[Task, NewTask], task_id: str) -> Request:
    """GET one task by its id."""
    return Request("GET", f"{kind.path}/{_quote_id(task_id)}")


def find_by_name(kind: TaskKind[Task, NewTask], project: str, name: str) -> Request:
    """GET the tasks of a name; names are unique in a project."""
    if not name:
        invalid("name: is required")
    return _list(kind, [("project", _required(project)), ("taskName", name)])


def list_page(
    kind: TaskKind[Task, NewTask],
    *,
    project: str,
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
    offset: int | None = None,
    limit: int | None = None,
) -> Request:
    """GET one page of tasks. As in 0.7.0, what is falsy is left out."""
    validation.check_status(status)
    validation.check_filter_tags(tags)
    query: list[tuple[str, str | int]] = [("project", _required(project))]
    if status:
        query.append(("status", status))
    query += [("tags", tag) for tag in tags]
    query += [(key, value) for key, value in (("offset", offset), ("limit", limit)) if value]
    return _list(kind, query)


def build(model: type[New], fields: Mapping[str, object]) -> New:
    """Validate the arguments of a create.

    Raises:
        FastLabelInvalidException: Naming each place that is wrong.
    """
    try:
        return model.model_validate(dict(fields), by_alias=False, by_name=True)
    except ValidationError as error:
        invalid(describe(error))


def create(task: AnyNewTask, progress: Progress | None = None) -> Request:
    """POST a new task. Its files are checked now and read while they are sent.

    Raises:
        FastLabelInvalidException: It makes no sense to send, or its media cannot be sent.
    """
    request = _create(task)
    if request.body is not None:
        request.body.progress = progress
    return request


def name_of(task: object) -> str | None:
    """The name that a new task would have, right or wrong; None if there is no telling."""
    source: object = None
    match task:
        case NewTask(name=str() as name):
            return name
        case NewFileTask():
            source = task.file_path
        case NewMultiImageTask():
            source = task.folder_path
        case _:
            pass
    return Path(source).name if isinstance(source, str | Path) else None


def _create(task: AnyNewTask) -> Request:
    _required(task.project)
    validation.check_tags(task.tags)
    match task:
        case NewImageTask():
            return _create_with_annotations(IMAGE, task, task.annotations)
        case NewVideoTask():
            return _create_with_annotations(VIDEO, task, task.annotations)
        case NewImageClassificationTask():
            return _create_classification(task)
        case NewMultiImageTask():
            return _create_multi_image(task)
        case _:
            assert_never(task)


def update(
    task_id: str, *, status: TaskStatus | None = None, tags: Sequence[str] | None = None
) -> Request:
    """PUT a task's status and tags. None leaves as it is, an empty list clears."""
    validation.check_status(status)
    body: dict[str, JsonValue] = {} if status is None else {"status": status}
    if tags is not None:
        validation.check_tags(tags)
        body["tags"] = list(tags)
    return Request("PUT", f"{_TASKS}/{_quote_id(task_id)}", JsonBody([to_json(body)]))


def delete(task_id: str) -> Request:
    """DELETE a task."""
    return Request("DELETE", f"{_TASKS}/{_quote_id(task_id)}")


def _list(kind: TaskKind[Task, NewTask], query: Iterable[tuple[str, str | int]]) -> Request:
    return Request("GET", f"{kind.path}?{urlencode(list(query))}")


def _required(project: str) -> str:
    if not project:
        invalid("project: is required")
    return project


def _quote_id(task_id: str) -> str:
    # A name of dots only would climb out of the path.
    if not task_id.strip("."):
        invalid(f"task_id: {task_id!r} is no task id")
    return quote(task_id, safe="")


def _create_with_annotations(
    kind: TaskKind[Task, NewTask],
    task: NewImageTask | NewVideoTask,
    annotations: Sequence[ImageAnnotation | VideoAnnotation],
) -> Request:
    validation.check_annotations(annotations)
    name, media = _file(task, kind)
    # 0.7.0 marks each annotation of a single file with the task's name.
    listed = [{**annotation.to_wire(), "content": name} for annotation in annotations]
    return _post_file(kind, task, name, _head(task, name, annotations=listed), media)


def _create_classification(task: NewImageClassificationTask) -> Request:
    name, media = _file(task, IMAGE_CLASSIFICATION)
    attributes = [attribute.to_wire() for attribute in task.attributes]
    head = _head(task, name, attributes=attributes)
    return _post_file(IMAGE_CLASSIFICATION, task, name, head, media)


def _create_multi_image(task: NewMultiImageTask) -> Request:
    contents = _contents(task)
    if task.name is None and task.folder_path is None:
        invalid("name: is required with files")
    name = _required_name(task.name or Path(task.folder_path or "").resolve().name)
    validation.check_annotations(task.annotations)
    validation.check_contents(task.annotations, contents)
    listed = [annotation.to_wire() for annotation in task.annotations]
    pieces: list[bytes | Media] = [_open_object(_head(task, name, annotations=listed))]
    pieces.append(b',"contents":[')
    for index, (content, media) in enumerate(contents.items()):
        opening = b"," if index else b""
        pieces += [opening + _open_object({"name": content}) + b',"file":"', media, b'"}']
    pieces.append(b"]}")
    return _post(MULTI_IMAGE, task, name, pieces)


def _contents(task: NewMultiImageTask) -> dict[str, Media]:
    if (task.folder_path is None) == (task.files is None):
        invalid("files: give exactly one of folder_path and files")
    if task.folder_path is not None:
        paths = folder_files(Path(task.folder_path))
        return {path.name: _content(path, path.name, "folder_path") for path in paths}
    files = cast("Mapping[str, Path | bytes]", task.files)
    if not files:
        invalid("files: is empty, a multi-image task has 1 or more")
    return {name: _content(file, name, f"files[{name!r}]") for name, file in files.items()}


def _content(file: Path | bytes, name: str, place: str) -> Media:
    if isinstance(file, bytes):
        return media_from_file(file, name, MULTI_IMAGE.extensions, place)
    return media_from_path(file, MULTI_IMAGE.extensions, place)


def _file(task: NewFileTask, kind: TaskKind[Task, NewTask]) -> tuple[str, Media]:
    if (task.file_path is None) == (task.file is None):
        invalid("file_path: give exactly one of file_path and file")
    if task.file_path is not None:
        path = Path(task.file_path)
        name = path.name if task.name is None else task.name
        return _required_name(name), media_from_path(path, kind.extensions, "file_path")
    if task.file is None or task.name is None:
        invalid("name: is required with file")
    name = _required_name(task.name)
    return name, media_from_file(task.file, name, kind.extensions, "file")


def _required_name(name: str) -> str:
    if not name:
        invalid("name: is required")
    return name


def _head(task: NewTask, name: str, **lists: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What stands before the media. As in 0.7.0, empty lists are left out."""
    optional = {"status": task.status, **lists, "tags": task.tags}
    said = {key: value for key, value in optional.items() if value}
    return {"project": task.project, "name": name, **said}


def _post_file(
    kind: TaskKind[Task, NewTask], task: NewTask, name: str, head: Mapping[str, Any], media: Media
) -> Request:
    return _post(kind, task, name, [_open_object(head) + b',"file":"', media, b'"}'])


def _post(
    kind: TaskKind[Task, NewTask], task: NewTask, name: str, pieces: Sequence[bytes | Media]
) -> Request:
    look_up = LookUp(kind, task.project, name)
    return Request("POST", kind.path, JsonBody(pieces), look_up)


def _open_object(fields: Mapping[str, Any]) -> bytes:
    try:
        return to_json(fields).removesuffix(b"}")
    except PydanticSerializationError:
        place = next(name for name in fields if not _is_unicode(fields[name]))
        invalid(f"{place}: {shown(fields[place])} is no Unicode text, which JSON has to be")


def _is_unicode(value: object) -> bool:
    """Whether no half of a surrogate pair is in it, as in names of files that are not UTF-8."""
    try:
        to_json(value)
    except PydanticSerializationError:
        return False
    return True
