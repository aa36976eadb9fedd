"""Recorded requests."""

from __future__ import annotations

import hashlib
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

import fastlabel
from fastlabel.errors import FastLabelException, FastLabelInvalidException, NotFoundError
from fastlabel.sandbox import Fault, Faults, Sandbox
from tests.sandbox.support.plain_client import PlainClient, PlainError, contents_of
from tests.sandbox.support.small_media import png
from tests.support.media_files import CAT, VIDEO
from tests.support.patience import HANG_SECONDS


def file_summary(content: bytes) -> dict[str, Any]:
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def test_requests_are_recorded_in_order(fastlabel_sandbox: Sandbox, client: PlainClient) -> None:
    content = png()
    task_id = client.create("image", "cats", "a.png", content, tags=["x"])
    client.list("image", "cats", tags=["x", "y"])
    client.update(task_id, status="approved")
    client.delete(f"tasks/{task_id}")
    create, page, update, delete = fastlabel_sandbox.requests
    assert (create.method, create.path, create.status) == ("POST", "/v1/tasks/image", 200)
    assert create.json == {
        "project": "cats", "name": "a.png", "file": file_summary(content), "tags": ["x"],
    }  # fmt: skip
    assert page.query == {"project": ["cats"], "tags": ["x", "y"]}
    assert (page.json, page.size) == (None, 0)
    assert update.json == {"status": "approved"}
    assert (delete.method, delete.path, delete.status) == ("DELETE", f"/v1/tasks/{task_id}", 204)


def test_media_are_recorded_by_size_and_hash(
    fastlabel_sandbox: Sandbox, fastlabel_client: fastlabel.Client
) -> None:
    picture = CAT.read_bytes()
    fastlabel_client.image.create(project="cats", file_path=CAT)
    fastlabel_client.video.create(project="films", file_path=VIDEO)
    fastlabel_client.multi_image.create(
        project="pairs", name="pair", files={"a.png": picture, "b.png": picture}
    )
    image, video, pair = fastlabel_sandbox.requests
    assert image.json["file"] == file_summary(picture)
    assert image.size > len(picture) * 4 / 3
    assert video.json["file"] == file_summary(VIDEO.read_bytes())
    assert [content["file"] for content in pair.json["contents"]] == [file_summary(picture)] * 2


def test_rejected_requests_are_recorded_too(
    fastlabel_sandbox: Sandbox, client: PlainClient
) -> None:
    with pytest.raises(PlainError):
        client.find("image", "nope")
    with pytest.raises(PlainError):
        client.post("tasks/image", {"project": "cats", "name": "a", "file": "no base64!"})
    requests.post(f"{fastlabel_sandbox.url}tasks/image", data=b"no JSON", timeout=HANG_SECONDS)
    find, create, no_token = fastlabel_sandbox.requests
    assert (find.status, find.json) == (404, None)
    assert (create.status, create.json["file"]) == (422, "no base64!")
    assert (no_token.status, no_token.json, no_token.size) == (401, None, 7)
    assert fastlabel_sandbox.token not in repr(fastlabel_sandbox.requests)


def test_long_file_that_is_no_base64_is_cut(
    fastlabel_sandbox: Sandbox, client: PlainClient
) -> None:
    with pytest.raises(PlainError):
        client.post("tasks/image", {"project": "cats", "name": "a", "file": "!" * 100_000})
    assert fastlabel_sandbox.requests[0].json["file"] == "!" * 200 + "…"


def test_representation_says_what_was_asked(
    fastlabel_sandbox: Sandbox, client: PlainClient
) -> None:
    client.list("image", "cats", status="approved")
    client.update(fastlabel_sandbox.seed([{"id": "x", "name": "a"}], project="cats")[0], tags=["t"])
    page, update = map(repr, fastlabel_sandbox.requests)
    assert page == "<GET /v1/tasks/image project=cats status=approved → 200>"
    assert update == "<PUT /v1/tasks/x → 200 {'tags': ['t']}>"
    assert repr(fastlabel_sandbox) == f"<Sandbox {fastlabel_sandbox.url}>"
    assert repr(Sandbox()) == "<Sandbox, not running>"


