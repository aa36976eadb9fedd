"""Names in order, with memory flat however many there are."""

from __future__ import annotations

import heapq
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from typing import IO, Final

__all__ = ["sorted_names"]

_RUN: Final = 50_000
"""Names sorted at once; about 5 MB."""


def sorted_names(names: Iterable[str], run: int = _RUN) -> Iterator[str]:
    """The names of one folder, sorted by their code points.

    Up to `run` of them are sorted in memory. Beyond, sorted runs wait in temporary files and are
    merged.
    """
    left = iter(names)
    first = sorted(islice(left, run))
    more = list(islice(left, 1))
    if not more:
        yield from first
        return
    with ExitStack() as files:
        runs = [_spooled(first, files)]
        del first
        while more:
            runs.append(_spooled(sorted([*more, *islice(left, run - 1)]), files))
            more = list(islice(left, 1))
        yield from heapq.merge(*runs)


def _spooled(names: list[str], files: ExitStack) -> Iterator[str]:
    file = files.enter_context(tempfile.TemporaryFile())  # noqa: SIM115  # it closes with the others
    # A name may hold a line break, and never a NUL.
    file.writelines(os.fsencode(name) + b"\0\n" for name in names)
    file.seek(0)
    return _read_again(file)


def _read_again(file: IO[bytes]) -> Iterator[str]:
    begun = b""
    for line in file:
        begun += line
        if begun.endswith(b"\0\n"):
            yield os.fsdecode(begun[:-2])
            begun = b""
