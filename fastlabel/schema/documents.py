"""The files: JSON Schema per kind of task and view and for COCO, OpenAPI for the protocol."""

from __future__ import annotations

from copy import deepcopy
from typing import Final

from fastlabel.schema.coco_schema import coco_schema
from fastlabel.schema.definitions import without_discriminators
from fastlabel.schema.json_object import JsonObject
from fastlabel.schema.openapi import openapi
from fastlabel.schema.ordering import ordered
from fastlabel.schema.task_schemas import task_schemas

__all__ = ["documents"]

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_ID: Final = "urn:fastlabel:schema:v1:"


def documents() -> dict[str, JsonObject]:
    """All documents by their file names, such as `image.create.json`.

    Two calls give the same, down to the order of the keys.
    """
    schemas = task_schemas()
    found = {f"{name}.json": _document(name, schema) for name, schema in schemas.items()}
    found["coco.json"] = _document("coco", coco_schema())
    # Examples and the like are constants, which are not the caller's to change.
    return deepcopy({**found, "openapi.json": openapi(schemas)})


def _document(name: str, schema: JsonObject) -> JsonObject:
    named: JsonObject = {"$schema": _DIALECT, "$id": f"{_ID}{name}", **schema}
    return ordered(without_discriminators(named))
