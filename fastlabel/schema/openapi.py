"""The whole protocol as one OpenAPI 3.1 document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastlabel.schema.bodies import Error, TaskUpdate
from fastlabel.schema.components import PARAMETERS, RESPONSES
from fastlabel.schema.definitions import rebased
from fastlabel.schema.json_object import JsonObject, as_object
from fastlabel.schema.kinds import KINDS, TaskKind
from fastlabel.schema.ordering import ordered
from fastlabel.schema.paths import paths
from fastlabel.schema.task_schemas import of_what_is_read, of_what_may_be_sent

__all__ = ["openapi"]

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
        "tags": [*map(_tag, KINDS), {"name": "task", "description": "Tasks of any kind."}],
        "paths": paths(),
        "components": {
            "schemas": _schemas(task_schemas),
            "parameters": PARAMETERS,
            "responses": RESPONSES,
            "securitySchemes": {"accessToken": _TOKEN},
        },
    }


def _tag(kind: TaskKind) -> JsonObject:
    return {"name": kind.noun, "description": f"Tasks of {kind.noun} projects."}


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
