"""The schemas of all kinds of task, in both views."""

from __future__ import annotations

from pydantic import BaseModel

from fastlabel.schema.definitions import anything_inlined, named_as_new
from fastlabel.schema.json_object import JsonObject
from fastlabel.schema.kinds import KINDS
from fastlabel.schema.views import CreateView, ResponseView, generate

__all__ = ["of_what_is_read", "of_what_may_be_sent", "task_schemas"]


def task_schemas() -> dict[str, JsonObject]:
    """The schemas by their names, such as `image.create`."""
    schemas: dict[str, JsonObject] = {}
    for kind in KINDS:
        schemas[f"{kind.name}.response"] = of_what_is_read(kind.response)
        schemas[f"{kind.name}.create"] = of_what_may_be_sent(kind.create)
    return schemas


def of_what_is_read(model: type[BaseModel]) -> JsonObject:
    """The schema of a model in an answer."""
    return anything_inlined(generate(model, ResponseView))


def of_what_may_be_sent(model: type[BaseModel]) -> JsonObject:
    """The schema of a model in the body of a call."""
    return named_as_new(anything_inlined(generate(model, CreateView)))
