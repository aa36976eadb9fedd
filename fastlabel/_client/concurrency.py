"""What differs between waiting and awaiting: each name here stands beside its async twin."""

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

__all__ = [
    "AnyIterable",
    "AsyncAnyIterable",
    "async_close_when_forgotten",
    "async_each",
    "async_for_each",
    "async_in_thread",
    "async_lock",
    "async_sleep",
    "async_stream",
    "close_when_forgotten",
    "each",
    "for_each",
    "in_thread",
    "lock",
    "sleep",
    "stream",
]

P = ParamSpec("P")
T = TypeVar("T")

AnyIterable: TypeAlias = Iterable[T]
AsyncAnyIterable: TypeAlias = Iterable[T] | AsyncIterable[T]

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


def lock() -> threading.Lock:
    """What one holds at a time."""
    return threading.Lock()


def async_lock() -> anyio.Lock:
    """What one holds at a time."""
    import anyio  # noqa: PLC0415  # as above

    return anyio.Lock()


def each(items: AnyIterable[T]) -> Iterator[T]:
    """The items, one by one."""
    return iter(items)


def async_each(items: AsyncAnyIterable[T]) -> AsyncIterator[T]:
    """The items, one by one, however they come."""
    return aiter(items) if isinstance(items, AsyncIterable) else _Asynchronous(iter(items))


def for_each(items: Iterable[T], work: Callable[[int, T], None], concurrency: int) -> None:
    """Do something with each item and its place, with several at once in threads.

    An item is taken, in the calling thread, when a thread is free for it. After the first error no
    more are taken; those under way come to their end, and the error is raised. So it is when the
    caller is interrupted; a second interruption leaves them to themselves.

    Args:
        items: What to work on.
        work: Called in threads, each in a copy of the caller's context.
        concurrency: How many at once, 1 or more.
    """
    crew = _Crew(work, concurrency)
    try:
        iterator = enumerate(items)
        while crew.hand_over(iterator):
            pass
    finally:
        crew.dismiss()
    crew.raise_error()


class _Crew(Generic[T]):
    """Threads that wait for items. They never keep the interpreter from ending."""

    def __init__(self, work: Callable[[int, T], None], size: int) -> None:
        self._work = work
        self._free = threading.Semaphore(size)
        self._items: SimpleQueue[tuple[int, T] | None] = SimpleQueue()
        self._errors: list[BaseException] = []
        self._threads = [self._start(number) for number in range(size)]

    def _start(self, number: int) -> threading.Thread:
        run = partial(copy_context().run, self._serve)
        thread = threading.Thread(target=run, name=f"fastlabel-{number}", daemon=True)
        thread.start()
        return thread

    def hand_over(self, items: Iterator[tuple[int, T]]) -> bool:
        """Take an item once a thread is free for it. False: there is none, or something failed."""
        self._free.acquire()
        if not self._errors:
            for item in items:
                self._items.put(item)
                return True
        return False

    def dismiss(self) -> None:
        """Wait for all to end."""
        for _ in self._threads:
            self._items.put(None)
        for thread in self._threads:
            # A wait without an end could not be interrupted on Windows.
            while thread.is_alive():
                thread.join(1)

    def raise_error(self) -> None:
        """Raise the first error."""
        if self._errors:
            raise self._errors[0]

    def _serve(self) -> None:
        while given := self._items.get():
            try:
                self._work(*given)
            except BaseException as error:  # noqa: BLE001  # raised in the caller's thread
                self._errors.append(error)
            finally:
                del given
                self._free.release()


async def async_for_each(
    items: AsyncAnyIterable[T], work: Callable[[int, T], Awaitable[None]], concurrency: int
) -> None:
    """Do something with each item and its place, with several at once.

    An item is taken when there is room for it. After the first error no more are taken; those under
    way come to their end, and the error is raised.

    Args:
        items: What to work on.
        work: Awaited.
        concurrency: How many at once, 1 or more.
    """
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


class _Asynchronous(AsyncIterator[T]):
    def __init__(self, iterator: Iterator[T]) -> None:
        self._iterator = iterator

    async def __anext__(self) -> T:
        for item in self._iterator:
            return item
        raise StopAsyncIteration
