from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
import requests

from fastlabel.sandbox import Sandbox
from tests.sandbox.support.plain_client import TIMEOUT_SECONDS, PlainClient, contents_of
from tests.sandbox.support.small_media import jpeg, mp4, png

CONTENT = png(30, 20)


@pytest.fixture
def url(client: PlainClient) -> str:
    task = client.find("image", client.create("image", "cats", "a cat.png", CONTENT))
    return str(task["url"])


def _get(url: str, **headers: str) -> requests.Response:
    return requests.get(url, headers=headers, timeout=TIMEOUT_SECONDS)


def test_address_needs_no_token_and_cannot_be_guessed(url: str) -> None:
    assert re.fullmatch(r"/media/[0-9a-f]{32}/a%20cat\.png", urlsplit(url).path)
    assert _get(url).content == CONTENT


@pytest.mark.parametrize(
    ("kind", "content", "content_type"),
    [("image", png(), "image/png"), ("image", jpeg(), "image/jpeg"), ("video", mp4(), "video/mp4")],
)
def test_content_type_is_that_of_the_content(
    client: PlainClient, kind: str, content: bytes, content_type: str
) -> None:
    task = client.find(kind, client.create(kind, "p", "page.html", content))
    headers = _get(task["url"]).headers
    assert headers["Content-Type"] == content_type
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Length"] == str(len(content))


def test_head_tells_the_size_alone(url: str) -> None:
    answer = requests.head(url, timeout=TIMEOUT_SECONDS)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Length"] == str(len(CONTENT))
    assert answer.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("bytes=0-9", slice(0, 10)),
        ("bytes=10-", slice(10, None)),
        ("bytes=-10", slice(-10, None)),
        ("bytes=5-5", slice(5, 6)),
        ("bytes=5-999999999", slice(5, None)),
        ("bytes=-999999999", slice(None)),
    ],
)
def test_range_gives_its_part(url: str, text: str, part: slice) -> None:
    answer = _get(url, Range=text)
    assert (answer.status_code, answer.content) == (206, CONTENT[part])
    first = range(len(CONTENT))[part][0]
    last = range(len(CONTENT))[part][-1]
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{len(CONTENT)}"


def test_several_ranges_come_as_parts(url: str) -> None:
    answer = _get(url, Range="bytes=0-3, 10-13")
    assert answer.status_code == 206
    assert answer.headers["Content-Type"].startswith("multipart/byteranges")
    assert CONTENT[0:4] in answer.content
    assert CONTENT[10:14] in answer.content


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("bytes=99999999-", 416, f"Range: the file has {len(CONTENT)} bytes"),
        ("bytes=0-1,99999999-", 416, f"Range: the file has {len(CONTENT)} bytes"),
        ("bytes=-0", 416, f"Range: the file has {len(CONTENT)} bytes"),
        ("bytes=9-5", 400, "Range: 'bytes=9-5' ends before it begins"),
        ("bytes=a-b", 400, "Range: expected a range of bytes, got 'bytes=a-b'"),
        ("bytes=", 400, "expected a range of bytes"),
        ("lines=1-2", 400, "expected a range of bytes"),
    ],
)
def test_range_that_cannot_be_given_is_an_error_of_the_usual_form(
    url: str, text: str, code: int, message: str
) -> None:
    answer = _get(url, Range=text)
    assert (answer.status_code, answer.json()["statusCode"]) == (code, code)
    assert message in answer.json()["message"]
    if code == 416:
        assert answer.headers["Content-Range"] == f"bytes */{len(CONTENT)}"


def test_media_go_with_their_task(client: PlainClient, fastlabel_sandbox: Sandbox) -> None:
    media = contents_of({"a.png": png(), "b.jpg": jpeg()})
    task_id = client.create("multi-image", "m", "one", media)
    urls = [content["url"] for content in client.find("multi-image", task_id)["contents"]]
    client.remove(task_id)
    assert [_get(url).status_code for url in urls] == [404, 404]
    assert list((fastlabel_sandbox.data / "media").iterdir()) == []


def test_task_can_be_deleted_though_its_file_is_gone(
    client: PlainClient, fastlabel_sandbox: Sandbox
) -> None:
    task_id = client.create("image", "cats", "one", png())
    for path in (fastlabel_sandbox.data / "media").iterdir():
        path.unlink()
    assert _get(client.find("image", task_id)["url"]).status_code == 404
    client.remove(task_id)
    assert client.list("image", "cats") == []


@pytest.mark.parametrize("key", ["..", "..%2f..%2fsandbox.sqlite3", "sandbox.sqlite3", "0" * 32])
def test_nothing_but_media_is_served(fastlabel_sandbox: Sandbox, key: str) -> None:
    root = fastlabel_sandbox.url.removesuffix("v1/")
    assert httpx.get(f"{root}media/{key}/x").status_code == 404


def test_addresses_have_the_host_that_was_asked(
    client: PlainClient, fastlabel_sandbox: Sandbox
) -> None:
    client.create("image", "cats", "one", png())
    local = fastlabel_sandbox.url.replace("127.0.0.1", "localhost")
    (task,) = PlainClient(local, fastlabel_sandbox.token).list("image", "cats")
    assert task["url"].startswith(local.removesuffix("v1/"))


def test_media_folder_holds_finished_files_only(
    client: PlainClient, fastlabel_sandbox: Sandbox
) -> None:
    client.create("image", "cats", "one", png())
    names = [Path(path).name for path in (fastlabel_sandbox.data / "media").iterdir()]
    assert [bool(re.fullmatch(r"[0-9a-f]{32}\.png", name)) for name in names] == [True]
