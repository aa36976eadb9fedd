"""The calls of the protocol: list, find and create for each kind of task, update and delete."""

from __future__ import annotations

from typing import Final

from pydantic import JsonValue

from fastlabel.schema.bodies import TaskUpdate
from fastlabel.schema.components import json_content, parameter, response, schema_of
from fastlabel.schema.json_object import JsonObject
from fastlabel.schema.kinds import KINDS, TaskKind

__all__ = ["paths"]

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
    for kind in KINDS:
        found[kind.path] = {"get": _list(kind), "post": _create(kind)}
        found[f"{kind.path}/{{taskId}}"] = _one_task({"get": _find(kind)})
    found["/tasks/{taskId}"] = _one_task({"put": _update(), "delete": _delete()})
    return found


def _one_task(calls: JsonObject) -> JsonObject:
    return {"parameters": [parameter("TaskId")], **calls}


def _list(kind: TaskKind) -> JsonObject:
    page: JsonObject = {
        "type": "array",
        "maxItems": kind.most,
        "items": schema_of(kind.response),
    }
    shared: list[JsonValue] = [parameter(name) for name in _LIST_PARAMETERS]
    return {
        "operationId": f"list{kind.response.__name__}s",
        "summary": f"Get one page of {kind.noun} tasks",
        "tags": [kind.noun],
        "parameters": [*shared, _limit(kind)],
        "responses": _responses({"description": "The tasks.", "content": json_content(page)}),
    }


def _limit(kind: TaskKind) -> JsonObject:
    return {
        "name": "limit",
        "in": "query",
        "description": "The most tasks to give. The default is what release 0.7.0 asks for; what "
        "the service assumes without one is not documented.",
        "schema": {
            "type": "integer",
            "minimum": 1,
            "maximum": kind.most,
            "default": kind.usual_limit,
        },
    }


def _find(kind: TaskKind) -> JsonObject:
    found: JsonObject = {
        "description": "The task.",
        "content": json_content(schema_of(kind.response)),
    }
    return {
        "operationId": f"find{kind.response.__name__}",
        "summary": f"Get one {kind.noun} task",
        "tags": [kind.noun],
        "responses": _responses(found, {"404": response("NotFound")}),
    }


def _create(kind: TaskKind) -> JsonObject:
    return {
        "operationId": f"create{kind.response.__name__}",
        "summary": f"Create one {kind.noun} task",
        "tags": [kind.noun],
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
