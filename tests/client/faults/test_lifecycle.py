"""Forks, spawned processes, signals, and clients that are closed under way."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import pytest

import fastlabel
from fastlabel.errors import FastLabelException
from tests.client.faults.faulty_service import Exchange, Row, Service
from tests.client.faults.sync_and_async import PNG, create, every_way, find, run
from tests.support.patience import HANG_SECONDS, hang_guard

ROOT = Path(__file__).resolve().parents[3]
START = """
import os, sys, threading
import fastlabel
URL = sys.argv[1]
PNG = b"\\x89PNG\\r\\n\\x1a\\n"
def check(client, first):
    for number in range(first, first + 30):
        assert client.image.find(f"r-{number}").name == f"{number}.png"
        client.image.create(project="p", name=f"new-{number}.png", file=PNG)
def ended(child):
    status = os.waitpid(child, 0)[1]
    assert os.waitstatus_to_exitcode(status) == 0, status
"""


def script(body: str, service: Service) -> None:
    """Run it in a process of its own, on 100 tasks."""
    service.rows += [Row(f"r-{number}", f"{number}.png", "") for number in range(100)]
    arguments = [sys.executable, "-W", "error", "-c", START + body, service.url]
    with subprocess.Popen(
        arguments,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            output, _ = process.communicate(timeout=HANG_SECONDS)
        except subprocess.TimeoutExpired:
            # With the children that hang.
            os.killpg(process.pid, signal.SIGKILL)
            raise
    assert (process.returncode, output) == (0, "")


def created(service: Service) -> list[str]:
    return sorted(row.name for row in service.rows if row.name.startswith("new-"))


def new(numbers: range) -> list[str]:
    return sorted(f"new-{number}.png" for number in numbers)


@pytest.mark.parametrize("leave", ["os._exit(0)", "sys.exit(0)", "client.close(); sys.exit(0)"])
def test_fork_with_a_warm_pool(leave: str, service: Service) -> None:
    """Parent and child send at the same time, each on connections of its own."""
    script(
        f"""
client = fastlabel.Client("t", URL)
client.image.find("r-0")
child = os.fork()
if child == 0:
    check(client, 0)
    {leave}
check(client, 50)
ended(child)
check(client, 20)
client.close()
""",
        service,
    )
    assert created(service) == sorted(new(range(30)) + new(range(50, 80)) + new(range(20, 50)))


def test_fork_with_a_warm_pool_whose_client_is_forgotten(service: Service) -> None:
    """The child lets go of it, and the parent's connections stay whole."""
    script(
        """
client = fastlabel.Client("t", URL)
client.image.find("r-0")
child = os.fork()
if child == 0:
    client = None
    sys.exit(0)
ended(child)
check(client, 0)
""",
        service,
    )
    assert created(service) == new(range(30))
    assert service.connections == 1


def test_fork_while_another_thread_is_mid_call(service: Service) -> None:
    """What that thread held is held for ever in the child, which must not need it."""

    def hold_until_the_child_is_done(exchange: Exchange) -> None:
        if exchange.target.endswith("r-99"):
            service.wait_for(lambda: len(created(service)) >= 30)
        exchange.answer()

    service.on("GET", None, hold_until_the_child_is_done, hold_until_the_child_is_done)
    script(
        """
client = fastlabel.Client("t", URL)
client.image.find("r-0")
names = []
thread = threading.Thread(target=lambda: names.append(client.image.find("r-99").name))
thread.start()
client.image.find("r-1")
child = os.fork()
if child == 0:
    check(client, 0)
    sys.exit(0)
ended(child)
thread.join()
assert names == ["99.png"]
check(client, 30)
""",
        service,
    )
    assert created(service) == new(range(60))


def test_fork_while_other_threads_make_calls(service: Service) -> None:
    """Five forks, at whatever moment after the first read.

    While pydantic builds a model, at its first use, it holds a lock of its own.
    """
    script(
        """
client = fastlabel.Client("t", URL, timeout=200)
client.image.find("r-0")
goes_on = True
def work(number):
    while goes_on:
        assert client.image.find(f"r-{number}").name == f"{number}.png"
threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
for thread in threads:
    thread.start()
for number in range(5):
    child = os.fork()
    if child == 0:
        assert client.image.find(f"r-{number}").name == f"{number}.png"
        sys.exit(0)
    ended(child)
goes_on = False
for thread in threads:
    thread.join()
client.close()
""",
        service,
    )


