"""Fixtures for testing code that talks to FastLabel: a sandbox, and clients of it.

pytest finds them where the extra `sandbox` is installed. Nothing is loaded, and no server is
started, until a test requests one of them. `docs/testing.md` shows examples.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    import fastlabel
    from fastlabel.sandbox import Faults, Sandbox

__all__ = [
    "MakeSandbox",
    "fastlabel_async_client",
    "fastlabel_client",
    "fastlabel_env",
    "fastlabel_make_sandbox",
    "fastlabel_sandbox",
]

_MARKER = (
    "fastlabel(seed=..., faults=..., rate_limit=..., unique_names=..., max_recorded=...): "
    "contents and behavior of the test's fastlabel_sandbox; "
    "seed is a file, a fastlabel.sandbox.Seed or a list of these, the others are as for Sandbox."
)
# Little memory beside what the sandbox itself needs, and more than a test inspects.
_MAX_RECORDED = 10_000


class MakeSandbox(Protocol):
    """The type of `fastlabel_make_sandbox`."""

    def __call__(
        self,
        *,
        faults: Faults | str | None = None,
        rate_limit: tuple[int, float] | None = None,
        unique_names: bool = True,
        max_recorded: int = _MAX_RECORDED,
    ) -> Sandbox:
        """Start a sandbox.

        Args:
            faults: What goes wrong; text is read by `Faults.from_spec`.
            rate_limit: As for `Sandbox`.
            unique_names: As for `Sandbox`.
            max_recorded: As for `Sandbox`.

        Raises:
            FastLabelInvalidException: As for `Sandbox`.
        """
        ...


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line("markers", _MARKER)


@pytest.fixture(scope="session")
def _fastlabel_sandbox_server() -> Iterator[Sandbox]:
    from fastlabel.sandbox import Sandbox  # noqa: PLC0415  # only where a test needs it

    with Sandbox(max_recorded=_MAX_RECORDED) as sandbox:
        yield sandbox


@pytest.fixture
def fastlabel_sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A running sandbox without projects, or with the seeds of `@pytest.mark.fastlabel(seed=...)`.

    One server runs for the whole session; it is emptied before each test that requests it. A test
    whose marker changes how the server behaves gets one of its own.
    """
    from fastlabel.sandbox.pytest_marker import read_marker  # noqa: PLC0415  # as above

    marker = read_marker(request.node)
    with ExitStack() as opened:
        if marker.needs_own_sandbox:
            sandbox = opened.enter_context(marker.sandbox(_MAX_RECORDED))
        else:
            sandbox = request.getfixturevalue("_fastlabel_sandbox_server")
            sandbox.reset()
        marker.load_seeds(sandbox, request)
        yield sandbox


@pytest.fixture
def fastlabel_make_sandbox() -> Iterator[MakeSandbox]:
    """Starts as many sandboxes as a test needs; they are stopped after it.

    `fastlabel_make_sandbox(faults="status-503=first:1", rate_limit=(10, 1), unique_names=False)`
    """
    from fastlabel.sandbox import Sandbox  # noqa: PLC0415  # only where a test needs it
    from fastlabel.sandbox.pytest_marker import parse_faults  # noqa: PLC0415  # as above

    with ExitStack() as opened:

        def make(
            *,
            faults: Faults | str | None = None,
            rate_limit: tuple[int, float] | None = None,
            unique_names: bool = True,
            max_recorded: int = _MAX_RECORDED,
        ) -> Sandbox:
            return opened.enter_context(
                Sandbox(
                    faults=parse_faults(faults),
                    rate_limit=rate_limit,
                    unique_names=unique_names,
                    max_recorded=max_recorded,
                )
            )

        yield make


@pytest.fixture
def fastlabel_client(fastlabel_sandbox: Sandbox) -> Iterator[fastlabel.Client]:
    """A client of `fastlabel_sandbox`, closed after the test."""
    import fastlabel  # noqa: PLC0415  # only where a test needs it

    with fastlabel.Client(
        access_token=fastlabel_sandbox.token, base_url=fastlabel_sandbox.url
    ) as client:
        yield client


@pytest.fixture
def fastlabel_async_client(fastlabel_sandbox: Sandbox) -> fastlabel.AsyncClient:
    """An async client of `fastlabel_sandbox`; use it as `async with fastlabel_async_client:`.

    It belongs to no event loop until then, so that it works with anyio, pytest-asyncio, trio and
    `asyncio.run`; the `async with` closes it in the loop in which it was used.
    """
    import fastlabel  # noqa: PLC0415  # only where a test needs it

    return fastlabel.AsyncClient(
        access_token=fastlabel_sandbox.token, base_url=fastlabel_sandbox.url
    )


@pytest.fixture
def fastlabel_env(fastlabel_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Points the environment to `fastlabel_sandbox`, for code that calls `fastlabel.Client()`.

    Child processes inherit it. The value has the two variables, FASTLABEL_ACCESS_TOKEN and
    FASTLABEL_API_URL, for children with an environment of their own.
    """
    environment = {
        "FASTLABEL_ACCESS_TOKEN": fastlabel_sandbox.token,
        "FASTLABEL_API_URL": fastlabel_sandbox.url,
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return environment
