from __future__ import annotations

import pytest

from fastlabel.sandbox import Sandbox
from tests.sandbox.support.plain_client import PlainClient


@pytest.fixture
def client(fastlabel_sandbox: Sandbox) -> PlainClient:
    return PlainClient(fastlabel_sandbox.url, fastlabel_sandbox.token)
