"""From a response to a value or an error. Nothing is received here.

Source of the accepted statuses: the wire protocol of FastLabel 0.7.0 (200, and 204 for DELETE),
and today's service, which may also answer DELETE with 200.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeVar, cast

from pydantic import JsonValue
from pydantic_core import from_json

from fastlabel._protocol.kinds import TaskKind
from fastlabel._protocol.operation import Method
from fastlabel.errors import (
    AuthenticationError,
    ConflictError,
    FastLabelException,
    FastLabelInvalidException,
    InvalidResponseError,
    NotFoundError,
    RateLimitError,
    ServerError,
)

if TYPE_CHECKING:
    from fastlabel.models import TaskId
    from fastlabel.models.tasks.base import NewTask, Task

T = TypeVar("T")
AnyTask = TypeVar("AnyTask", bound="Task")

_SUCCESS: Final[Mapping[Method, frozenset[int]]] = {
    "GET": frozenset({200}),
    "POST": frozenset({200}),
    "PUT": frozenset({200}),
    "DELETE": frozenset({200, 204}),
}
_ERRORS: Final[Mapping[int, type[FastLabelInvalidException]]] = {
    401: AuthenticationError,
    403: AuthenticationError,
    404: NotFoundError,
    409: ConflictError,
}
_MAX_CHARACTERS: Final = 500
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Response:
    """A response that arrived whole."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes


def is_success(method: Method, response: Response) -> bool:
    """Whether a response has a status that its method promises."""
    return response.status in _SUCCESS[method]


def error_for(response: Response, retry_at: datetime | None = None) -> FastLabelException:
    """The error that a response without success stands for."""
    message, code = _message(response), response.status
    if code == 429:
        return RateLimitError(message, code, retry_at)
    if 400 <= code < 500:
        return _ERRORS.get(code, FastLabelInvalidException)(message, code)
    if code >= 500:
        return ServerError(message, code)
    return InvalidResponseError(f"unexpected status {code}: {message}", code)


# The functions below raise InvalidResponseError for a body that is not what they read.


def read_task(kind: TaskKind[AnyTask, NewTask], response: Response) -> AnyTask:
    """Read one task."""
    return _read(kind.response.from_json, response)


def read_tasks(kind: TaskKind[AnyTask, NewTask], response: Response) -> list[AnyTask]:
    """Read a page of tasks."""
    return _read(kind.response.list_from_json, response)


def read_by_name(kind: TaskKind[AnyTask, NewTask], name: str, response: Response) -> AnyTask | None:
    """Read the task of exactly this name from a page of tasks, if it is there."""
    return next((task for task in read_tasks(kind, response) if task.name == name), None)


def read_dict(kind: TaskKind[Task, NewTask], response: Response) -> dict[str, JsonValue]:
    """Validate one task, and give it as it came."""
    read_task(kind, response)
    task: dict[str, JsonValue] = from_json(response.body)
    return task


def read_dicts(kind: TaskKind[Task, NewTask], response: Response) -> list[dict[str, JsonValue]]:
    """Validate a page of tasks, and give them as they came."""
    read_tasks(kind, response)
    tasks: list[dict[str, JsonValue]] = from_json(response.body)
    return tasks


def parse_id_names(response: Response) -> dict[TaskId, str]:
    """Ids and names on a page of tasks, whatever else there is."""
    page = _json(response.body)
    tasks = page if isinstance(page, list) else [None]
    return dict(_id_and_name(task, response) for task in tasks)


def _id_and_name(task: JsonValue, response: Response) -> tuple[TaskId, str]:
    if isinstance(task, dict):
        task_id, name = task.get("id"), task.get("name")
        if isinstance(task_id, str) and isinstance(name, str):
            return cast("TaskId", task_id), name
    raise _unexpected("a list of tasks", response)


def is_json(response: Response) -> bool:
    """Whether the body is JSON, of whatever shape."""
    try:
        from_json(response.body)
    except ValueError:
        return False
    return True


def read_id(response: Response) -> TaskId:
    """Read the id that a create or update responds with."""
    task_id = _json(response.body)
    if not isinstance(task_id, str) or not task_id:
        raise _unexpected("a task id", response)
    return cast("TaskId", task_id)


def ignore_body(_: Response) -> None:
    """Read nothing, where the status says it all."""


def _read(decode: Callable[[bytes], T], response: Response) -> T:
    try:
        return decode(response.body)
    except InvalidResponseError as error:
        raise InvalidResponseError(error.message, response.status) from None


def _unexpected(expected: str, response: Response) -> InvalidResponseError:
    message = f"expected {expected}, got {_excerpt(response.body)}"
    return InvalidResponseError(message, response.status)


def _message(response: Response) -> str:
    """`message` of the error body, in whatever shape it comes, else the body's text."""
    body = _json(response.body)
    message = body.get("message") if isinstance(body, dict) else None
    if isinstance(message, list):
        message = "; ".join(part if isinstance(part, str) else repr(part) for part in message)
    if isinstance(message, str) and message:
        return _clean(message)
    return _excerpt(response.body) or "no message"


def _json(body: bytes) -> JsonValue:
    try:
        value: JsonValue = from_json(body)
    except ValueError:
        return None
    return value


def _excerpt(body: bytes) -> str:
    return _clean(body.decode(errors="replace").strip())


def _clean(text: str) -> str:
    text = _CONTROL.sub(" ", text)
    return text if len(text) <= _MAX_CHARACTERS else f"{text[:_MAX_CHARACTERS]}…"
