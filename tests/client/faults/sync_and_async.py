"""The ways to make a call: the sync client, and the async one under asyncio and trio."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias, TypedDict, TypeVar, Unpack

import anyio
import pytest

import fastlabel
from fastlabel import errors
from fastlabel.errors import FastLabelException
from tests.support.patience import HANG_SECONDS

__all__ = [
    "HALF_READ",
    "PNG",
    "AnyClient",
    "Call",
    "Options",
    "create",
    "delete",
    "every_way",
    "failing",
    "find",
    "list_all",
    "run",
    "update",
]

AnyClient: TypeAlias = fastlabel.Client | fastlabel.AsyncClient
Call: TypeAlias = Callable[[AnyClient], Any]
Error = TypeVar("Error", bound=FastLabelException)

PNG = b"\x89PNG\r\n\x1a\n"
# Under trio, httpx's generators complain when an answer is given up half-way.
HALF_READ = pytest.mark.filterwarnings("ignore:Async generator 'http:ResourceWarning")
every_way = pytest.mark.parametrize("way", ["sync", "asyncio", "trio"])


class Options(TypedDict, total=False):
    """Limits of a client."""

    timeout: float
    deadline: float
    confirm_after: float
    max_attempts: int
    ca_file: str


# Longer than a guard against hanging lets a test take, so that no call waits for them unnoticed.
_UNHURRIED: Options = {"timeout": HANG_SECONDS + 50, "deadline": HANG_SECONDS + 100}


def create(client: AnyClient) -> str | Awaitable[str]:
    return client.image.create(project="p", name="a.png", file=PNG)


def find(client: AnyClient) -> object:
    return client.image.find("id-1")


def update(client: AnyClient) -> object:
    return client.tasks.update("id-1", tags=[])


def delete(client: AnyClient) -> object:
    return client.tasks.delete("id-1")


def list_all(client: AnyClient) -> object:
    return client.image.get(project="p")


def run(way: str, url: str, call: Call, **options: Unpack[Options]) -> Any:
    """Make one call with a client of its own."""
    chosen: Options = {"confirm_after": 0.03, **_UNHURRIED, **options}
    if way == "sync":
        with fastlabel.Client("token-of-tests", url, **chosen) as client:
            return call(client)

    async def main() -> Any:
        async with fastlabel.AsyncClient("token-of-tests", url, **chosen) as client:
            return await call(client)

    return anyio.run(main, backend=way)


def failing(
    error: type[Error], way: str, url: str, call: Call, **options: Unpack[Options]
) -> Error:
    """Make one call that fails, with an error that tells of no other library."""
    with pytest.raises(error) as caught:
        run(way, url, call, **options)
    assert type(caught.value) is error
    assert type(caught.value).__name__ in errors.__all__
    assert caught.value.__cause__ is None
    # What httpx raises knows the request, and with it the token.
    assert _libraries(caught.value).isdisjoint({"httpx", "httpcore", "h11", "anyio", "trio"})
    assert "token-of-tests" not in str(caught.value)
    return caught.value


def _libraries(error: BaseException | None) -> set[str]:
    seen = set[str]()
    while error is not None:
        seen.add(type(error).__module__.partition(".")[0])
        error = error.__cause__ or error.__context__
    return seen
