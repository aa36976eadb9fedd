"""The documents themselves: what they are, refer to and say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, cast

import pytest

from fastlabel._types import KNOWN_STATUSES
from fastlabel.schema import JsonObject, documents
from tests.schema.support.two_validators import (
    DOCUMENTS,
    NEW,
    READ,
    SCHEMAS,
    check_schema,
    problems,
)

every_schema = pytest.mark.parametrize("name", sorted(SCHEMAS))
every_document = pytest.mark.parametrize("name", sorted(DOCUMENTS))


def objects_in(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        found = cast("dict[str, Any]", value)
        yield found
        for inner in found.values():
            yield from objects_in(inner)
    elif isinstance(value, list):
        for inner in cast("list[object]", value):
            yield from objects_in(inner)


def schemas_in(value: object) -> Iterator[dict[str, Any]]:
    """Objects that are schemas of JSON objects."""
    return (found for found in objects_in(value) if isinstance(found.get("properties"), dict))


def test_documents_are_one_per_kind_and_view_and_coco_and_openapi() -> None:
    views = {f"{kind}.{view}.json" for kind in READ for view in ("response", "create")}
    assert set(DOCUMENTS) == {*views, "coco.json", "openapi.json"}


def test_documents_are_the_same_each_time() -> None:
    assert json.dumps(documents()) == json.dumps(DOCUMENTS)


def test_documents_are_the_callers_own() -> None:
    before = json.dumps(documents())
    for found in list(objects_in(documents())):
        found.clear()
    assert json.dumps(documents()) == before


@every_schema
def test_a_schema_is_json_schema_2020_12(name: str) -> None:
    assert SCHEMAS[name]["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    check_schema(SCHEMAS[name])


@every_schema
def test_a_schema_has_no_keyword_of_openapi(name: str) -> None:
    """A strict validator refuses a keyword that it does not know."""
    assert not any("discriminator" in found for found in objects_in(SCHEMAS[name]))


@every_schema
def test_a_schema_says_what_it_is(name: str) -> None:
    schema = SCHEMAS[name]
    kind, view, _ = name.split(".")
    assert schema["$id"] == f"urn:fastlabel:schema:v1:{kind}.{view}"
    assert schema["title"] == {"response": READ, "create": NEW}[view][kind].__name__
    assert schema["description"]
    assert list(schema)[:4] == ["$schema", "$id", "title", "description"]


@every_schema
def test_a_schema_accepts_its_examples(name: str) -> None:
    examples = cast("list[JsonObject]", SCHEMAS[name]["examples"])
    assert examples
    for example in examples:
        assert problems(SCHEMAS[name], example) == []


@every_document
def test_references_lead_somewhere_in_the_document(name: str) -> None:
    document = DOCUMENTS[name]
    references = [found["$ref"] for found in objects_in(document) if "$ref" in found]
    mappings = [found["mapping"] for found in objects_in(document) if "mapping" in found]
    references += [reference for mapping in mappings for reference in mapping.values()]
    assert references
    for reference in references:
        target: Any = document
        for step in reference.removeprefix("#/").split("/"):
            target = target[step]
        assert isinstance(target, dict)


@every_schema
def test_definitions_are_all_used(name: str) -> None:
    text = json.dumps(SCHEMAS[name])
    for definition in cast("JsonObject", SCHEMAS[name]["$defs"]):
        assert f'"#/$defs/{definition}"' in text


def test_a_name_means_one_thing_in_all_documents() -> None:
    meanings: dict[str, object] = {}
    for schema in SCHEMAS.values():
        named = {
            str(schema["title"]): {"root": schema["$id"]},
            **cast("JsonObject", schema["$defs"]),
        }
        for name, meaning in named.items():
            assert meanings.setdefault(name, meaning) == meaning, name


@every_document
def test_what_may_be_sent_is_closed_and_what_is_read_is_open(name: str) -> None:
    for found in schemas_in(DOCUMENTS[name]):
        if "oneOf" in found:
            continue  # says more about objects that are closed by their own schemas
        is_sent = str(found["title"]).startswith("New") or found["title"] == "TaskUpdate"
        assert found["additionalProperties"] is not is_sent, found["title"]


@every_document
def test_every_object_and_field_is_described(name: str) -> None:
    for found in schemas_in(DOCUMENTS[name]):
        assert "oneOf" in found or found["description"]
        for field, schema in found["properties"].items():
            assert schema.get("description"), f"{found.get('title')}.{field}"


@every_document
def test_descriptions_are_for_readers_of_any_language(name: str) -> None:
    """What is quoted is a name or value of the wire; nothing is about Python."""
    document = {key: inner for key, inner in DOCUMENTS[name].items() if key != "examples"}
    fields = {field for found in schemas_in(document) for field in found["properties"]}
    wire = fields | KNOWN_STATUSES
    samples = {"#rrggbb", "data:", "cat", "Cat", "Kind", "text", "switch", "checkbox"}
    for found in objects_in(document):
        text = found.get("description")
        if not isinstance(text, str):
            continue
        assert set(re.findall(r"`([^`]*)`", text)) <= wire | samples, text
        assert not re.search(
            r">>>|\b(None|True|False|tuple|bytes|path|[Ss]lotted|TaskStatus)\b", text
        )
        assert text.endswith("."), text
        assert "\n" not in text


@every_document
def test_fields_of_the_machine_are_not_of_the_wire(name: str) -> None:
    fields = {field for found in schemas_in(DOCUMENTS[name]) for field in found["properties"]}
    assert not fields & {"filePath", "folderPath", "files", "file_path", "created_at"}


@pytest.mark.parametrize("kind", sorted(NEW))
def test_a_body_has_its_media_and_no_default(kind: str) -> None:
    schema = SCHEMAS[f"{kind}.create.json"]
    media = "contents" if kind == "multi_image" else "file"
    assert schema["required"] == ["project", "name", media]
    assert not any("default" in found for found in objects_in(schema))


@pytest.mark.parametrize("kind", sorted(READ))
def test_an_answer_has_an_id_and_a_name(kind: str) -> None:
    assert SCHEMAS[f"{kind}.response.json"]["required"] == ["id", "name"]
