"""Blocking operations and their async counterparts: the generated client uses one or the other."""

from __future__ import annotations

import os
import threading
import time
import weakref
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextvars import copy_context
from functools import partial
from itertools import count, islice
from queue import SimpleQueue
from typing import TYPE_CHECKING, Final, Generic, ParamSpec, TypeAlias, TypeVar

if TYPE_CHECKING:
    import anyio

P = ParamSpec("P")
T = TypeVar("T")

Action: TypeAlias = Callable[[], T]
AsyncAction: TypeAlias = Callable[[], Awaitable[T]]
AnyIterable: TypeAlias = Iterable[T]
AsyncAnyIterable: TypeAlias = Iterable[T] | AsyncIterable[T]

_INHERITED: Final[list[object]] = []


# Blocking counterparts of the functions below.
sleep = time.sleep
stream = iter
each = iter
lock = threading.Lock


async def async_sleep(seconds: float) -> None:
    """Wait without blocking the event loop, under asyncio or trio."""
    import anyio  # noqa: PLC0415  # takes time, and only async code needs it

    await anyio.sleep(seconds)


def in_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call."""
    return function(*args, **kwargs)


async def async_in_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call in a worker thread, because it waits for a disk or a network; not cancellable."""
    from anyio import CancelScope  # noqa: PLC0415  # as above
    from anyio.to_thread import run_sync  # noqa: PLC0415  # as above

    results: list[T] = []
    with CancelScope(shield=True):  # type checkers assume that it swallows errors
        results.append(await run_sync(partial(function, *args, **kwargs)))
    return results[0]


def async_stream(chunks: Iterable[T]) -> AsyncIterator[T]:
    """The chunks, one by one, each read in a worker thread, because they come from files."""
    return _ThreadedIterator(iter(chunks))


# Not a generator: an unfinished one warns when it is collected.
class _ThreadedIterator(AsyncIterator[T]):
    def __init__(self, iterator: Iterator[T]) -> None:
        self._iterator = iterator

    async def __anext__(self) -> T:
        from anyio.to_thread import run_sync  # noqa: PLC0415  # as above

        for chunk in await run_sync(list, islice(self._iterator, 1)):
            return chunk
        raise StopAsyncIteration


def close_when_forgotten(owner: object, close: Callable[[], None]) -> None:
    """Close when the owner is garbage-collected, so that a client needs no `with`."""
    weakref.finalize(owner, _close_in, os.getpid(), close)


def _close_in(process: int, close: Callable[[], None]) -> None:
    if os.getpid() == process:
        close()
    else:
        # After a fork, a thread that does not exist here may hold a lock of the pool.
        _INHERITED.append(close)


def async_close_when_forgotten(owner: object, close: Callable[[], Awaitable[None]]) -> None:
    """Do nothing: closing has to be awaited, and the event loop may end before its client."""


def async_lock() -> anyio.Lock:
    """A mutual exclusion lock."""
    import anyio  # noqa: PLC0415  # as above

    return anyio.Lock()


def async_each(items: AsyncAnyIterable[T]) -> AsyncIterator[T]:
    """The items, one by one, of a synchronous or asynchronous iterable."""
    return aiter(items) if isinstance(items, AsyncIterable) else _AsyncIterator(iter(items))


def for_each(items: Iterable[T], work: Callable[[int, T], None], concurrency: int) -> None:
    """Process items with their index in several threads."""
    pool = _ThreadPool(work, concurrency)
    try:
        iterator = enumerate(items)
        while pool.submit_next(iterator):
            pass
    finally:
        pool.join()
    pool.raise_error()


class _ThreadPool(Generic[T]):
    """Daemon threads that wait for items."""

    def __init__(self, work: Callable[[int, T], None], size: int) -> None:
        self._work = work
        self._free = threading.Semaphore(size)
        self._items: SimpleQueue[tuple[int, T] | None] = SimpleQueue()
        self._errors: list[BaseException] = []
        self._threads = [self._start(number) for number in range(size)]

    def _start(self, number: int) -> threading.Thread:
        run = partial(copy_context().run, self._run)
        thread = threading.Thread(target=run, name=f"fastlabel-{number}", daemon=True)
        thread.start()
        return thread

    def submit_next(self, items: Iterator[tuple[int, T]]) -> bool:
        """Take an item once a thread is free. False: there is none, or a thread failed."""
        self._free.acquire()
        if not self._errors:
            for item in items:
                self._items.put(item)
                return True
        return False

    def join(self) -> None:
        """Wait for all threads to end."""
        for _ in self._threads:
            self._items.put(None)
        for thread in self._threads:
            # A wait without a timeout could not be interrupted on Windows.
            while thread.is_alive():
                thread.join(1)

    def raise_error(self) -> None:
        """Raise the first error."""
        if self._errors:
            raise self._errors[0]

    def _run(self) -> None:
        while entry := self._items.get():
            try:
                self._work(*entry)
            except BaseException as error:  # noqa: BLE001  # raised in the caller's thread
                self._errors.append(error)
            finally:
                del entry
                self._free.release()


async def async_for_each(
    items: AsyncAnyIterable[T], work: Callable[[int, T], Awaitable[None]], concurrency: int
) -> None:
    """Process items with their index, several at once."""
    import anyio  # noqa: PLC0415  # as above

    room, errors = anyio.Semaphore(concurrency), list[Exception]()

    async def run(index: int, item: T) -> None:
        try:
            await work(index, item)
        except Exception as error:  # noqa: BLE001  # raised below
            errors.append(error)
        finally:
            room.release()

    async with anyio.create_task_group() as group:
        try:
            iterator = async_each(items)
            for index in count():
                await room.acquire()
                if errors:
                    break
                group.start_soon(run, index, await anext(iterator))
        except StopAsyncIteration:
            pass
        except Exception as error:  # noqa: BLE001  # of the items; raised below
            errors.append(error)
    if errors:
        raise errors[0]


class _AsyncIterator(AsyncIterator[T]):
    def __init__(self, iterator: Iterator[T]) -> None:
        self._iterator = iterator

    async def __anext__(self) -> T:
        for item in self._iterator:
            return item
        raise StopAsyncIteration
