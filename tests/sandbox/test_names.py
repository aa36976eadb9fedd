from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
import pytest
import requests

from fastlabel.sandbox import Sandbox
from tests.sandbox.support.plain_client import TIMEOUT_SECONDS, PlainClient, PlainError, contents_of
from tests.sandbox.support.small_media import png

NAMES = [
    "../x",
    "../../../../etc/hosts",
    "/etc/hosts",
    "a/b",
    "a\\b",
    "C:\\x",
    "CON",
    ".",
    "..",
    "...",
    ".hidden",
    "日本",
    "日" * 300,
    "x" * 300,
    'it\'s "quoted"',
    "'; DROP TABLE task; --",
    "%2e%2e%2f",
    "a?b#c&d=e+f g",
    "line\nbreak",
    "nul\0byte",
    "\N{PILE OF POO}",
    " ",
    "null",
    "image.png.part",
]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: repr(name[:20]))
def test_any_name_is_kept_found_and_served(
    client: PlainClient, fastlabel_sandbox: Sandbox, name: str
) -> None:
    content = png()
    task_id = client.create("image", "cats", name, content)
    task = client.find("image", task_id)
    assert task["name"] == name
    assert client.list("image", "cats", taskName=name) == [task]
    assert requests.get(task["url"], timeout=TIMEOUT_SECONDS).content == content
    assert httpx.get(task["url"]).content == content
    (path,) = (fastlabel_sandbox.data / "media").iterdir()
    assert path.stem == urlsplit(str(task["url"])).path.split("/")[2]


def test_contents_of_any_name_are_kept_and_served(client: PlainClient) -> None:
    files = {name: png(index + 1, 2) for index, name in enumerate(NAMES)}
    box = {"type": "bbox", "value": "cat", "points": [0, 0, 1, 1], "content": ".."}
    task_id = client.create("multi-image", "m", "..", contents_of(files), annotations=[box])
    task = client.find("multi-image", task_id)
    assert [content["name"] for content in task["contents"]] == NAMES
    assert task["annotations"][0]["content"] == ".."
    for content in task["contents"]:
        answer = requests.get(content["url"], timeout=TIMEOUT_SECONDS)
        assert answer.content == files[content["name"]]


@pytest.mark.parametrize("project", ["../x", "日本", "a b", "'", "x" * 300])
def test_any_project_is_kept(client: PlainClient, project: str) -> None:
    client.create("image", project, "one", png())
    assert len(client.list("image", project)) == 1


@pytest.mark.parametrize(
    ("first", "second"), [("a", "A"), ("é", "e\u0301"), ("a", "a "), ("", "\0")]
)
def test_names_that_only_look_alike_are_different(
    client: PlainClient, first: str, second: str
) -> None:
    client.create("image", "cats", f"x{first}", png())
    client.create("image", "cats", f"x{second}", png())
    assert [task["name"] for task in client.list("image", "cats", taskName=f"x{first}")] == [
        f"x{first}"
    ]


def test_name_that_is_taken_is_a_conflict(client: PlainClient, fastlabel_sandbox: Sandbox) -> None:
    client.create("image", "cats", "one", png())
    with pytest.raises(PlainError) as caught:
        client.create("image", "cats", "one", png())
    assert caught.value.body == {
        "statusCode": 409,
        "error": "Conflict",
        "message": "name: 'one' is taken in project 'cats'",
    }
    assert len(list((fastlabel_sandbox.data / "media").iterdir())) == 1


def test_name_is_free_again_after_a_delete(client: PlainClient) -> None:
    first = client.create("image", "cats", "one", png())
    client.remove(first)
    assert client.create("image", "cats", "one", png()) != first


def test_of_creates_of_one_name_at_the_same_time_one_wins(
    client: PlainClient, fastlabel_sandbox: Sandbox
) -> None:
    content = png(200, 200)

    def create(_: int) -> int:
        try:
            client.create("image", "cats", "one", content)
        except PlainError as error:
            return error.code
        return 200

    with ThreadPoolExecutor(16) as pool:
        codes = sorted(pool.map(create, range(48)))
    assert codes == [200] + [409] * 47
    assert len(client.list("image", "cats")) == 1
    assert len(list((fastlabel_sandbox.data / "media").iterdir())) == 1


def test_creates_at_the_same_time_all_arrive(client: PlainClient) -> None:
    content = png()

    def create(number: int) -> str:
        return client.create("image", "cats", str(number), content)

    with ThreadPoolExecutor(16) as pool:
        ids = list(pool.map(create, range(100)))
    tasks = client.list("image", "cats", limit=1000)
    assert {task["id"] for task in tasks} == set(ids)
    assert len(ids) == 100


def test_kinds_that_race_for_a_project_leave_it_with_one(client: PlainClient) -> None:
    def create(number: int) -> str:
        kind = ("image", "image/classification")[number % 2]
        try:
            client.create(kind, "cats", str(number), png())
        except PlainError as error:
            return error.message
        return kind

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(create, range(16)))
    assert answers in (
        {"image", "project: 'cats' holds image tasks, not image classification tasks"},
        {
            "image/classification",
            "project: 'cats' holds image classification tasks, not image tasks",
        },
    )
