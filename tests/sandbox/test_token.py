from __future__ import annotations

import pytest
import requests

from fastlabel.errors import FastLabelInvalidException
from fastlabel.sandbox import Sandbox
from tests.sandbox.support.plain_client import TIMEOUT_SECONDS, PlainClient, PlainError
from tests.sandbox.support.small_media import png


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Bearer  {}",
        "Bearer {}x",
        "Basic {}",
        "{}",
        "Bearer \u00e9",
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "tasks/image?project=cats"),
        ("GET", "nope"),
        ("GET", ""),
        ("POST", "tasks/image"),
        ("PUT", "tasks/nope"),
        ("DELETE", "tasks/nope"),
        ("PATCH", "tasks/nope"),
    ],
)
def test_nothing_is_served_without_the_token(
    fastlabel_sandbox: Sandbox, method: str, path: str, authorization: str | None
) -> None:
    headers: dict[str, str | bytes] = {}
    if authorization is not None:
        headers["Authorization"] = authorization.format(fastlabel_sandbox.token).encode("latin-1")
    answer = requests.request(
        method, fastlabel_sandbox.url + path, headers=headers, timeout=TIMEOUT_SECONDS
    )
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json() == {
        "statusCode": 401,
        "error": "Unauthorized",
        "message": "the access token is missing or wrong",
    }


def test_prefix_alone_is_guarded_too(fastlabel_sandbox: Sandbox) -> None:
    answer = requests.get(fastlabel_sandbox.url.removesuffix("/"), timeout=TIMEOUT_SECONDS)
    assert answer.status_code == 401


def test_refusal_reaches_a_caller_who_uploads_much(fastlabel_sandbox: Sandbox) -> None:
    client = PlainClient(fastlabel_sandbox.url, "wrong")
    with pytest.raises(PlainError) as caught:
        client.create("image", "cats", "one", bytes(20_000_000))
    assert caught.value.code == 401


def test_token_of_ones_own_is_the_one(fastlabel_sandbox: Sandbox) -> None:
    with Sandbox(token="mine") as sandbox:
        assert sandbox.token == "mine"
        PlainClient(sandbox.url, "mine").create("image", "cats", "one", png())
        with pytest.raises(PlainError):
            PlainClient(sandbox.url, fastlabel_sandbox.token).list("image", "cats")


def test_tokens_are_random() -> None:
    with Sandbox() as one, Sandbox() as other:
        assert one.token != other.token
        assert len(one.token) >= 32


@pytest.mark.parametrize("token", ["", "two words", "caf\u00e9", "line\nbreak"])
def test_token_that_fits_no_header_is_refused(token: str) -> None:
    with pytest.raises(FastLabelInvalidException, match="token: expected visible ASCII"):
        Sandbox(token=token)