def test_fork_while_the_locks_of_the_pool_are_held(service: Service) -> None:
    """The worst moment: a child that waited for them would never end."""
    script(
        """
import gc
import httpcore
client = fastlabel.Client("t", URL)
client.image.find("r-0")
pools = [found for found in gc.get_objects() if isinstance(found, httpcore.ConnectionPool)]
held = [pool._optional_thread_lock._lock for pool in pools]
for lock in held:
    lock.acquire()
child = os.fork()
if child == 0:
    check(client, 0)
    client.close()
    sys.exit(0)
for lock in held:
    lock.release()
ended(child)
check(client, 30)
""",
        service,
    )
    assert created(service) == new(range(60))


def test_two_spawned_processes(service: Service, tmp_path: Path) -> None:
    program = tmp_path / "spawned.py"
    program.write_text(
        START.replace("URL = sys.argv[1]", "")
        + """
import multiprocessing
def work(url, first):
    with fastlabel.Client("t", url) as client:
        check(client, first)
if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=work, args=(sys.argv[1], n)) for n in (0, 30)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    sys.exit(sum(abs(process.exitcode) for process in processes))
"""
    )
    service.rows += [Row(f"r-{number}", f"{number}.png", "") for number in range(100)]
    subprocess.run(
        [sys.executable, program, service.url], cwd=ROOT, timeout=HANG_SECONDS, check=True
    )
    assert created(service) == new(range(60))


# Signals.


@pytest.fixture
def interrupt() -> Callable[[], None]:
    """What Ctrl-C does to the thread that runs this test."""
    thread = threading.get_ident()
    return lambda: signal.pthread_kill(thread, signal.SIGINT)


MAIN_THREAD = pytest.mark.skipif(
    threading.current_thread() is not threading.main_thread(), reason="signals go to the main one"
)


@MAIN_THREAD
@every_way
@pytest.mark.parametrize("committed", [True, False])
def test_interrupt_during_a_create(
    way: str, committed: bool, service: Service, interrupt: Callable[[], None]
) -> None:
    def interrupt_and_hold(exchange: Exchange) -> None:
        if committed:
            exchange.carry_out()
        interrupt()
        exchange.hold()

    service.on("POST", interrupt_and_hold)
    with hang_guard(), pytest.raises(KeyboardInterrupt):
        run(way, service.url, create)
    assert len(service.rows) == committed
    assert len(service.exchanges) == 1


@MAIN_THREAD
def test_interrupt_during_an_upload(
    service: Service, interrupt: Callable[[], None], tmp_path: Path
) -> None:
    def interrupt_and_hold(exchange: Exchange) -> None:
        exchange.read(1000)
        interrupt()
        exchange.service.wait_for(lambda: exchange.service.count("GET") == 1)
        exchange.hold()

    large = tmp_path / "large.png"
    with large.open("wb") as file:
        file.truncate(16 * 2**20)
    service.on("POST", interrupt_and_hold)
    with fastlabel.Client("t", service.url) as client:
        with pytest.raises(KeyboardInterrupt):
            client.image.create(project="p", file_path=large)
        assert client.image.get(project="p") == []
    assert service.rows == []


@MAIN_THREAD
def test_client_is_usable_after_an_interrupt(
    service: Service, interrupt: Callable[[], None]
) -> None:
    def interrupt_and_hold(exchange: Exchange) -> None:
        interrupt()
        exchange.hold()

    service.on("POST", *[interrupt_and_hold] * 3)
    with fastlabel.Client("t", service.url) as client:
        for _ in range(3):
            with pytest.raises(KeyboardInterrupt):
                client.image.create(project="p", name="a.png", file=PNG)
            assert client.image.find_by_name(project="p", name="a.png") is None
        assert client.image.create(project="p", name="a.png", file=PNG) == "id-1"
    assert [row.name for row in service.rows] == ["a.png"]


@MAIN_THREAD
@every_way
def test_interrupt_between_two_look_ups(
    way: str, service: Service, interrupt: Callable[[], None]
) -> None:
    def lose(exchange: Exchange) -> None:
        exchange.read()
        exchange.reset()

    def answer_and_interrupt(exchange: Exchange) -> None:
        exchange.answer()
        interrupt()

    service.on("POST", lose)
    service.on("GET", answer_and_interrupt)
    with hang_guard(), pytest.raises(KeyboardInterrupt):
        run(way, service.url, create, confirm_after=3)
    assert service.count("POST") == 1


