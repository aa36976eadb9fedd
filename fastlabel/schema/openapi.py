"""The whole protocol as one OpenAPI 3.1 document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel, JsonValue

from fastlabel._protocol.kinds import KINDS, TaskKind
from fastlabel._protocol.validation import MAX_FILTER_TAGS
from fastlabel.schema.bodies import Error, TaskUpdate
from fastlabel.schema.rewrite import JsonObject, as_object, ordered, rebased
from fastlabel.schema.views import of_what_is_read, of_what_may_be_sent

__all__ = [
    "PARAMETERS",
    "RESPONSES",
    "json_content",
    "openapi",
    "parameter",
    "paths",
    "response",
    "schema_of",
]


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
_TAGS: Final[JsonValue] = {"type": "array", "maxItems": MAX_FILTER_TAGS, "items": _NOT_EMPTY}

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


_ANY_TASK: Final = "task"
_LIST_PARAMETERS: Final = ("Project", "Status", "Tags", "TaskName", "Offset")
_REFUSALS: Final[JsonObject] = {
    "401": response("TokenRefused"),
    "403": response("Forbidden"),
    "429": response("TooManyCalls"),
    "4XX": response("Refused"),
    "5XX": response("Failed"),
}


def paths() -> JsonObject:
    """All paths below the base URL, each with its calls."""
    found: JsonObject = {}
    for kind in KINDS.values():
        found[f"/{kind.path}"] = {"get": _list(kind), "post": _create(kind)}
        found[f"/{kind.path}/{{taskId}}"] = _one_task({"get": _find(kind)})
    found["/tasks/{taskId}"] = _one_task({"put": _update(), "delete": _delete()})
    return found


def _one_task(calls: JsonObject) -> JsonObject:
    return {"parameters": [parameter("TaskId")], **calls}


def _noun(kind: TaskKind[Any, Any]) -> str:
    return kind.name.replace("_", " ")


def _list(kind: TaskKind[Any, Any]) -> JsonObject:
    page: JsonObject = {
        "type": "array",
        "maxItems": kind.page_max,
        "items": schema_of(kind.response),
    }
    shared: list[JsonValue] = [parameter(name) for name in _LIST_PARAMETERS]
    return {
        "operationId": f"list{kind.response.__name__}s",
        "summary": f"Get one page of {_noun(kind)} tasks",
        "tags": [_noun(kind)],
        "parameters": [*shared, _limit(kind)],
        "responses": _responses({"description": "The tasks.", "content": json_content(page)}),
    }


def _limit(kind: TaskKind[Any, Any]) -> JsonObject:
    return {
        "name": "limit",
        "in": "query",
        "description": "The most tasks to give. The default is what release 0.7.0 asks for; what "
        "the service assumes without one is not documented.",
        "schema": {
            "type": "integer",
            "minimum": 1,
            "maximum": kind.page_max,
            "default": kind.page_default,
        },
    }


def _find(kind: TaskKind[Any, Any]) -> JsonObject:
    found: JsonObject = {
        "description": "The task.",
        "content": json_content(schema_of(kind.response)),
    }
    return {
        "operationId": f"find{kind.response.__name__}",
        "summary": f"Get one {_noun(kind)} task",
        "tags": [_noun(kind)],
        "responses": _responses(found, {"404": response("NotFound")}),
    }


def _create(kind: TaskKind[Any, Any]) -> JsonObject:
    return {
        "operationId": f"create{kind.response.__name__}",
        "summary": f"Create one {_noun(kind)} task",
        "tags": [_noun(kind)],
        "requestBody": {"required": True, "content": json_content(schema_of(kind.create))},
        "responses": _responses(response("Created"), {"409": response("NameTaken")}),
    }


def _update() -> JsonObject:
    return {
        "operationId": "updateTask",
        "summary": "Change the status and the tags of a task of any kind",
        "tags": [_ANY_TASK],
        "requestBody": {"required": True, "content": json_content(schema_of(TaskUpdate))},
        "responses": _responses(response("Updated"), {"404": response("NotFound")}),
    }


def _delete() -> JsonObject:
    return {
        "operationId": "deleteTask",
        "summary": "Delete a task of any kind",
        "tags": [_ANY_TASK],
        "responses": {"204": response("Deleted"), "404": response("NotFound"), **_REFUSALS},
    }


def _responses(success: JsonObject, refusals: JsonObject | None = None) -> JsonObject:
    return {"200": success, **(refusals or {}), **_REFUSALS}


_INFO: Final[JsonObject] = {
    "title": "FastLabel annotation API, release 0.7.0",
    "description": "Tasks of labelling projects: images and videos, and what is marked on them.",
    "version": "1",
}
_TOKEN: Final[JsonObject] = {
    "type": "http",
    "scheme": "bearer",
    "description": "The access token of the workspace.",
}
_TASK_ID: Final[JsonObject] = {
    "title": "TaskId",
    "description": "The service's id of a task.",
    "type": "string",
    "examples": ["b3d1c4f0"],
}


def openapi(task_schemas: Mapping[str, JsonObject]) -> JsonObject:
    """The document. Its schemas are the given ones, each with its definitions beside it."""
    return {
        "openapi": "3.1.0",
        "info": _INFO,
        "servers": [{"url": "https://api.fastlabel.ai/v1"}],
        "security": [{"accessToken": []}],
        "tags": [*map(_tag, KINDS.values()), {"name": "task", "description": "Tasks of any kind."}],
        "paths": paths(),
        "components": {
            "schemas": _schemas(task_schemas),
            "parameters": PARAMETERS,
            "responses": RESPONSES,
            "securitySchemes": {"accessToken": _TOKEN},
        },
    }


def _tag(kind: TaskKind[Any, Any]) -> JsonObject:
    return {"name": _noun(kind), "description": f"Tasks of {_noun(kind)} projects."}


def _schemas(task_schemas: Mapping[str, JsonObject]) -> JsonObject:
    update = of_what_may_be_sent(TaskUpdate)
    found: JsonObject = {"TaskId": _TASK_ID, "TaskStatus": _task_status(update)}
    for schema in (*task_schemas.values(), update, of_what_is_read(Error)):
        rest = rebased(schema, "#/components/schemas/")
        found |= as_object(rest.pop("$defs", {}))
        found[str(rest["title"])] = rest
    return {name: ordered(as_object(found[name])) for name in sorted(found)}


def _task_status(update: JsonObject) -> JsonObject:
    status = as_object(as_object(update["properties"])["status"])
    return {**status, "title": "TaskStatus", "description": "The states a task can be in."}
