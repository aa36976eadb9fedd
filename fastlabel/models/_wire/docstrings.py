"""Docstrings of fields: the string below each, as editors show it."""

from __future__ import annotations

import ast
import inspect
import sys
from itertools import pairwise

from pydantic import GetJsonSchemaHandler
from pydantic.alias_generators import to_camel
from pydantic.json_schema import JsonSchemaValue

from fastlabel._facade import defining_module


def with_field_docs(
    cls: type[object], schema: JsonSchemaValue, handler: GetJsonSchemaHandler
) -> JsonSchemaValue:
    """Add the docstrings of fields to the JSON Schema of a class."""
    properties = handler.resolve_ref_schema(schema)["properties"]
    for base in cls.__mro__:
        if base.__module__.startswith("fastlabel."):
            for name, text in _own_field_docs(base).items():
                properties.get(to_camel(name), {}).setdefault("description", text)
    return schema


def _own_field_docs(cls: type) -> dict[str, str]:
    source = inspect.getsource(sys.modules[defining_module(cls)])
    body = next(
        node for node in ast.parse(source).body if getattr(node, "name", "") == cls.__name__
    )
    return {
        field.target.id: inspect.cleandoc(doc.value.value)
        for field, doc in pairwise(body.body if isinstance(body, ast.ClassDef) else ())
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(doc, ast.Expr)
        and isinstance(doc.value, ast.Constant)
        and isinstance(doc.value.value, str)
    }
