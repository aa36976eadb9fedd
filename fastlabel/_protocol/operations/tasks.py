"""Operations on tasks, built from their kind.

Source of the paths, keys and quirks: the wire protocol of FastLabel 0.7.0.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import quote

from pydantic import JsonValue
from pydantic_core import to_json

from fastlabel._protocol import responses, validation
from fastlabel._protocol.kinds import TaskKind
from fastlabel._protocol.new_tasks import encode_new_task
from fastlabel._protocol.operation import ExistenceProbe, Operation, Query
from fastlabel._protocol.upload import JsonBody, Progress
from fastlabel.errors import invalid

if TYPE_CHECKING:
    from fastlabel.models import TaskId, TaskStatus
    from fastlabel.models.tasks.base import NewTask, Task

    AnyKind = TaskKind[Task, NewTask]

T = TypeVar("T", bound="Task")

_TASKS: Final = "tasks"


def find(kind: TaskKind[T, NewTask], task_id: str) -> Operation[T]:
    """GET one task by its id."""
    return Operation("GET", _task_path(kind.path, task_id), partial(responses.read_task, kind))


def find_dict(kind: AnyKind, task_id: str) -> Operation[dict[str, JsonValue]]:
    """GET one task by its id, as a validated dict."""
    return Operation("GET", _task_path(kind.path, task_id), partial(responses.read_dict, kind))


def find_by_name(kind: TaskKind[T, NewTask], project: str, name: str) -> Operation[T | None]:
    """GET the task of a name; names are unique in a project."""
    query: Query = (
        ("project", validation.require(project, "project")),
        ("taskName", validation.require(name, "name")),
    )
    return Operation("GET", kind.path, partial(responses.read_by_name, kind, name), query)


def list_page(
    kind: TaskKind[T, NewTask],
    *,
    project: str,
    status: TaskStatus | None = None,
    tags: Sequence[str] = (),
    offset: int | None = None,
    limit: int | None = None,
) -> Operation[list[T]]:
    """GET one page of tasks."""
    query = _list_query(project, status, tags, offset, limit)
    return Operation("GET", kind.path, partial(responses.read_tasks, kind), query)


def list_dicts(
    kind: AnyKind,
    *,
    project: str,
    status: TaskStatus | None,
    tags: Sequence[str],
    offset: int | None,
    limit: int | None,
) -> Operation[list[dict[str, JsonValue]]]:
    """GET one page of tasks, as validated dicts."""
    query = _list_query(project, status, tags, offset, limit)
    return Operation("GET", kind.path, partial(responses.read_dicts, kind), query)


def list_names(kind: AnyKind, project: str, offset: int) -> Operation[dict[TaskId, str]]:
    """GET the ids and names on one page of tasks."""
    query = _list_query(project, None, (), offset, kind.page_max)
    return Operation("GET", kind.path, responses.parse_id_names, query)


def create(kind: AnyKind, task: NewTask, progress: Progress | None = None) -> Operation[TaskId]:
    """POST a new task. Its files are checked now and read while they are sent."""
    name, body = encode_new_task(kind, task)
    body.progress = progress
    probe = ExistenceProbe(name, partial(_probe_page, kind, task.project, name))
    return Operation("POST", kind.path, responses.read_id, body=body, probe=probe)


def update(
    task_id: str, *, status: TaskStatus | None = None, tags: Sequence[str] | None = None
) -> Operation[TaskId]:
    """PUT a task's status and tags. None leaves as it is, an empty list clears."""
    validation.check_status(status)
    fields: dict[str, JsonValue] = {} if status is None else {"status": status}
    if tags is not None:
        validation.check_tags(tags)
        fields["tags"] = list(tags)
    body = JsonBody([to_json(fields)])
    return Operation("PUT", _task_path(_TASKS, task_id), responses.read_id, body=body)


def delete(task_id: str) -> Operation[None]:
    """DELETE a task."""
    return Operation("DELETE", _task_path(_TASKS, task_id), responses.ignore_body)


def _probe_page(
    kind: AnyKind, project: str, name: str, offset: int
) -> Operation[dict[TaskId, str]]:
    query: list[tuple[str, str | int]] = [("project", project), ("taskName", name)]
    query += [("offset", offset)] if offset else []
    query.append(("limit", kind.page_max))
    return Operation("GET", kind.path, responses.parse_id_names, tuple(query))


def _list_query(
    project: str,
    status: TaskStatus | None,
    tags: Sequence[str],
    offset: int | None,
    limit: int | None,
) -> Query:
    """Filters and page. As in 0.7.0, empty values and 0 are left out."""
    validation.check_status(status)
    validation.check_filter_tags(tags)
    query: list[tuple[str, str | int]] = [("project", validation.require(project, "project"))]
    query += [("status", status)] if status else []
    query += [("tags", tag) for tag in tags]
    query += [(key, value) for key, value in (("offset", offset), ("limit", limit)) if value]
    return tuple(query)


def _task_path(path: str, task_id: str) -> str:
    # A name of dots only would climb out of the path.
    if not task_id.strip("."):
        invalid(f"{task_id!r} is not a task id", "task_id")
    return f"{path}/{quote(task_id, safe='')}"
