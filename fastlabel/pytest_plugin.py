"""Fixtures for testing code that talks to FastLabel: a sandbox, and a client of it.

pytest finds them by itself where `fastlabel[sandbox]` is installed. Nothing is loaded, and no
server is started, until a test asks for one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import fastlabel
    from fastlabel.sandbox import Sandbox

__all__ = ["fastlabel_client", "fastlabel_sandbox"]


@pytest.fixture(scope="session")
def _fastlabel_sandbox_server() -> Iterator[Sandbox]:
    from fastlabel.sandbox import Sandbox  # noqa: PLC0415  # loaded by the tests that need it

    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def fastlabel_sandbox(_fastlabel_sandbox_server: Sandbox) -> Sandbox:
    """A running sandbox without projects.

    One server serves the whole session; it is emptied before each test that asks for it.
    """
    _fastlabel_sandbox_server.reset()
    return _fastlabel_sandbox_server


@pytest.fixture
def fastlabel_client(fastlabel_sandbox: Sandbox) -> Iterator[fastlabel.Client]:
    """A client of `fastlabel_sandbox`, closed after the test."""
    import fastlabel  # noqa: PLC0415  # loaded by the tests that need it

    with fastlabel.Client(
        access_token=fastlabel_sandbox.token, base_url=fastlabel_sandbox.url
    ) as client:
        yield client
