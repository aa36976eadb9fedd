"""Outcomes on disk: a sequence like any other, filled in any order, by any thread."""

from __future__ import annotations

import gc
import random
import threading
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel._files.disk_list import DiskList

FILES = Path("/proc/self/fd")
LARGE = "x" * 300_000


def log_of(*texts: str) -> DiskList[str]:
    log = DiskList[str](str.encode, bytes.decode)
    for index, text in enumerate(texts):
        log[index] = text
    return log


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))), st.randoms())
def test_reads_like_a_list(texts: list[str], rng: random.Random) -> None:
    log = log_of()
    for index in rng.sample(range(len(texts)), len(texts)):
        log[index] = texts[index]
    assert list(log) == texts
    assert len(log) == len(texts)
    assert log[::2] == texts[::2]
    assert log[-1:] == texts[-1:]
    assert list(reversed(log)) == texts[::-1]
    if texts:
        assert log[-1] == texts[-1]
        assert texts[0] in log


def test_what_is_larger_than_memory_may_be_is_in_a_file() -> None:
    texts = [f"{index}{LARGE}" for index in range(12)]
    log = log_of(*texts)
    assert list(log) == texts
    log[3] = "new"
    assert (log[2], log[3], log[4]) == (texts[2], "new", texts[4])


def test_memory_is_flat() -> None:
    log = log_of()
    tracemalloc.start()
    for index in range(50_000):
        log[index] = f"{index} {'x' * 200}"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # 10 MB of outcomes.
    assert peak < 4_000_000
    assert log[49_999].startswith("49999 ")


def test_none_was_put_yet() -> None:
    log = log_of()
    log[2] = "c"
    assert len(log) == 3
    with pytest.raises(LookupError, match="no item was set at index 1 yet"):
        log[1]
    # Not the end of an iteration, as an IndexError would be.
    with pytest.raises(LookupError, match="no item was set at index 0 yet"):
        list(log)


@pytest.mark.parametrize("index", [1, -2])
def test_beyond_the_end(index: int) -> None:
    with pytest.raises(IndexError):
        log_of("a")[index]


def test_index_below_zero_is_refused() -> None:
    with pytest.raises(IndexError, match="expected an index of 0 or more, got -1"):
        log_of("a")[-1] = "b"


def test_threads_put_and_read_at_once() -> None:
    log, errors = log_of(), list[BaseException]()

    def work(first: int) -> None:
        try:
            for index in range(first, 400, 4):
                log[index] = f"{index} {LARGE[:20_000]}"
                assert log[index].startswith(f"{index} ")
        except BaseException as error:
            errors.append(error)
            raise

    threads = [threading.Thread(target=work, args=(first,)) for first in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert [int(text.split()[0]) for text in log] == list(range(400))


@pytest.mark.skipif(not FILES.exists(), reason="descriptors are counted on Linux")
def test_file_goes_with_the_log() -> None:
    gc.collect()
    before = len(list(FILES.iterdir()))
    log = log_of(*[LARGE] * 8)
    assert len(list(FILES.iterdir())) == before + 1
    del log
    gc.collect()
    assert len(list(FILES.iterdir())) == before


def test_repr_is_short() -> None:
    assert repr(log_of("a", "b")) == "<DiskList of 2>"
