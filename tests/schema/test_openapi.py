"""The whole protocol as OpenAPI."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, cast

import pytest

from fastlabel._protocol.kinds import IMAGE, IMAGE_CLASSIFICATION, MULTI_IMAGE, VIDEO, TaskKind
from fastlabel._protocol.operations import tasks as operations
from fastlabel._types import KNOWN_STATUSES
from tests.schema.support.two_validators import DOCUMENTS, SCHEMAS, check_schema, problems

Json = dict[str, Any]
OPENAPI: Final = cast("Json", DOCUMENTS["openapi.json"])
COMPONENTS: Final[Json] = OPENAPI["components"]
KINDS: Final = (IMAGE, IMAGE_CLASSIFICATION, MULTI_IMAGE, VIDEO)
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.path)


def calls() -> Iterator[tuple[str, str, Json]]:
    for path, item in OPENAPI["paths"].items():
        for method in item.keys() - {"parameters"}:
            yield method, path, item[method]


def parameters(call: Json) -> dict[str, Json]:
    listed = [followed(parameter) for parameter in call.get("parameters", [])]
    return {parameter["name"]: parameter for parameter in listed}


def followed(value: Json) -> Json:
    """What a reference leads to, or the value itself."""
    target: Json = OPENAPI if "$ref" in value else value
    for step in value.get("$ref", "#").split("/")[1:]:
        target = target[step]
    return target


def standalone(name: str) -> Json:
    """A component as a JSON Schema of its own."""
    return {"components": {"schemas": COMPONENTS["schemas"]}, **reference(name)}


def reference(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def test_openapi_says_what_it_is() -> None:
    assert OPENAPI["openapi"] == "3.1.0"
    assert OPENAPI["info"]["title"] == "FastLabel annotation API, release 0.7.0"
    assert OPENAPI["info"]["version"] == "1"
    assert OPENAPI["servers"] == [{"url": "https://api.fastlabel.ai/v1"}]
    assert COMPONENTS["securitySchemes"]["accessToken"]["scheme"] == "bearer"
    assert OPENAPI["security"] == [{"accessToken": []}]


def test_openapi_has_every_call() -> None:
    assert sorted((call["operationId"], method, path) for method, path, call in calls()) == [
        ("createImageClassificationTask", "post", "/tasks/image/classification"),
        ("createImageTask", "post", "/tasks/image"),
        ("createMultiImageTask", "post", "/tasks/multi-image"),
        ("createVideoTask", "post", "/tasks/video"),
        ("deleteTask", "delete", "/tasks/{taskId}"),
        ("findImageClassificationTask", "get", "/tasks/image/classification/{taskId}"),
        ("findImageTask", "get", "/tasks/image/{taskId}"),
        ("findMultiImageTask", "get", "/tasks/multi-image/{taskId}"),
        ("findVideoTask", "get", "/tasks/video/{taskId}"),
        ("listImageClassificationTasks", "get", "/tasks/image/classification"),
        ("listImageTasks", "get", "/tasks/image"),
        ("listMultiImageTasks", "get", "/tasks/multi-image"),
        ("listVideoTasks", "get", "/tasks/video"),
        ("updateTask", "put", "/tasks/{taskId}"),
    ]


def test_parameters_of_the_path_are_declared() -> None:
    for path, item in OPENAPI["paths"].items():
        declared = [parameter["name"] for parameter in map(followed, item.get("parameters", []))]
        assert declared == re.findall(r"{(\w+)}", path)


@every_kind
def test_calls_are_where_the_client_looks_for_them(kind: TaskKind[Any, Any]) -> None:
    item = OPENAPI["paths"][f"/{kind.path}"]
    assert parameters(item["get"])["limit"]["schema"]["maximum"] == kind.page_max
    page = item["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert page["items"] == reference(kind.response.__name__)
    one = OPENAPI["paths"][f"/{kind.path}/{{taskId}}"]["get"]
    found = one["responses"]["200"]["content"]["application/json"]["schema"]
    assert found == reference(kind.response.__name__)


@pytest.mark.parametrize(("kind", "usual"), [*zip(KINDS, (100, 100, 10, 10), strict=True)])
def test_limit_has_the_default_of_070(kind: TaskKind[Any, Any], usual: int) -> None:
    get = OPENAPI["paths"][f"/{kind.path}"]["get"]
    assert parameters(get)["limit"]["schema"]["default"] == usual


@every_kind
def test_lists_take_what_the_client_asks_for(kind: TaskKind[Any, Any]) -> None:
    page = operations.list_page(
        kind, project="p", status="approved", tags=["a", "b"], offset=1, limit=2
    )
    by_name = operations.find_by_name(kind, "p", "n")
    asked = set(re.findall(r"[?&](\w+)=", page.target + by_name.target))
    known = parameters(OPENAPI["paths"][f"/{kind.path}"]["get"])
    assert asked == set(known)
    assert [name for name, parameter in known.items() if parameter.get("required")] == ["project"]


def test_tags_are_repeated() -> None:
    tags = COMPONENTS["parameters"]["Tags"]
    assert (tags["style"], tags["explode"], tags["schema"]["maxItems"]) == ("form", True, 10)


def test_success_is_200_with_json_but_204_without_a_body_for_delete() -> None:
    for method, _, call in calls():
        success = [code for code in call["responses"] if code.startswith("2")]
        assert success == (["204"] if method == "delete" else ["200"])
        answer = followed(call["responses"][success[0]])
        assert ("content" in answer) is (method != "delete")


@pytest.mark.parametrize("method", ["post", "put"])
def test_writes_answer_the_task_id(method: str) -> None:
    for call in (call for found, _, call in calls() if found == method):
        answer = followed(call["responses"]["200"])
        assert answer["content"]["application/json"]["schema"] == reference("TaskId")
        assert call["requestBody"]["required"]
    assert problems(standalone("TaskId"), "b3d1c4f0") == []
    assert problems(standalone("TaskId"), {"id": "b3d1c4f0"})


def test_every_refusal_is_an_error_object() -> None:
    for _, _, call in calls():
        refusals = {code for code in call["responses"] if not code.startswith("2")}
        assert refusals >= {"401", "403", "429", "4XX", "5XX"}
        for code in refusals:
            answer = followed(call["responses"][code])
            assert answer["content"]["application/json"]["schema"] == reference("Error")


@pytest.mark.parametrize(
    ("name", "instance", "verdict"),
    [
        ("Error", {"statusCode": 422, "error": "Unprocessable", "message": "name: no"}, True),
        ("Error", {"message": ["name: no", "file: no"]}, True),
        ("Error", {"detail": "no"}, True),
        ("Error", {"message": 3}, False),
        ("Error", "no", False),
        ("TaskUpdate", {}, True),
        ("TaskUpdate", {"status": "approved", "tags": []}, True),
        ("TaskUpdate", {"status": "someday"}, False),
        ("TaskUpdate", {"status": None}, False),
        ("TaskUpdate", {"tags": None}, False),
        ("TaskUpdate", {"tags": [""]}, False),
        ("TaskUpdate", {"name": "a.png"}, False),
    ],
)
def test_bodies_without_a_task(name: str, instance: object, verdict: bool) -> None:
    assert (problems(standalone(name), instance) == []) is verdict


def test_statuses_are_those_of_the_models() -> None:
    assert set(COMPONENTS["schemas"]["TaskStatus"]["enum"]) == KNOWN_STATUSES


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_components_are_those_of_the_json_schemas(name: str) -> None:
    document: Json = SCHEMAS[name]
    component = COMPONENTS["schemas"][document["title"]]
    assert list(component["properties"]) == list(document["properties"])
    for example in document["examples"]:
        assert problems(standalone(document["title"]), example) == []
        assert problems(standalone(document["title"]), {**example, "name": 3})
    assert set(document["$defs"]) <= set(COMPONENTS["schemas"])


@pytest.mark.parametrize("name", sorted(COMPONENTS["schemas"]))
def test_every_component_is_a_json_schema(name: str) -> None:
    check_schema(COMPONENTS["schemas"][name])
    assert COMPONENTS["schemas"][name]["title"] == name


def test_annotations_can_be_told_apart_by_their_type() -> None:
    items = COMPONENTS["schemas"]["NewImageTask"]["properties"]["annotations"]["items"]
    mapping = items["discriminator"]["mapping"]
    assert [{"$ref": target} for target in mapping.values()] == items["oneOf"]
    for tag, target in mapping.items():
        assert followed({"$ref": target})["properties"]["type"]["const"] == tag
