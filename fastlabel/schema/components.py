"""What the calls of the protocol share: parameters, answers, and how to refer to them."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel, JsonValue

from fastlabel.checks import MOST_FILTER_TAGS
from fastlabel.schema.json_object import JsonObject

__all__ = ["PARAMETERS", "RESPONSES", "json_content", "parameter", "response", "schema_of"]


def parameter(name: str) -> JsonObject:
    """A reference to a shared parameter."""
    return {"$ref": f"#/components/parameters/{name}"}


def response(name: str) -> JsonObject:
    """A reference to a shared answer."""
    return {"$ref": f"#/components/responses/{name}"}


def schema_of(model: type[BaseModel] | str) -> JsonObject:
    """A reference to the schema of a model, or of that name."""
    name = model if isinstance(model, str) else model.__name__
    return {"$ref": f"#/components/schemas/{name}"}


def json_content(schema: JsonObject) -> JsonObject:
    """JSON of that schema, as the content of a request or an answer."""
    return {"application/json": {"schema": schema}}


def _refusal(description: str) -> JsonObject:
    return {"description": description, "content": json_content(schema_of("Error"))}


_NOT_EMPTY: Final[JsonObject] = {"type": "string", "minLength": 1}
_TAGS: Final[JsonValue] = {"type": "array", "maxItems": MOST_FILTER_TAGS, "items": _NOT_EMPTY}

PARAMETERS: Final[JsonObject] = {
    "TaskId": {"name": "taskId", "in": "path", "required": True, "schema": schema_of("TaskId")},
    "Project": {
        "name": "project",
        "in": "query",
        "description": "The project's slug.",
        "required": True,
        "schema": _NOT_EMPTY,
    },
    "Status": {
        "name": "status",
        "in": "query",
        "description": "Only tasks of this status.",
        "schema": schema_of("TaskStatus"),
    },
    "Tags": {
        "name": "tags",
        "in": "query",
        "description": "Only tasks with these tags: the key is repeated, once for each.",
        "style": "form",
        "explode": True,
        "schema": _TAGS,
    },
    "TaskName": {
        "name": "taskName",
        "in": "query",
        "description": "Only the task of this name; names are unique in a project.",
        "schema": _NOT_EMPTY,
    },
    "Offset": {
        "name": "offset",
        "in": "query",
        "description": "How many tasks to pass over. No answer tells how many there are: an empty "
        "page is past the last.",
        "schema": {"type": "integer", "minimum": 0, "default": 0},
    },
}

RESPONSES: Final[JsonObject] = {
    "Created": {
        "description": "The new task's id.",
        "content": json_content(schema_of("TaskId")),
    },
    "Updated": {
        "description": "The task's id.",
        "content": json_content(schema_of("TaskId")),
    },
    "Deleted": {"description": "The task is gone; there is no body."},
    "TokenRefused": _refusal("The token is missing or wrong."),
    "Forbidden": _refusal("The token does not reach that far."),
    "NotFound": _refusal("There is no such task."),
    "NameTaken": _refusal("The name is already taken in its project."),
    "TooManyCalls": _refusal("Too many calls: up to 10000 in 10 minutes are allowed."),
    "Refused": _refusal("The call is wrong; the message says why."),
    "Failed": _refusal("The service failed."),
}
