"""From an answer to a model or an error. Nothing is received here.

Source of the accepted statuses: the wire protocol of FastLabel 0.7.0 (200, and 204 for DELETE),
and today's service, which may also answer DELETE with 200.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from pydantic import JsonValue
from pydantic_core import from_json

from fastlabel._protocol.requests import Method
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
from fastlabel.models import TaskId
from fastlabel.models.tasks.base import Task

__all__ = [
    "Response",
    "error_of",
    "is_json",
    "is_success",
    "read_dict",
    "read_dicts",
    "read_first",
    "read_id",
    "read_names",
    "read_nothing",
    "read_task",
    "read_tasks",
]

T = TypeVar("T")
AnyTask = TypeVar("AnyTask", bound=Task)

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
_MOST_SHOWN: Final = 500
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Response:
    """An answer that arrived whole."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes


def is_success(method: Method, response: Response) -> bool:
    """Whether the answer has a status that its method promises."""
    return response.status in _SUCCESS[method]


def error_of(response: Response, retry_at: datetime | None = None) -> FastLabelException:
    """The error that an answer without success stands for."""
    message, code = _message(response), response.status
    if code == 429:
        return RateLimitError(message, code, retry_at)
    if 400 <= code < 500:
        return _ERRORS.get(code, FastLabelInvalidException)(message, code)
    if code >= 500:
        return ServerError(message, code)
    return InvalidResponseError(f"unexpected status {code}: {message}", code)


def read_task(model: type[AnyTask], response: Response) -> AnyTask:
    """One task.

    Raises:
        InvalidResponseError: It is not one.
    """
    return _read(lambda: model.from_json(response.body), response)


def read_tasks(model: type[AnyTask], response: Response) -> list[AnyTask]:
    """A page of tasks.

    Raises:
        InvalidResponseError: It is not one.
    """
    return _read(lambda: model.list_from_json(response.body), response)


def read_first(model: type[AnyTask], name: str, response: Response) -> AnyTask | None:
    """The task of this very name on a page, if any.

    Raises:
        InvalidResponseError: It is no page of tasks.
    """
    return next((task for task in read_tasks(model, response) if task.name == name), None)


def read_dict(model: type[Task], response: Response) -> dict[str, JsonValue]:
    """One task as it came, checked.

    Raises:
        InvalidResponseError: It is not one.
    """
    read_task(model, response)
    task: dict[str, JsonValue] = from_json(response.body)
    return task


def read_dicts(model: type[Task], response: Response) -> list[dict[str, JsonValue]]:
    """A page of tasks as they came, checked.

    Raises:
        InvalidResponseError: It is not one.
    """
    read_tasks(model, response)
    tasks: list[dict[str, JsonValue]] = from_json(response.body)
    return tasks


def read_names(response: Response) -> dict[TaskId, str]:
    """The ids and names on a page of tasks, whatever else there is.

    Raises:
        InvalidResponseError: It is no page of tasks.
    """
    page = _json(response.body)
    tasks = page if isinstance(page, list) else [None]
    return dict(_id_and_name(task, response) for task in tasks)


def _id_and_name(task: JsonValue, response: Response) -> tuple[TaskId, str]:
    if isinstance(task, dict):
        task_id, name = task.get("id"), task.get("name")
        if isinstance(task_id, str) and isinstance(name, str):
            return TaskId(task_id), name
    raise InvalidResponseError(
        f"{_excerpt(response.body)} where a list of tasks is due", response.status
    )


def is_json(response: Response) -> bool:
    """Whether the body is JSON, of whatever shape."""
    try:
        from_json(response.body)
    except ValueError:
        return False
    return True


def read_id(response: Response) -> TaskId:
    """The id that a create or update answers.

    Raises:
        InvalidResponseError: It is not a JSON string.
    """
    task_id = _json(response.body)
    if not isinstance(task_id, str) or not task_id:
        raise InvalidResponseError(
            f"{_excerpt(response.body)} where a task id is due", response.status
        )
    return TaskId(task_id)


def read_nothing(_: Response) -> None:
    """Nothing, where the status says it all."""


def _read(decode: Callable[[], T], response: Response) -> T:
    try:
        return decode()
    except InvalidResponseError as error:
        raise InvalidResponseError(error.message, response.status) from None


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
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"
