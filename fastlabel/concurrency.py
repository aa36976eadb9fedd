"""What differs between waiting and awaiting: each name here stands beside its async twin."""

from __future__ import annotations

import os
import time
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Final, ParamSpec, TypeVar

__all__ = [
    "async_close_when_forgotten",
    "async_in_thread",
    "async_sleep",
    "async_stream",
    "close_when_forgotten",
    "in_thread",
    "sleep",
    "stream",
]

P = ParamSpec("P")
T = TypeVar("T")

_INHERITED: Final[list[object]] = []


def sleep(seconds: float) -> None:
    """Wait."""
    time.sleep(seconds)


async def async_sleep(seconds: float) -> None:
    """Let others run meanwhile, under asyncio or trio."""
    import anyio  # noqa: PLC0415  # costs time, and only async code needs it

    await anyio.sleep(seconds)


def in_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call."""
    return function(*args, **kwargs)


async def async_in_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call in a worker thread, because the call waits for a disk or a network; to its end."""
    from anyio import CancelScope  # noqa: PLC0415  # as above
    from anyio.to_thread import run_sync  # noqa: PLC0415  # as above

    results: list[T] = []
    with CancelScope(shield=True):  # type checkers take it for one that swallows errors
        results.append(await run_sync(partial(function, *args, **kwargs)))
    return results[0]


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
    weakref.finalize(owner, _close_in, os.getpid(), close)


def _close_in(process: int, close: Callable[[], None]) -> None:
    if os.getpid() == process:
        close()
    else:
        # In a fork a lock of the pool may be held by a thread that is not there.
        _INHERITED.append(close)


def async_close_when_forgotten(owner: object, close: Callable[[], Awaitable[None]]) -> None:
    """Nothing: closing has to be awaited, and the loop may be gone before its client."""
