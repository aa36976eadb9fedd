"""What differs between waiting and awaiting: each name here stands beside its async twin."""

from __future__ import annotations

import time
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

__all__ = [
    "async_close_when_forgotten",
    "async_sleep",
    "async_stream",
    "close_when_forgotten",
    "sleep",
    "stream",
]

T = TypeVar("T")


def sleep(seconds: float) -> None:
    """Wait."""
    time.sleep(seconds)


async def async_sleep(seconds: float) -> None:
    """Let others run meanwhile, under asyncio or trio."""
    import anyio  # noqa: PLC0415  # costs time, and only async code needs it

    await anyio.sleep(seconds)


def stream(chunks: Iterable[T]) -> Iterator[T]:
    """The chunks, one by one."""
    return iter(chunks)


def async_stream(chunks: Iterable[T]) -> AsyncIterator[T]:
    """The chunks, one by one, each made in a worker thread, because making them reads files."""
    return _ThreadedIterator(iter(chunks))


# Not a generator: one that is left half-way complains when it is collected.
class _ThreadedIterator(AsyncIterator[T]):
    def __init__(self, iterator: Iterator[T]) -> None:
        self._iterator = iterator

    async def __anext__(self) -> T:
        from anyio.to_thread import run_sync  # noqa: PLC0415  # as above

        for chunk in await run_sync(list, islice(self._iterator, 1)):
            return chunk
        raise StopAsyncIteration


def close_when_forgotten(owner: object, close: Callable[[], None]) -> None:
    """Close once nobody holds the owner any more, so that a client needs no `with`."""
    weakref.finalize(owner, close)


def async_close_when_forgotten(owner: object, close: Callable[[], Awaitable[None]]) -> None:
    """Nothing: closing has to be awaited, and the loop may be gone before its client."""