# Cancelled, closed and forgotten.


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_create_that_is_cancelled(backend: str, service: Service) -> None:
    """The client works on, and nothing is sent after it."""

    async def main() -> None:
        async with fastlabel.AsyncClient("t", service.url) as client:
            async with anyio.create_task_group() as group:
                group.start_soon(partial(client.image.create, project="p", name="a.png", file=PNG))
                while not service.exchanges:
                    await anyio.sleep(0.001)
                group.cancel_scope.cancel()
            assert await client.image.get(project="p") == []

    service.on("POST", lambda exchange: exchange.hold())
    anyio.run(main, backend=backend)
    assert [exchange.method for exchange in service.exchanges] == ["POST", "GET"]


def test_close_while_other_threads_make_calls(service: Service) -> None:
    """Each ends with an error of the package, or well."""
    service.rows.append(Row("id-1", "a.png", ""))
    client = fastlabel.Client("t", service.url, confirm_after=0.01)

    def work(_: int) -> Exception | None:
        try:
            for _ in range(1000):
                find(client)
        except Exception as error:  # noqa: BLE001  # whichever it is
            return error
        return None

    with ThreadPoolExecutor(8) as pool:
        ends = [pool.submit(work, number) for number in range(8)]
        service.wait_for(lambda: len(service.exchanges) > 30)
        client.close()
        errors = [end.result() for end in ends]
    assert {type(error) for error in errors} == {FastLabelException}
    assert {str(error) for error in errors} == {"the client is closed"}


def test_close_while_a_create_is_under_way(service: Service) -> None:
    """It is not said that it was not created."""
    committed = threading.Event()

    def commit_and_wait(exchange: Exchange) -> None:
        answer = exchange.carry_out()
        committed.set()
        service.wait_for(closed.is_set)
        exchange.answer(answer)

    closed = threading.Event()
    service.on("POST", commit_and_wait)
    client = fastlabel.Client("t", service.url, confirm_after=0.01)
    with ThreadPoolExecutor(1) as pool, hang_guard():
        end = pool.submit(client.image.create, project="p", name="a.png", file=PNG)
        assert committed.wait(HANG_SECONDS)
        client.close()
        with service.changed:
            closed.set()
            service.changed.notify_all()
        error = end.exception()
    assert error is None or isinstance(error, fastlabel.AmbiguousWriteError)


@pytest.fixture
def eager_threads() -> Generator[None]:
    """They take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("eager_threads")
def test_threads_that_all_begin_at_once_share_one_pool(service: Service) -> None:
    """No connection outlives the client."""
    service.rows.append(Row("id-1", "a.png", ""))
    for _ in range(5):
        start = threading.Barrier(32)

        def work(client: fastlabel.Client, start: threading.Barrier = start) -> None:
            start.wait()
            find(client)

        with ThreadPoolExecutor(32) as pool:
            client = fastlabel.Client("t", service.url)
            list(pool.map(work, [client] * 32))
            client.close()
            service.wait_for(lambda: service.open == 0)


def test_client_that_is_forgotten_is_closed(service: Service) -> None:
    service.rows.append(Row("id-1", "a.png", ""))
    find(fastlabel.Client("t", service.url))
    service.wait_for(lambda: service.open == 0)


def test_a_connection_that_was_being_made_is_closed_too(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    connecting, closed = threading.Event(), threading.Event()
    made: list[socket.socket] = []
    connect = socket.create_connection

    def connect_slowly(*args: Any, **kwargs: Any) -> socket.socket:
        made.append(connect(*args, **kwargs))
        connecting.set()
        assert closed.wait(HANG_SECONDS)
        return made[0]

    monkeypatch.setattr(socket, "create_connection", connect_slowly)
    client = fastlabel.Client("t", service.url)
    with ThreadPoolExecutor(1) as pool:
        end = pool.submit(find, client)
        assert connecting.wait(HANG_SECONDS)
        client.close()
        closed.set()
        with pytest.raises(FastLabelException, match="the client is closed"):
            end.result()
    assert made[0].fileno() == -1
