"""The two views of a model as JSON Schema: what is read, and what may be sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar, Final, cast

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from fastlabel._protocol.kinds import KINDS
from fastlabel.models.tasks.base import NewTask
from fastlabel.models.tasks.multi_image import NewMultiImageTask
from fastlabel.schema.bodies import NewContent, TaskUpdate
from fastlabel.schema.examples import EXAMPLES
from fastlabel.schema.refinements import ALWAYS, WHEN_CREATING, WHEN_READING, Refinements
from fastlabel.schema.rewrite import JsonObject, anything_inlined, merged, named_as_new

__all__ = [
    "CreateView",
    "ResponseView",
    "View",
    "generate",
    "of_what_is_read",
    "of_what_may_be_sent",
    "task_schemas",
]


_NULL: Final[JsonSchemaValue] = {"type": "null"}
_ON_THIS_MACHINE: Final = frozenset({"filePath", "folderPath"})
_ALWAYS_SENT: Final = frozenset({"project", "name", "file", "contents"})


def generate(model: type[BaseModel], view: type[View]) -> JsonObject:
    """The JSON Schema of a model, with what it refers to in its `$defs`."""
    return model.model_json_schema(by_alias=True, schema_generator=view, mode="validation")


class View(GenerateJsonSchema):
    """What both views have in common."""

    refinements: ClassVar[Refinements] = {}

    # The hook of `TupleOf` expects its own union, but is handed the validator around it where one
    # follows. Without the hook, the union speaks for itself.
    def generate_inner(self, schema: Mapping[str, object]) -> JsonSchemaValue:
        """Generate any schema."""
        if schema["type"] == "function-after":
            schema = {key: value for key, value in schema.items() if key != "metadata"}
        return super().generate_inner(cast("CoreSchema", schema))

    def function_after_schema(
        self, schema: core_schema.AfterValidatorFunctionSchema
    ) -> JsonSchemaValue:
        """A type that a validator follows; null is only for optional lists."""
        return _without_null(super().function_after_schema(schema))

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """A field that may be left out; what Python holds then is nothing that the wire says."""
        return self.generate_inner(schema["schema"])

    def tuple_schema(self, schema: core_schema.TupleSchema) -> JsonSchemaValue:
        """A list; one of equal items says so by `items`, which all code generators know."""
        result = super().tuple_schema(schema)
        items = result.get("prefixItems", [])
        if items and all(item == items[0] for item in items):
            del result["prefixItems"]
            result["items"] = items[0]
        return result

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """An object whose keys all match their pattern; pydantic allows others beside them."""
        result = super().dict_schema(schema)
        for pattern, values in result.pop("patternProperties", {}).items():
            result |= {"propertyNames": {"pattern": pattern}, "additionalProperties": values}
        return result

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002
        """Never: the name of a property is title enough."""
        return False

    def field_is_required(
        self,
        field: core_schema.ModelField | core_schema.DataclassField | core_schema.TypedDictField,
        total: bool,
    ) -> bool:
        """Whether the wire always has it: also the type, which only Python may leave out."""
        return super().field_is_required(field, total) or _is_tag(field["schema"])

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """A model, as an object of the wire."""
        return self.object_schema(schema["cls"], super().model_schema(schema))

    def dataclass_schema(self, schema: core_schema.DataclassSchema) -> JsonSchemaValue:
        """A dataclass, as an object of the wire."""
        return self.object_schema(schema["cls"], super().dataclass_schema(schema))

    def object_schema(self, cls: type[object], schema: JsonSchemaValue) -> JsonSchemaValue:
        """What a class becomes: refined, its docstring cut to its first sentence."""
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
        """As it is: a document is put into order when it is whole."""
        return value


class ResponseView(View):
    """What is read: whatever the service adds is allowed, and an optional list may be null."""

    refinements: ClassVar[Refinements] = WHEN_READING

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """A field that may be left out, or be null."""
        result = super().default_schema(schema)
        return {"anyOf": [result, _NULL]} if result.get("type") == "array" else result

    def object_schema(self, cls: type[object], schema: JsonSchemaValue) -> JsonSchemaValue:
        """An object that may have more fields."""
        return {**super().object_schema(cls, schema), "additionalProperties": True}


class CreateView(View):
    """What may be sent: the JSON body, with its media, and nothing else."""

    refinements: ClassVar[Refinements] = WHEN_CREATING

    def object_schema(self, cls: type[object], schema: JsonSchemaValue) -> JsonSchemaValue:
        """An object of which all fields are known."""
        if issubclass(cls, NewTask):
            self._make_body(cls, schema)
        if issubclass(cls, TaskUpdate):
            schema["properties"] = _said(schema["properties"])
        return super().object_schema(cls, schema)

    def _make_body(self, cls: type[NewTask], schema: JsonSchemaValue) -> None:
        properties = _said(schema["properties"])
        if cls is NewMultiImageTask:
            contents = TypeAdapter(list[NewContent]).core_schema
            properties["contents"] = {**self.generate_inner(contents), "minItems": 1}
        schema["properties"] = properties
        schema["required"] = [name for name in properties if name in _ALWAYS_SENT]


def _said(properties: JsonSchemaValue) -> JsonSchemaValue:
    """What stands in a body: paths do not, nor null, as what has no value is left out."""
    return {
        name: _without_null(schema)
        for name, schema in properties.items()
        if name not in _ON_THIS_MACHINE
    }


def _without_null(schema: JsonSchemaValue) -> JsonSchemaValue:
    rest = dict(schema)
    choices = [choice for choice in rest.pop("anyOf", []) if choice != _NULL]
    if not choices:
        return schema
    return {**(choices[0] if len(choices) == 1 else {"anyOf": choices}), **rest}


def _is_tag(schema: CoreSchema) -> bool:
    return bool(schema["type"] == "default" and schema["schema"]["type"] == "literal")


def _refine(schema: JsonSchemaValue, more: JsonObject) -> None:
    said = dict(more)
    for name, refinement in cast("dict[str, JsonObject]", said.pop("properties", {})).items():
        schema["properties"][name] = merged(schema["properties"][name], refinement)
    schema.update(said)


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=\.)\s", _in_one_line(text), maxsplit=1)[0]


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


def task_schemas() -> dict[str, JsonObject]:
    """The schemas by their names, such as `image.create`."""
    schemas: dict[str, JsonObject] = {}
    for kind in KINDS.values():
        schemas[f"{kind.name}.response"] = of_what_is_read(kind.response)
        schemas[f"{kind.name}.create"] = of_what_may_be_sent(kind.create)
    return schemas


def of_what_is_read(model: type[BaseModel]) -> JsonObject:
    """The schema of a model in an answer."""
    return anything_inlined(generate(model, ResponseView))


def of_what_may_be_sent(model: type[BaseModel]) -> JsonObject:
    """The schema of a model in the body of a call."""
    return named_as_new(anything_inlined(generate(model, CreateView)))
