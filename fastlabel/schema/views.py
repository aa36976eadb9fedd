"""JSON Schemas of models in two views: as read from a response, and as sent in a create."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar, Final, cast

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from fastlabel._protocol.kinds import KINDS
from fastlabel.models.tasks.base import NewContentsTask, NewTask
from fastlabel.schema.bodies import NewContent, TaskUpdate
from fastlabel.schema.examples import EXAMPLES
from fastlabel.schema.refinements import ALWAYS, WHEN_CREATING, WHEN_READING, Refinements
from fastlabel.schema.rewrite import JsonObject, inline_any_json, merge, rename_as_new

_NULL: Final[JsonSchemaValue] = {"type": "null"}
_LOCAL_FIELDS: Final = frozenset({"filePath", "folderPath"})
_REQUIRED_FIELDS: Final = frozenset({"project", "name", "file", "contents"})


def generate(model: type[BaseModel], view: type[View]) -> JsonObject:
    """Generate the JSON Schema of a model, with its definitions in `$defs`."""
    return model.model_json_schema(by_alias=True, schema_generator=view, mode="validation")


class View(GenerateJsonSchema):
    """Base class of both views."""

    refinements: ClassVar[Refinements] = {}

    # The hook of `TupleOf` expects its own union, not a validator around it.
    def generate_inner(self, schema: Mapping[str, object]) -> JsonSchemaValue:
        """Generate any schema."""
        if schema["type"] == "function-after":
            schema = {key: value for key, value in schema.items() if key != "metadata"}
        return super().generate_inner(cast("CoreSchema", schema))

    def function_after_schema(
        self, schema: core_schema.AfterValidatorFunctionSchema
    ) -> JsonSchemaValue:
        """Generate the type before a validator; null is only for optional lists."""
        return _without_null(super().function_after_schema(schema))

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Generate an optional field; defaults of Python are not on the wire."""
        return self.generate_inner(schema["schema"])

    def tuple_schema(self, schema: core_schema.TupleSchema) -> JsonSchemaValue:
        """Generate a list; equal items as `items`, which all code generators support."""
        result = super().tuple_schema(schema)
        items = result.get("prefixItems", [])
        if items and all(item == items[0] for item in items):
            del result["prefixItems"]
            result["items"] = items[0]
        return result

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """Generate an object whose keys all match a pattern; pydantic would allow others."""
        result = super().dict_schema(schema)
        for pattern, values in result.pop("patternProperties", {}).items():
            result |= {"propertyNames": {"pattern": pattern}, "additionalProperties": values}
        return result

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002
        """Generate no titles of fields."""
        return False

    def field_is_required(
        self,
        field: core_schema.ModelField | core_schema.DataclassField | core_schema.TypedDictField,
        total: bool,
    ) -> bool:
        """Whether a field is required on the wire, which includes `type`."""
        return super().field_is_required(field, total) or _is_tag(field["schema"])

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """Generate a model."""
        return self.object_schema(schema["cls"], super().model_schema(schema))

    def dataclass_schema(self, schema: core_schema.DataclassSchema) -> JsonSchemaValue:
        """Generate a dataclass."""
        return self.object_schema(schema["cls"], super().dataclass_schema(schema))

    def object_schema(self, cls: type[object], schema: JsonSchemaValue) -> JsonSchemaValue:
        """Refine the schema of a class; its description is the first sentence of the docstring."""
        schema["description"] = _first_sentence(schema["description"])
        for inner in schema["properties"].values():
            if "description" in inner:
                inner["description"] = _in_one_line(inner["description"])
        if cls in EXAMPLES:
            schema["examples"] = [EXAMPLES[cls]]
        for base in reversed(cls.__mro__):
            for refinements in (ALWAYS, self.refinements):
                _refine(schema, refinements.get(base, {}))
        return schema

    def sort(self, value: JsonSchemaValue, parent_key: str | None = None) -> JsonSchemaValue:  # noqa: ARG002
        """Keep the order: whole documents are sorted later."""
        return value


class ResponseView(View):
    """View of responses: unknown fields are allowed, and optional lists may be null."""

    refinements: ClassVar[Refinements] = WHEN_READING

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Generate an optional field; lists may be null."""
        result = super().default_schema(schema)
        return {"anyOf": [result, _NULL]} if result.get("type") == "array" else result

    def object_schema(self, cls: type[object], schema: JsonSchemaValue) -> JsonSchemaValue:
        """Refine the schema of a class; other fields are allowed."""
        return {**super().object_schema(cls, schema), "additionalProperties": True}


class CreateView(View):
    """View of creates: the JSON body with its media, and no other fields."""

    refinements: ClassVar[Refinements] = WHEN_CREATING

    def object_schema(self, cls: type[object], schema: JsonSchemaValue) -> JsonSchemaValue:
        """Refine the schema of a class; other fields are not allowed."""
        if issubclass(cls, NewTask):
            self._make_body(cls, schema)
        if issubclass(cls, TaskUpdate):
            schema["properties"] = _body_fields(schema["properties"])
        return super().object_schema(cls, schema)

    def _make_body(self, cls: type[NewTask], schema: JsonSchemaValue) -> None:
        properties = _body_fields(schema["properties"])
        if issubclass(cls, NewContentsTask):
            contents = TypeAdapter(list[NewContent]).core_schema
            properties["contents"] = {**self.generate_inner(contents), "minItems": 1}
        schema["properties"] = properties
        schema["required"] = [name for name in properties if name in _REQUIRED_FIELDS]


def _body_fields(properties: JsonSchemaValue) -> JsonSchemaValue:
    """Fields of a request body, which has no paths, and omits fields instead of null."""
    return {
        name: _without_null(schema)
        for name, schema in properties.items()
        if name not in _LOCAL_FIELDS
    }


def _without_null(schema: JsonSchemaValue) -> JsonSchemaValue:
    others = dict(schema)
    choices = [choice for choice in others.pop("anyOf", []) if choice != _NULL]
    if not choices:
        return schema
    return {**(choices[0] if len(choices) == 1 else {"anyOf": choices}), **others}


def _is_tag(schema: CoreSchema) -> bool:
    return bool(schema["type"] == "default" and schema["schema"]["type"] == "literal")


def _refine(schema: JsonSchemaValue, refinement: JsonObject) -> None:
    keywords = dict(refinement)
    properties = cast("dict[str, JsonObject]", keywords.pop("properties", {}))
    for name, inner in properties.items():
        schema["properties"][name] = merge(schema["properties"][name], inner)
    schema.update(keywords)


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=\.)\s", _in_one_line(text), maxsplit=1)[0]


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


def task_schemas() -> dict[str, JsonObject]:
    """Build the schemas of all tasks by name, such as `image.create`."""
    schemas: dict[str, JsonObject] = {}
    for kind in KINDS.values():
        schemas[f"{kind.name}.response"] = response_schema(kind.response)
        schemas[f"{kind.name}.create"] = create_schema(kind.create)
    return schemas


def response_schema(model: type[BaseModel]) -> JsonObject:
    """Build the schema of a model in a response."""
    return inline_any_json(generate(model, ResponseView))


def create_schema(model: type[BaseModel]) -> JsonObject:
    """Build the schema of a model in a request."""
    return rename_as_new(inline_any_json(generate(model, CreateView)))
