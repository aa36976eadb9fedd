"""What the documents say of each object, down to its limits."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, cast

import pytest
from pydantic import TypeAdapter

from fastlabel import models
from fastlabel.models._wire.fields import FROM_WIRE
from fastlabel.schema import JsonObject
from fastlabel.schema.bodies import Error, NewContent, TaskUpdate
from tests.schema.support.two_validators import (
    DOCUMENTS,
    SCHEMAS,
    model_reads,
    model_sends,
    problems,
)
from tests.schema.test_documents import objects_in

COMPONENTS: dict[str, Any] = cast("Any", DOCUMENTS["openapi.json"])["components"]["schemas"]
every_schema = pytest.mark.parametrize("name", sorted(SCHEMAS))
every_component = pytest.mark.parametrize("name", sorted(COMPONENTS))

ON_IMAGES = {"BBox", "Polygon", "Keypoint", "Line", "Segmentation"}
IN_FILMS = {"VideoBBox", "FramePoint"}
DEFINED: dict[str, set[str]] = {
    "image.response.json": {*ON_IMAGES, "Attribute", "UnknownAnnotation"},
    "image_classification.response.json": {"Attribute"},
    "multi_image.response.json": {*ON_IMAGES, "Attribute", "UnknownAnnotation", "Content"},
    "video.response.json": {*IN_FILMS, "Attribute", "UnknownAnnotation"},
    "image.create.json": {f"New{name}" for name in (*ON_IMAGES, "Attribute")},
    "image_classification.create.json": {"NewAttribute"},
    "multi_image.create.json": {f"New{name}" for name in (*ON_IMAGES, "Attribute", "Content")},
    "video.create.json": {f"New{name}" for name in (*IN_FILMS, "Attribute")},
}


def definitions(name: str) -> dict[str, dict[str, Any]]:
    return cast("dict[str, dict[str, Any]]", SCHEMAS[name]["$defs"])


@every_schema
def test_definitions_have_their_names(name: str) -> None:
    """Others refer to them, such as `urn:fastlabel:schema:v1:image.response#/$defs/BBox`."""
    assert set(definitions(name)) == DEFINED[name]
    for title, definition in definitions(name).items():
        assert definition["title"] == title


@every_component
def test_every_object_has_a_description_and_an_example_that_fits(name: str) -> None:
    component = COMPONENTS[name]
    assert component["description"]
    examples = component.get("examples") or component["enum"]
    whole: JsonObject = {
        "components": {"schemas": COMPONENTS},
        "$ref": f"#/components/schemas/{name}",
    }
    for example in examples:
        assert problems(whole, example) == []


@every_schema
def test_definitions_accept_their_examples(name: str) -> None:
    for title, definition in definitions(name).items():
        schema: JsonObject = {"$defs": SCHEMAS[name]["$defs"], "$ref": f"#/$defs/{title}"}
        (example,) = definition["examples"]
        assert problems(schema, example) == []
        assert problems(schema, []), "a definition that accepts anything says nothing"


@every_schema
def test_models_take_the_examples(name: str) -> None:
    kind, view, _ = name.split(".")
    takes = {"response": model_reads, "create": model_sends}[view]
    for example in cast("list[JsonObject]", SCHEMAS[name]["examples"]):
        assert takes(kind, example)


@pytest.mark.parametrize(
    "model",
    [
        *(models.Attribute, models.BBox, models.Polygon, models.Keypoint, models.Line),
        *(models.Segmentation, models.VideoBBox, models.FramePoint, models.UnknownAnnotation),
        *(models.Content, NewContent, TaskUpdate, Error),
    ],
)
def test_models_of_parts_take_their_examples(model: type[object]) -> None:
    (example,) = COMPONENTS[model.__name__]["examples"]
    adapter: TypeAdapter[Any] = TypeAdapter(model)
    read = adapter.validate_json(json.dumps(example), context=FROM_WIRE)
    assert isinstance(read, model)
    assert json.loads(adapter.dump_json(read, by_alias=True, exclude_unset=True)) == example


def numbers_in(schema: object) -> Iterator[dict[str, Any]]:
    return (found for found in objects_in(schema) if found.get("type") == "number")


@pytest.mark.parametrize("name", [name for name in sorted(SCHEMAS) if "create" in name])
def test_what_may_be_sent_has_limits(name: str) -> None:
    for number in numbers_in(SCHEMAS[name]):
        assert number["exclusiveMaximum"] == -number["exclusiveMinimum"] == 2**53
    for definition in definitions(name).values():
        points = definition["properties"].get("points", {"minItems": 1})
        assert points.keys() & {"minItems", "minProperties"}
    fields = cast("dict[str, dict[str, Any]]", SCHEMAS[name]["properties"])
    assert fields["project"]["minLength"] == fields["name"]["minLength"] == 1
    assert fields["tags"]["items"]["minLength"] == 1


@pytest.mark.parametrize("name", ["VideoBBox", "NewVideoBBox"])
def test_frames_are_numbers_from_1_in_one_spelling(name: str) -> None:
    points = COMPONENTS[name]["properties"]["points"]
    pattern = points["propertyNames"]["pattern"]
    assert [key for key in ("1", "24", "999999999") if not re.search(pattern, key)] == []
    wrong = ("0", "01", "+1", "1.5", "1000000000", "", " 1", "first")
    assert [key for key in wrong if re.search(pattern, key)] == []
    assert points["additionalProperties"]["$ref"].endswith("FramePoint")


def test_every_choice_by_type_has_its_discriminator() -> None:
    choices = {
        name: [found for found in objects_in(COMPONENTS[name]) if "oneOf" in found]
        for name in COMPONENTS
        if name.endswith("Task") and "annotations" in COMPONENTS[name]["properties"]
    }
    assert len(choices) == 6
    for (choice,) in choices.values():
        discriminator = choice["discriminator"]
        assert discriminator["propertyName"] == "type"
        targets = {tag: {"$ref": target} for tag, target in discriminator["mapping"].items()}
        assert [*targets.values()] == choice["oneOf"]
        for tag, target in targets.items():
            component = COMPONENTS[target["$ref"].rpartition("/")[2]]
            assert component["properties"]["type"]["const"] == tag
            assert "type" in component["required"]


@every_schema
def test_references_stand_alone(name: str) -> None:
    """Before draft 2019-09 what stands beside a reference was passed over; here nothing does."""
    for found in objects_in(SCHEMAS[name]):
        if "$ref" in found:
            assert set(found) <= {"$ref", "description"}
