from __future__ import annotations

import httpx
import pytest

from tests.sandbox.support.plain_client import PlainClient, PlainError, base64_of, contents_of
from tests.sandbox.support.small_media import mp4, png


def _names(client: PlainClient, **query: object) -> list[str]:
    return [task["name"] for task in client.list("image", "cats", **query)]


def _create(client: PlainClient, name: str, **optional: object) -> str:
    return client.create("image", "cats", name, png(), **optional)


def test_pages_follow_the_order_of_creation(client: PlainClient) -> None:
    names = ["c", "a", "e", "b", "d"]
    for name in names:
        client.update(_create(client, name), "approved")
    assert _names(client) == names
    assert _names(client, limit=2) == ["c", "a"]
    assert _names(client, limit=2, offset=2) == ["e", "b"]
    assert _names(client, limit=2, offset=4) == ["d"]
    assert _names(client, offset=5) == []
    assert _names(client, offset=10**17) == []


def test_updated_task_keeps_its_place_and_deleted_one_leaves_none(client: PlainClient) -> None:
    ids = {name: _create(client, name) for name in "abc"}
    client.update(ids["a"], "approved")
    client.remove(ids["b"])
    assert _names(client) == ["a", "c"]


def test_unknown_project_has_no_tasks(client: PlainClient) -> None:
    assert client.list("image", "nobody") == []


def test_projects_do_not_mix(client: PlainClient) -> None:
    client.create("image", "cats", "same", png())
    client.create("image", "dogs", "same", png())
    assert len(client.list("image", "cats")) == 1


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["plain", "one", "both", "other"]),
        ({"status": "approved"}, ["both", "other"]),
        ({"status": "skipped"}, []),
        ({"tags": ["x"]}, ["one", "both"]),
        ({"tags": ["x", "y"]}, ["both"]),
        ({"tags": ["y", "x", "x"]}, ["both"]),
        ({"tags": ["x", "z"]}, []),
        ({"tags": "x"}, ["one", "both"]),
        ({"tags": ["x"], "status": "approved"}, ["both"]),
        ({"tags": ["%"]}, []),
        ({"taskName": "one"}, ["one"]),
        ({"taskName": "ONE"}, []),
        ({"taskName": "on"}, []),
        ({"taskName": "one", "status": "approved"}, []),
        ({"externalStatus": "customer_declined"}, ["other"]),
        ({"externalStatus": "declined"}, []),
        ({"status": "approved", "limit": 1}, ["both"]),
        ({"status": "approved", "limit": 1, "offset": 1}, ["other"]),
    ],
)
def test_filters_narrow_a_list(
    client: PlainClient, query: dict[str, object], names: list[str]
) -> None:
    _create(client, "plain")
    _create(client, "one", tags=["x"])
    _create(client, "both", tags=["y", "x"], status="approved")
    _create(client, "other", status="approved", externalStatus="customer_declined", tags=["X"])
    assert _names(client, **query) == names


def test_filter_sees_new_tags_and_forgets_old_ones(client: PlainClient) -> None:
    task_id = _create(client, "one", tags=["old", "kept"])
    client.update(task_id, tags=["new", "kept"])
    assert _names(client, tags=["new", "kept"]) == ["one"]
    assert _names(client, tags=["old"]) == []


def test_filter_takes_the_whole_tag(client: PlainClient) -> None:
    _create(client, "one", tags=["a\0b"])
    assert _names(client, tags=["a"]) == []
    assert _names(client, tags=["a\0b"]) == ["one"]


def test_repeated_tag_is_returned_twice(client: PlainClient) -> None:
    task_id = _create(client, "one", tags=["a", "a"])
    assert client.find("image", task_id)["tags"] == ["a", "a"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({}, "project: is required"),
        ({"project": ""}, "project: is required"),
        ({"project": "cats", "limit": "0"}, "limit: expected at least 1, got 0"),
        (
            {"project": "cats", "limit": "-1"},
            "limit: expected a whole number of at least 0, got '-1'",
        ),
        (
            {"project": "cats", "limit": "ten"},
            "limit: expected a whole number of at least 0, got 'ten'",
        ),
        ({"project": "cats", "limit": ""}, "limit: expected a whole number of at least 0, got ''"),
        (
            {"project": "cats", "limit": "1.5"},
            "limit: expected a whole number of at least 0, got '1.5'",
        ),
        (
            {"project": "cats", "limit": "\u0661"},
            "limit: expected a whole number of at least 0, got '\u0661'",
        ),
        ({"project": "cats", "limit": "9" * 19}, "expected a whole number"),
        ({"project": "cats", "limit": ["1", "2"]}, "limit: is given twice"),
        (
            {"project": "cats", "offset": "-1"},
            "offset: expected a whole number of at least 0, got '-1'",
        ),
        ({"project": "cats", "status": "done"}, "status: expected one of approved, "),
        ({"project": "cats", "status": ""}, "status: expected one of"),
        ({"project": "cats", "externalStatus": "done"}, "externalStatus: expected one of"),
        ({"project": "cats", "tags": ""}, "tags: "),
        ({"project": "cats", "tags": list("abcdefghijk")}, "tags: 11 tags, a filter takes up to"),
        ({"project": "cats", "tag": "a"}, "tag: no such parameter; expected project, "),
    ],
)
def test_invalid_query_is_refused(
    client: PlainClient, query: dict[str, object], message: str
) -> None:
    with pytest.raises(PlainError) as caught:
        client.get("tasks/image", query)
    assert caught.value.code == 400
    assert message in caught.value.message


def test_ten_tags_are_a_filter(client: PlainClient) -> None:
    _create(client, "one", tags=list("abcdefghij"))
    assert _names(client, tags=list("abcdefghij")) == ["one"]


@pytest.mark.parametrize(
    ("kind", "query", "count"),
    [
        ("multi-image", {}, 10),
        ("multi-image", {"limit": 11}, 10),
        ("multi-image", {"limit": 3}, 3),
        ("sequential-image", {"limit": 100}, 10),
        ("video", {}, 10),
        ("video", {"limit": 1000}, 10),
        ("image", {}, 12),
        ("image", {"limit": 10**9}, 12),
        ("image/classification", {}, 12),
    ],
)
def test_pages_have_their_usual_size_and_their_most(
    client: PlainClient, kind: str, query: dict[str, int], count: int
) -> None:
    several = kind in {"multi-image", "sequential-image"}
    media = contents_of({"a.png": png()}) if several else mp4() if kind == "video" else png()
    for number in range(12):
        client.create(kind, "p", str(number), media)
    assert len(client.list(kind, "p", **query)) == count


def test_image_pages_have_100_tasks_and_1000_at_most(client: PlainClient) -> None:
    body = {"project": "p", "file": base64_of(png(1, 1))}
    with httpx.Client(base_url=client.base_url, headers=client.headers) as connection:
        for number in range(1001):
            answer = connection.post("tasks/image", json=body | {"name": str(number)})
            assert answer.status_code == 200
    assert len(client.list("image", "p")) == 100
    assert len(client.list("image", "p", limit=5000)) == 1000
    assert [task["name"] for task in client.list("image", "p", offset=1000)] == ["1000"]
