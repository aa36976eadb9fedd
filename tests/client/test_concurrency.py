"""Doing things with several at once: order of taking, errors, interruptions."""

from __future__ import annotations

import _thread
import threading
from collections.abc import Iterator
from contextvars import ContextVar

import anyio
import pytest

from fastlabel._client.concurrency import async_for_each, for_each
from tests.support.patience import HANG_SECONDS

WHO: ContextVar[str] = ContextVar("WHO", default="nobody")


def test_each_item_comes_once_with_its_place() -> None:
    seen: list[tuple[int, str]] = []
    for_each("abcdefg", lambda index, item: seen.append((index, item)), 3)
    assert sorted(seen) == list(enumerate("abcdefg"))


def test_so_many_at_once_and_no_more() -> None:
    together = threading.Barrier(4, timeout=HANG_SECONDS)
    at_once: list[int] = []
    running: set[int] = set()

    def work(index: int, _: int) -> None:
        running.add(index)
        together.wait()
        at_once.append(len(running))
        together.wait()
        running.discard(index)
        together.wait()

    for_each(range(8), work, 4)
    assert max(at_once) == 4


def test_work_is_done_in_the_callers_context() -> None:
    seen: list[str] = []
    mark = WHO.set("caller")
    for_each(range(3), lambda index, item: seen.append(WHO.get()), 2)
    WHO.reset(mark)
    assert seen == ["caller"] * 3


def test_first_error_lets_the_others_end() -> None:
    began, goes_on, ended = threading.Event(), threading.Event(), list[int]()

    def work(index: int, _: int) -> None:
        if index == 0:
            began.set()
            goes_on.wait(HANG_SECONDS)
            ended.append(index)
        else:
            began.wait(HANG_SECONDS)
            threading.Timer(0.05, goes_on.set).start()
            raise RuntimeError(f"item {index}")

    taken = iter(range(100))
    with pytest.raises(RuntimeError, match="item 1"):
        for_each(taken, work, 2)
    assert ended == [0]
    assert len(list(taken)) >= 97


def test_interruption_lets_those_under_way_end() -> None:
    ended: list[int] = []
    began = threading.Event()

    def items() -> Iterator[int]:
        yield 0
        began.wait(HANG_SECONDS)
        _thread.interrupt_main()
        yield 1

    def work(_: int, item: int) -> None:
        began.set()
        ended.append(item)

    with pytest.raises(KeyboardInterrupt):
        for_each(items(), work, 2)
    assert ended[0] == 0


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_async_each_item_comes_once_with_its_place(backend: str) -> None:
    async def run() -> list[tuple[int, str]]:
        seen: list[tuple[int, str]] = []
        running = 0

        async def work(index: int, item: str) -> None:
            nonlocal running
            running += 1
            assert running <= 3
            await anyio.lowlevel.checkpoint()
            seen.append((index, item))
            running -= 1

        await async_for_each("abcdefg", work, 3)
        return seen

    assert sorted(anyio.run(run, backend=backend)) == list(enumerate("abcdefg"))


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_async_first_error_lets_the_others_end(backend: str) -> None:
    ended: list[int] = []

    async def run() -> None:
        failed = anyio.Event()

        async def work(index: int, _: int) -> None:
            if index == 0:
                await failed.wait()
                await anyio.lowlevel.checkpoint()
                ended.append(index)
            else:
                failed.set()
                raise RuntimeError(f"item {index}")

        await async_for_each(range(100), work, 2)

    with pytest.raises(RuntimeError, match="item 1"):
        anyio.run(run, backend=backend)
    assert ended == [0]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_async_cancellation_passes(backend: str) -> None:
    async def run() -> bool:
        async def work(*_: int) -> None:
            await anyio.sleep_forever()

        with anyio.move_on_after(0.05) as scope:
            await async_for_each(range(100), work, 2)
        return scope.cancelled_caught

    assert anyio.run(run, backend=backend)
