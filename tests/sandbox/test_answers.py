from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fastlabel.sandbox.tasks.serialize import title
from tests.sandbox.support.plain_client import Json, PlainClient, base64_of
from tests.sandbox.support.small_media import png
from tests.support.examples import examples
from tests.support.wire_strategies import json_values, objects, texts

PNG = base64_of(png())
attributes = objects({"key": texts, "value": json_values}, {})
keypoints = objects(
    {
        "type": st.just("keypoint"),
        "value": texts,
        "points": st.tuples(st.integers(-(10**6), 10**6), st.floats(-1e6, 1e6)).map(list),
        "attributes": st.lists(attributes, max_size=2),
    },
    {},
)
OWN = ["attributes", "color", "points", "title", "type", "value"]


@pytest.mark.parametrize(
    ("value", "label"),
    [
        ("cat", "Cat"),
        ("cat_dog", "Cat dog"),
        ("cat-dog", "Cat dog"),
        ("catDog", "CatDog"),
        ("CAT", "CAT"),
        ("ネコ", "ネコ"),
        ("_", "_"),
        ("", ""),
    ],
)
def test_title_is_the_value_for_people(value: str, label: str) -> None:
    assert title(value) == label


@pytest.mark.parametrize(
    ("value", "kind_of_input"),
    [
        ("Scottish fold", "text"),
        ("", "text"),
        (1, "number"),
        (1.5, "number"),
        (True, "switch"),
        (False, "switch"),
        (["a", "b"], "checkbox"),
        ([1], "checkbox"),
        ([], "checkbox"),
        (None, "text"),
    ],
)
def test_attribute_has_a_name_and_a_type(
    client: PlainClient, value: Any, kind_of_input: str
) -> None:
    given_attribute = {"key": "coat_kind", "value": value, "name": "mine", "type": "mine"}
    returned = {"key": "coat_kind", "name": "Coat kind", "type": kind_of_input, "value": value}
    kind = "image/classification"
    task_id = client.create(kind, "c", "one", png(), attributes=[given_attribute])
    assert client.find(kind, task_id)["attributes"] == [returned]
    box = {"type": "bbox", "value": "cat", "points": [0, 0, 2, 2], "attributes": [given_attribute]}
    task_id = client.create("image", "i", "one", png(), annotations=[box])
    (attribute,) = client.find("image", task_id)["annotations"][0]["attributes"]
    assert attribute == returned
    assert list(attribute) == ["key", "name", "type", "value"]


def test_annotation_keys_have_the_order_of_070(client: PlainClient) -> None:
    box = {"value": "cat", "points": [0, 0, 2, 2], "type": "bbox", "content": "a.png"}
    task_id = client.create("image", "i", "one", png(), annotations=[box])
    assert list(client.find("image", task_id)["annotations"][0]) == OWN
    contents = [{"name": "a.png", "file": PNG}]
    task_id = client.create("multi-image", "m", "one", contents, annotations=[box])
    assert list(client.find("multi-image", task_id)["annotations"][0]) == ["content", *OWN]


@settings(examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=texts.filter(bool), tags=st.lists(texts.filter(bool), max_size=3), keypoint=keypoints)
def test_what_was_sent_comes_back_as_it_was(
    client: PlainClient, name: str, tags: list[str], keypoint: Json
) -> None:
    task_id = client.create("image", "p", name, png(), tags=tags, annotations=[keypoint])
    (task,) = client.list("image", "p", taskName=name, tags=tags)
    client.remove(task_id)
    (returned,) = task["annotations"]
    assert (task["id"], task["name"], task["tags"]) == (task_id, name, tags)
    assert returned["attributes"] == [
        attribute | given
        for attribute, given in zip(returned["attributes"], keypoint["attributes"], strict=True)
    ]
    assert returned == returned | keypoint | {"attributes": returned["attributes"]}
    assert [type(number) for number in returned["points"]] == [int, float]
