"""What clients of release 0.26 send beyond 0.7.0."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.support.plain_client import Json, PlainClient, PlainError, base64_of, contents_of
from tests.sandbox.support.small_media import mp4, png

USERS = [
    "assignee",
    "reviewer",
    "approver",
    "externalAssignee",
    "externalReviewer",
    "externalApprover",
    *(f"workflow{number}User" for number in range(1, 7)),
]
COMMON: Json = {
    "status": "reviewed",
    "externalStatus": "customer_declined",
    "priority": 0,
    "tags": ["a"],
    **{user: f"user of {user}" for user in USERS},
}
METADATAS: Json = {"metadatas": [{"key": "place", "value": "home"}]}
FILE: Json = {"file": base64_of(png())}


def _create(client: PlainClient, **fields: Any) -> str:
    body = {"project": "cats", "name": "one", **FILE, **fields}
    task_id: str = client.post("tasks/image", body)
    return task_id


@pytest.mark.parametrize(
    ("kind", "media", "own"),
    [
        ("image", FILE, METADATAS | {"customTaskStatus": "workflow_1_completed"}),
        ("image/classification", FILE, {}),
        ("sequential-image", {"contents": contents_of({"one": png()})}, METADATAS),
        ("video", {"file": base64_of(mp4())}, METADATAS),
    ],
)
def test_optional_fields_of_a_create_come_after_those_of_070(
    client: PlainClient, kind: str, media: Json, own: Json
) -> None:
    body = {"project": "p", "name": "one", **media, **COMMON, **own}
    task = client.find(kind, client.post(f"tasks/{kind}", body))
    assert task == task | COMMON | own
    assert task["customerReviewer"] == "user of externalReviewer"
    keys = list(task)
    later = set(COMMON) | set(own)
    later -= {"status", "tags", "assignee", "reviewer"}
    assert set(keys[keys.index("updatedAt") + 1 :]) == later


@pytest.mark.parametrize("kind", ["image", "image/classification", "sequential-image"])
def test_is_delete_exif_is_accepted_and_not_returned(client: PlainClient, kind: str) -> None:
    media = {"contents": contents_of({"one": png()})} if kind == "sequential-image" else FILE
    body = {"project": "p", "name": "one", **media, "isDeleteExif": True}
    assert "isDeleteExif" not in client.find(kind, client.post(f"tasks/{kind}", body))


@pytest.mark.parametrize("path", ["tasks/", "tasks/image/"])
def test_optional_fields_of_an_update_are_returned(client: PlainClient, path: str) -> None:
    task_id = _create(client, assignee="first", reviewer="second")
    client.put(path + task_id, {"externalStatus": "approved", "priority": 30, "reviewer": None})
    client.put(path + task_id, METADATAS)
    task = client.find("image", task_id)
    assert (task["assignee"], task["reviewer"]) == ("first", None)
    assert task == task | METADATAS | {"externalStatus": "approved", "priority": 30}
    client.put(path + task_id, {"metadatas": []})
    assert client.find("image", task_id)["metadatas"] == []


def test_relations_and_custom_status_of_an_image_are_returned(client: PlainClient) -> None:
    task_id = _create(client)
    body = {"relations": [{"startIndex": 0, "endIndex": 1}], "customTaskStatus": "pending"}
    client.put(f"tasks/image/{task_id}", body)
    task = client.find("image", task_id)
    assert task == task | body


def test_annotation_as_todays_client_sends_it_is_taken_and_kept(client: PlainClient) -> None:
    given = {
        "type": "bbox",
        "value": "cat",
        "points": [0, 0, 2, 2],
        "attributes": [],
        "content": "one",
        "rotation": 45.5,
        "confidenceScore": -1,
    }
    task = client.find("image", _create(client, annotations=[given]))
    (told,) = task["annotations"]
    assert list(told) == [
        "attributes",
        "color",
        "points",
        "title",
        "type",
        "value",
        "rotation",
        "confidenceScore",
    ]
    assert told == {key: value for key, value in given.items() if key != "content"} | {
        "color": told["color"],
        "title": "Cat",
    }


def test_annotation_that_was_fetched_can_be_sent_again(client: PlainClient) -> None:
    box = {"type": "bbox", "value": "cat", "points": [0, 0, 2, 2], "title": "My cat"}
    fetched = client.find("image", _create(client, annotations=[box]))["annotations"]
    again = client.post(
        "tasks/image", {"project": "c", "name": "1", **FILE, "annotations": fetched}
    )
    assert client.find("image", again)["annotations"] == fetched
    assert fetched[0]["title"] == "Cat"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"externalStatus": "done"}, "externalStatus: 'done' is not one of 'approved'"),
        ({"externalStatus": None}, "externalStatus: is null"),
        ({"priority": 5}, "priority: 5 is not one of 0, 10, 20 or 30"),
        ({"priority": "10"}, "priority: '10' is not one of"),
        ({"customTaskStatus": "workflow_7_completed"}, "customTaskStatus: 'workflow_7_comp"),
        ({"metadatas": {}}, "metadatas: expected a list, got {}"),
        ({"metadatas": [{"key": "a"}]}, "metadatas[0].value: is required"),
        ({"metadatas": [{"key": "a", "value": 1, "b": 2}]}, "metadatas[0].b: no such field"),
        ({"isDeleteExif": "yes"}, "isDeleteExif: "),
        ({"assignee": 7}, "assignee: expected a string, got 7"),
        ({"relations": []}, "relations: no such field"),
        ({"workflow7User": "a"}, "workflow7User: no such field"),
    ],
)
def test_optional_field_that_lacks_sense_is_refused(
    client: PlainClient, fields: Json, message: str
) -> None:
    with pytest.raises(PlainError) as caught:
        _create(client, **fields)
    assert caught.value.code == 422
    assert message in caught.value.message
