"""OpenAPI 3.1 document of the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel, JsonValue

from fastlabel._protocol.kinds import KINDS, TaskKind
from fastlabel._protocol.validation import MAX_FILTER_TAGS
from fastlabel.schema.bodies import Error, TaskUpdate
from fastlabel.schema.rewrite import JsonObject, as_object, rebase, sort_keywords
from fastlabel.schema.views import create_schema, response_schema


def parameter(name: str) -> JsonObject:
    """Refer to a shared parameter."""
    return {"$ref": f"#/components/parameters/{name}"}


def response(name: str) -> JsonObject:
    """Refer to a shared response."""
    return {"$ref": f"#/components/responses/{name}"}


def schema_of(model: type[BaseModel] | str) -> JsonObject:
    """Refer to the schema of a model, or to a schema by name."""
    name = model if isinstance(model, str) else model.__name__
    return {"$ref": f"#/components/schemas/{name}"}


def json_content(schema: JsonObject) -> JsonObject:
    """JSON content of a request or a response."""
    return {"application/json": {"schema": schema}}


def _error_response(description: str) -> JsonObject:
    return {"description": description, "content": json_content(schema_of("Error"))}


_NOT_EMPTY: Final[JsonObject] = {"type": "string", "minLength": 1}
_TAGS: Final[JsonValue] = {"type": "array", "maxItems": MAX_FILTER_TAGS, "items": _NOT_EMPTY}

PARAMETERS: Final[JsonObject] = {
    "TaskId": {"name": "taskId", "in": "path", "required": True, "schema": schema_of("TaskId")},
    "Project": {
        "name": "project",
        "in": "query",
        "description": "Project slug.",
        "required": True,
        "schema": _NOT_EMPTY,
    },
    "Status": {
        "name": "status",
        "in": "query",
        "description": "Return tasks of this status only.",
        "schema": schema_of("TaskStatus"),
    },
    "Tags": {
        "name": "tags",
        "in": "query",
        "description": "Return tasks with these tags only; the key is repeated for each tag.",
        "style": "form",
        "explode": True,
        "schema": _TAGS,
    },
    "TaskName": {
        "name": "taskName",
        "in": "query",
        "description": "Return the task of this name only; names are unique in a project.",
        "schema": _NOT_EMPTY,
    },
    "Offset": {
        "name": "offset",
        "in": "query",
        "description": "Number of tasks to skip. Responses have no total count: a page "
        "after the last task is empty.",
        "schema": {"type": "integer", "minimum": 0, "default": 0},
    },
}

RESPONSES: Final[JsonObject] = {
    "Created": {"description": "Id of the new task.", "content": json_content(schema_of("TaskId"))},
    "Updated": {"description": "Id of the task.", "content": json_content(schema_of("TaskId"))},
    "Deleted": {"description": "The task was deleted; there is no body."},
    "TokenRefused": _error_response("The token is missing or invalid."),
    "Forbidden": _error_response("The token lacks permission."),
    "NotFound": _error_response("The task does not exist."),
    "NameTaken": _error_response("A task of this name already exists in the project."),
    "TooManyCalls": _error_response("Too many requests: the limit is 10000 in 10 minutes."),
    "Refused": _error_response("The request is invalid; the message has the reason."),
    "Failed": _error_response("The service failed."),
}


_ANY_TASK: Final = "task"
_LIST_PARAMETERS: Final = ("Project", "Status", "Tags", "TaskName", "Offset")
_ERROR_RESPONSES: Final[JsonObject] = {
    "401": response("TokenRefused"),
    "403": response("Forbidden"),
    "429": response("TooManyCalls"),
    "4XX": response("Refused"),
    "5XX": response("Failed"),
}


def paths() -> JsonObject:
    """Build all paths below the base URL, each with its operations."""
    result: JsonObject = {}
    for kind in KINDS.values():
        result[f"/{kind.path}"] = {"get": _list(kind), "post": _create(kind)}
        result[f"/{kind.path}/{{taskId}}"] = _one_task({"get": _find(kind)})
    result["/tasks/{taskId}"] = _one_task({"put": _update(), "delete": _delete()})
    return result


def _one_task(calls: JsonObject) -> JsonObject:
    return {"parameters": [parameter("TaskId")], **calls}


def _list(kind: TaskKind[Any, Any]) -> JsonObject:
    page: JsonObject = {
        "type": "array",
        "maxItems": kind.page_max,
        "items": schema_of(kind.response),
    }
    shared: list[JsonValue] = [parameter(name) for name in _LIST_PARAMETERS]
    return {
        "operationId": f"list{kind.response.__name__}s",
        "summary": f"Get one page of {kind.label} tasks",
        "tags": [kind.label],
        "parameters": [*shared, _limit(kind)],
        "responses": _responses({"description": "The tasks.", "content": json_content(page)}),
    }


def _limit(kind: TaskKind[Any, Any]) -> JsonObject:
    return {
        "name": "limit",
        "in": "query",
        "description": "Maximum number of tasks to return. The default is that of release 0.7.0; "
        "the default of the service is not documented.",
        "schema": {
            "type": "integer",
            "minimum": 1,
            "maximum": kind.page_max,
            "default": kind.page_default,
        },
    }


def _find(kind: TaskKind[Any, Any]) -> JsonObject:
    success: JsonObject = {
        "description": "The task.",
        "content": json_content(schema_of(kind.response)),
    }
    return {
        "operationId": f"find{kind.response.__name__}",
        "summary": f"Get one {kind.label} task",
        "tags": [kind.label],
        "responses": _responses(success, {"404": response("NotFound")}),
    }


def _create(kind: TaskKind[Any, Any]) -> JsonObject:
    return {
        "operationId": f"create{kind.response.__name__}",
        "summary": f"Create one {kind.label} task",
        "tags": [kind.label],
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
        "responses": {"204": response("Deleted"), "404": response("NotFound"), **_ERROR_RESPONSES},
    }


def _responses(success: JsonObject, errors: JsonObject | None = None) -> JsonObject:
    return {"200": success, **(errors or {}), **_ERROR_RESPONSES}


_INFO: Final[JsonObject] = {
    "title": "FastLabel annotation API, release 0.7.0",
    "description": "Tasks of labelling projects: images, videos and their annotations.",
    "version": "1",
}
_TOKEN: Final[JsonObject] = {
    "type": "http",
    "scheme": "bearer",
    "description": "Access token of the workspace.",
}
_TASK_ID: Final[JsonObject] = {
    "title": "TaskId",
    "description": "Id of a task, assigned by the service.",
    "type": "string",
    "examples": ["b3d1c4f0"],
}


def openapi(task_schemas: Mapping[str, JsonObject]) -> JsonObject:
    """Build the document, with the given schemas and their definitions as components."""
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
    return {"name": kind.label, "description": f"Tasks of {kind.label} projects."}


def _schemas(task_schemas: Mapping[str, JsonObject]) -> JsonObject:
    update = create_schema(TaskUpdate)
    result: JsonObject = {"TaskId": _TASK_ID, "TaskStatus": _task_status(update)}
    for schema in (*task_schemas.values(), update, response_schema(Error)):
        main = rebase(schema, "#/components/schemas/")
        result |= as_object(main.pop("$defs", {}))
        result[str(main["title"])] = main
    return {name: sort_keywords(as_object(result[name])) for name in sorted(result)}


def _task_status(update: JsonObject) -> JsonObject:
    status = as_object(as_object(update["properties"])["status"])
    return {**status, "title": "TaskStatus", "description": "Workflow status of a task."}