def test_requests_with_a_fault_or_beyond_the_limit_are_recorded() -> None:
    faults = Faults([Fault("reset-after-commit", first=1), Fault("reset-before-reading", every=3)])
    with Sandbox(faults=faults, rate_limit=(4, 600), max_recorded=10) as sandbox:
        client = PlainClient(sandbox.url, sandbox.token)
        with pytest.raises(requests.ConnectionError):
            client.update("x", tags=["a"])
        client.list("image", "cats")
        with pytest.raises(requests.ConnectionError):
            client.list("image", "cats")
        client.list("image", "cats")
        with pytest.raises(PlainError, match="429"):
            client.list("image", "cats")
        assert [request.status for request in sandbox.requests] == [None, 200, None, 200, 429]
        assert sandbox.requests[0].json == {"tags": ["a"]}


def test_upload_that_breaks_off() -> None:
    with Sandbox(max_recorded=10) as sandbox:
        host, _, port = sandbox.url.split("/")[2].partition(":")
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(
                b"POST /v1/tasks/image HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
                b"Authorization: Bearer " + sandbox.token.encode() + b"\r\n"
                b"Expect: 100-continue\r\n\r\n"
            )
            assert connection.recv(100).startswith(b"HTTP/1.1 100")
        PlainClient(sandbox.url, sandbox.token).list("image", "cats")
        first, _ = sandbox.requests
        assert (first.method, first.json) == ("POST", None)


def test_reset_forgets_them(fastlabel_sandbox: Sandbox, client: PlainClient) -> None:
    client.list("image", "cats")
    fastlabel_sandbox.reset()
    assert fastlabel_sandbox.requests == ()


def test_more_than_max_recorded_is_an_error() -> None:
    with Sandbox(max_recorded=2) as sandbox:
        client = PlainClient(sandbox.url, sandbox.token)
        for _ in range(2):
            client.list("image", "cats")
        assert len(sandbox.requests) == 2
        client.list("image", "cats")
        with pytest.raises(FastLabelException, match="1 came after the first 2"):
            _ = sandbox.requests
        sandbox.reset()
        assert not sandbox.requests


def test_none_are_recorded_by_default() -> None:
    with (
        Sandbox() as sandbox,
        pytest.raises(FastLabelException, match=r"Sandbox\(max_recorded=1000\)"),
    ):
        _ = sandbox.requests
    with pytest.raises(
        FastLabelInvalidException, match="max_recorded: expected a number of at least 0, got -1"
    ):
        Sandbox(max_recorded=-1)


def test_request_is_recorded_before_its_response_arrives(fastlabel_sandbox: Sandbox) -> None:
    def ask(number: int) -> bool:
        client = PlainClient(fastlabel_sandbox.url, fastlabel_sandbox.token)
        client.list("image", f"p{number}")
        found = [r for r in fastlabel_sandbox.requests if r.query["project"] == [f"p{number}"]]
        return [request.status for request in found] == [200]

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, range(80)))
    assert len(fastlabel_sandbox.requests) == 80


def test_stored_tasks_and_media_by_hand(fastlabel_sandbox: Sandbox, client: PlainClient) -> None:
    content = png()
    task_id = client.create("image", "cats", "a.png", content)
    pair = client.create(
        "multi-image", "pairs", "p", contents_of({"a.png": content, "b.png": content})
    )
    assert [task.id for task in fastlabel_sandbox.tasks("image", "cats")] == [task_id]
    assert fastlabel_sandbox.tasks("video", "films") == []
    assert fastlabel_sandbox.media(task_id) == content
    assert fastlabel_sandbox.media(pair, "b.png") == content
    assert len(fastlabel_sandbox.requests) == 2
    with pytest.raises(FastLabelInvalidException, match=r"content: is required.*a\.png, b\.png"):
        fastlabel_sandbox.media(pair)
    with pytest.raises(FastLabelInvalidException, match=r"'c\.png' is not a file of this task"):
        fastlabel_sandbox.media(pair, "c.png")
    with pytest.raises(NotFoundError, match="there is no task 'x'"):
        fastlabel_sandbox.media("x")
    with pytest.raises(FastLabelInvalidException, match="'cats' holds image tasks, not video"):
        fastlabel_sandbox.tasks("video", "cats")
    wrong: Any = "images"
    with pytest.raises(FastLabelInvalidException, match="kind: expected one of image, "):
        fastlabel_sandbox.tasks(wrong, "cats")


def test_stored_tasks_are_there_before_look_ups_know_them() -> None:
    faults = Faults([Fault("lookup-lag", seconds=600)])
    with Sandbox(faults=faults, rate_limit=(1, 600)) as sandbox:
        task_id = PlainClient(sandbox.url, sandbox.token).create("image", "cats", "a", png())
        assert [task.id for task in sandbox.tasks("image", "cats")] == [task_id]
