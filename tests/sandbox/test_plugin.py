from __future__ import annotations

import pytest

import fastlabel
from fastlabel.sandbox import Sandbox
from tests.sandbox.support.plain_client import PlainClient, contents_of
from tests.sandbox.support.small_media import png


@pytest.mark.parametrize("kind", ["image", "image/classification", "multi-image"])
def test_each_test_finds_the_sandbox_empty(fastlabel_sandbox: Sandbox, kind: str) -> None:
    client = PlainClient(fastlabel_sandbox.url, fastlabel_sandbox.token)
    assert client.list("video", "same") == []
    several = kind == "multi-image"
    client.create(kind, "same", "same", contents_of({"a.png": png()}) if several else png())


def test_client_is_one_of_the_sandbox(
    fastlabel_client: fastlabel.Client, fastlabel_sandbox: Sandbox
) -> None:
    client = PlainClient(fastlabel_sandbox.url, fastlabel_sandbox.token)
    task_id = client.create("image", "cats", "one", png())
    assert fastlabel_client.image.find(task_id).name == "one"


@pytest.fixture(scope="session")
def addresses() -> set[str]:
    return set()


@pytest.mark.parametrize("number", range(3))
def test_one_server_serves_the_session(
    fastlabel_sandbox: Sandbox, addresses: set[str], number: int
) -> None:
    addresses.add(fastlabel_sandbox.url)
    assert len(addresses) == 1, number
