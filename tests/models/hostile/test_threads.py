"""Pages read at the same time: each comes out as its own, and the collector is as it was."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from fastlabel.errors import InvalidResponseError
from fastlabel.models import ImageTask
from tests.models.hostile.agreement import AnyTask
from tests.models.hostile.page import PAGES
from tests.support.patience import HANG_SECONDS

THREADS = 8
ROUNDS = 25


@pytest.fixture(params=[True, False], ids=["collecting", "not collecting"])
def collecting(request: pytest.FixtureRequest) -> Iterator[bool]:
    was: bool = gc.isenabled()
    enabled: bool = request.param
    (gc.enable if enabled else gc.disable)()
    yield enabled
    (gc.enable if was else gc.disable)()


def read_or_refused(model: type[AnyTask], page: bytes) -> list[object] | None:
    try:
        return [task.to_wire() for task in model.list_from_json(page)]
    except InvalidResponseError:
        return None


def test_threads_do_not_mix(collecting: bool) -> None:
    together = Barrier(THREADS)
    kinds = [*PAGES] * (THREADS // len(PAGES))

    def read(number: int) -> list[list[object] | None]:
        model = kinds[number]
        page = PAGES[model].replace(b"8f3c-1", f"thread-{number}".encode())
        together.wait()
        return [
            read_or_refused(model, page if turn % 2 else page[: -1 - turn])
            for turn in range(ROUNDS)
        ]

    with ThreadPoolExecutor(THREADS) as pool:
        outcomes = list(pool.map(read, range(THREADS)))
    for number, outcome in enumerate(outcomes):
        page = PAGES[kinds[number]].replace(b"8f3c-1", f"thread-{number}".encode())
        assert outcome == [json.loads(page) if turn % 2 else None for turn in range(ROUNDS)]
    assert gc.isenabled() is collecting


@pytest.mark.parametrize("text", [b"", b"[", b"[{}]", b"[1]", b"\xff", b"[[[[" * 1000])
def test_collector_is_left_as_it_was_when_reading_fails(text: bytes, collecting: bool) -> None:
    for read in (ImageTask.from_json, ImageTask.list_from_json):
        with pytest.raises(InvalidResponseError):
            read(text)
        assert gc.isenabled() is collecting
    with pytest.raises(InvalidResponseError):
        ImageTask.from_wire({"id": text})
    assert gc.isenabled() is collecting


def test_large_page_leaves_the_collector_its_young_garbage_and_its_frozen_objects() -> None:
    page = PAGES[ImageTask].strip()
    large = b"[" + b",".join([page[1:-1]] * (2**19 // len(page))) + b"]"
    garbage: set[object] = {object}
    cycle: list[object] = [garbage]
    cycle.append(cycle)
    gone = weakref.ref(garbage)
    del cycle, garbage
    ImageTask.list_from_json(large)
    assert gone() is None
    assert gc.get_freeze_count() == 0
    gc.freeze()
    try:
        ImageTask.list_from_json(large)
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()


FORKED_WHILE_READING = """
import gc, os, sys, threading
from fastlabel.models import ImageTask
from fastlabel.models._wire.gc_pause import gc_paused
inside, go_on = threading.Event(), threading.Event()
def read():
    with gc_paused(1):
        inside.set()
        go_on.wait(150)
thread = threading.Thread(target=read)
thread.start()
inside.wait(150)
child = os.fork()
if child == 0:
    ImageTask.from_json('{"id": "1", "name": "n"}')
    os._exit(0 if gc.isenabled() else 1)
go_on.set()
thread.join()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) or not gc.isenabled())
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_child_of_a_fork_reads_though_a_thread_was_reading() -> None:
    subprocess.run([sys.executable, "-c", FORKED_WHILE_READING], check=True, timeout=HANG_SECONDS)
