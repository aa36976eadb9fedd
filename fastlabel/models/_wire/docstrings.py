"""The docstrings of fields: the string under each, as editors show it."""

from __future__ import annotations

import ast
import inspect
import sys
from itertools import pairwise

from pydantic import GetJsonSchemaHandler
from pydantic.alias_generators import to_camel
from pydantic.json_schema import JsonSchemaValue

from fastlabel._facade import defining_module

__all__ = ["with_field_docs"]


def with_field_docs(
    form: type[object], schema: JsonSchemaValue, handler: GetJsonSchemaHandler
) -> JsonSchemaValue:
    """Put the fields' docstrings into the JSON Schema of a class.

    Pydantic can do it too, but reads all sources at import, which takes as long as the rest of it.
    """
    properties = handler.resolve_ref_schema(schema)["properties"]
    for name, text in _docs(form).items():
        field = properties.get(to_camel(name))
        if field is not None:
            field.setdefault("description", text)
    return schema


def _docs(form: type[object]) -> dict[str, str]:
    docs: dict[str, str] = {}
    for base in reversed(form.__mro__):
        if base.__module__.startswith("fastlabel."):
            docs.update(_docs_of_own(base))
    return docs


def _docs_of_own(cls: type) -> dict[str, str]:
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
