from __future__ import annotations

import pytest

from fastlabel.sandbox import Sandbox
from tests.cli.support.service import Service


@pytest.fixture
def service(
    fastlabel_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Service:
    return Service(fastlabel_sandbox, monkeypatch, capsys)
