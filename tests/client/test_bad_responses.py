"""Answers that are not what the API promises: each the right error of the tree."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Generator
from datetime import UTC, datetime, timedelta

import pytest
import respx

import fastlabel
from fastlabel.errors import (
    AuthenticationError,
    ConflictError,
    FastLabelException,
    FastLabelInvalidException,
    InvalidResponseError,
    NotFoundError,
    RateLimitError,
    ServerError,
)
from tests.support.media_files import CAT
from tests.support.recording_server import TASK, Answer, Recorder, recording

Call = Callable[[fastlabel.Client], object]
TOKEN = "canary-token-1234"


@pytest.fixture
def recorder() -> Generator[Recorder]:
    with recording() as recorder:
        yield recorder


@pytest.fixture
def client() -> Generator[fastlabel.Client]:
    """A client without a network: `respx_mock` gives the answers."""
    with fastlabel.Client(TOKEN) as client:
        yield client


def no_wait(*_: object) -> float:
    return 0.0


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fastlabel._client.retry.attempts.backoff", no_wait)


def create(client: fastlabel.Client) -> object:
    return client.image.create(project="p", file_path=CAT)


def get(client: fastlabel.Client) -> object:
    return client.image.get(project="p")


def find(client: fastlabel.Client) -> object:
    return client.image.find("1")


def find_dict(client: fastlabel.Client) -> object:
    return client.find_image_task("1")


def get_dicts(client: fastlabel.Client) -> object:
    return client.get_image_tasks("p")


def update(client: fastlabel.Client) -> object:
    return client.tasks.update("1", status="approved")


def delete(client: fastlabel.Client) -> None:
    client.tasks.delete("1")


@pytest.mark.parametrize("call", [find, get, update, find_dict, get_dicts])
@pytest.mark.parametrize(
    "body",
    [
        b"<html><h1>It works!</h1></html>",
        b"",
        b'{"id": "task-1", "na',
        b"[[]]",
        b"7",
        b"null",
        b"\xff\xfe\x00",
        b"[" * 100_000,
    ],
)
def test_200_with_something_else(
    call: Call, body: bytes, client: fastlabel.Client, respx_mock: respx.MockRouter
) -> None:
    respx_mock.route().respond(200, content=body)
    with pytest.raises(InvalidResponseError) as caught:
        call(client)
    assert caught.value.code == 200
    assert len(str(caught.value)) < 1000


def test_list_where_an_object_is_due(recorder: Recorder) -> None:
    recorder.answers = [Answer(200, b"[]"), Answer(200, TASK)]
    with fastlabel.Client(TOKEN, recorder.url) as client:
        with pytest.raises(InvalidResponseError, match="expected an object"):
            find(client)
        with pytest.raises(InvalidResponseError, match="expected a list"):
            get(client)


@pytest.mark.parametrize("call", [find, get, update, delete])
@pytest.mark.parametrize(
    ("status", "error"),
    [
        (301, InvalidResponseError),
        (307, InvalidResponseError),
        (400, FastLabelInvalidException),
        (401, AuthenticationError),
        (403, AuthenticationError),
        (404, NotFoundError),
        (409, ConflictError),
        (422, FastLabelInvalidException),
        (500, ServerError),
        (502, ServerError),
        (599, ServerError),
    ],
)
def test_status_to_error(
    call: Call,
    status: int,
    error: type[FastLabelException],
    client: fastlabel.Client,
    respx_mock: respx.MockRouter,
) -> None:
    body = {"statusCode": status, "error": "Oh", "message": "no cats today"}
    respx_mock.route().respond(status, json=body, headers={"Location": "http://127.0.0.1:9/"})
    with pytest.raises(error) as caught:
        call(client)
    assert type(caught.value) is error
    assert caught.value.code == status
    assert "no cats today" in caught.value.message


@pytest.mark.parametrize("status", [201, 202, 204])
def test_unexpected_success_is_an_invalid_response(
    status: int, client: fastlabel.Client, respx_mock: respx.MockRouter
) -> None:
    respx_mock.route().respond(status, content=b"" if status == 204 else b'"task-1"')
    with pytest.raises(InvalidResponseError, match=f"unexpected status {status}"):
        update(client)


@pytest.mark.parametrize("status", [200, 204])
def test_delete_takes_both_of_its_statuses(
    status: int, client: fastlabel.Client, respx_mock: respx.MockRouter
) -> None:
    respx_mock.route().respond(status)
    client.tasks.delete("1")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "no message"),
        (b"{}", "{}"),
        (b'{"statusCode": 400}', '{"statusCode": 400}'),
        (b"[]", "[]"),
        (b'["a"]', '["a"]'),
        (b'"text"', '"text"'),
        (b"<h1>Bad</h1>\x1b[2J", "<h1>Bad</h1> [2J"),
        (b'{"message": null}', '{"message": null}'),
        (b'{"message": {"a": 1}}', '{"message": {"a": 1}}'),
        (b'{"message": ["one", "two", 3]}', "one; two; 3"),
        (b'{"message": "x\\u001b]0;evil"}', "x ]0;evil"),
        (b"x" * 2000, "x" * 500 + "…"),
        (b"\xff", "\ufffd"),
    ],
)
def test_error_bodies_of_all_shapes(
    body: bytes, message: str, client: fastlabel.Client, respx_mock: respx.MockRouter
) -> None:
    respx_mock.route().respond(400, content=body)
    with pytest.raises(FastLabelInvalidException) as caught:
        find(client)
    assert caught.value.message == message


def test_token_is_in_no_error(client: fastlabel.Client, respx_mock: respx.MockRouter) -> None:
    respx_mock.route().respond(401, json={"message": f"bad token {TOKEN}"})
    with pytest.raises(AuthenticationError, match=r"bad token \*\*\*") as caught:
        find(client)
    assert TOKEN not in repr(client)
    assert TOKEN.encode() not in pickle.dumps(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("4000", 4000), ("100000", 100_000), ("Fri, 01 Jan 2100 00:00:00 GMT", None)],
)
def test_wait_longer_than_the_call_may_take(
    value: str, seconds: float | None, client: fastlabel.Client, respx_mock: respx.MockRouter
) -> None:
    route = respx_mock.route().respond(429, headers={"Retry-After": value})
    before = datetime.now(UTC)
    with pytest.raises(RateLimitError) as caught:
        find(client)
    assert route.call_count == 1
    assert caught.value.retry_at is not None
    if seconds is None:
        expected = datetime(2100, 1, 1, tzinfo=UTC)
    else:
        expected = before + timedelta(seconds=seconds)
    assert abs(caught.value.retry_at - expected) < timedelta(seconds=150)
    assert pickle.loads(pickle.dumps(caught.value)).retry_at == caught.value.retry_at


def test_redirects_are_not_followed(recorder: Recorder) -> None:
    with recording() as elsewhere:
        recorder.answers = [Answer(307, b"", {"Location": elsewhere.url})]
        with fastlabel.Client(TOKEN, recorder.url) as client, pytest.raises(InvalidResponseError):
            create(client)
        assert elsewhere.requests == []


def test_page_that_repeats_is_no_endless_loop(recorder: Recorder) -> None:
    with (
        fastlabel.Client(TOKEN, recorder.url) as client,
        pytest.raises(InvalidResponseError, match="repeats the one before"),
    ):
        list(client.image.iter(project="p"))
    assert len(recorder.requests) == 2


def test_find_by_name_takes_only_this_very_name(recorder: Recorder) -> None:
    with fastlabel.Client(TOKEN, recorder.url) as client:
        assert client.image.find_by_name(project="p", name="A.png") is None
        found = client.image.find_by_name(project="p", name="a.png")
    assert found is not None
    assert found.id == "task-1"
