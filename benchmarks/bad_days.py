"""A sandbox in a process of its own, where a fifth of the requests meet a fault.

Resets at every point, statuses before and after the task is there, answers that are cut short, late
commits. The times are scaled down by 15: what is late comes half a second late, and a create that
no look-up finds for a second was not made.
"""

from __future__ import annotations

import json
import multiprocessing
import sqlite3
import time
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final, NamedTuple

from fastlabel.sandbox import Fault, Faults, Sandbox

__all__ = ["BAD_DAY", "SETTLE_SECONDS", "BadSandbox", "Row", "bad_sandbox"]

SETTLE_SECONDS: Final = 1.0
BAD_DAY: Final = (
    Fault("reset-on-accept", rate=0.01),
    Fault("reset-before-reading", rate=0.02, method="POST"),
    Fault("reset-mid-upload", rate=0.02, method="POST"),
    Fault("reset-after-commit", rate=0.04, method="POST"),
    Fault("status", rate=0.02, status=503),
    Fault("status", rate=0.01, status=500, method="POST"),
    Fault("status", rate=0.01, status=429, headers={"Retry-After": "0"}),
    Fault("status-after-commit", rate=0.03, status=502, method="POST"),
    Fault("truncated", rate=0.02),
    Fault("garbage", rate=0.01, method="POST"),
    Fault("late-commit", rate=0.01, seconds=0.5, method="POST"),
    Fault("lookup-lag", seconds=0.1),
)


class Row(NamedTuple):
    """A task as the database has it."""

    task_id: str
    name: str
    files: list[Path]


@dataclass
class BadSandbox:
    """How to reach it, and a view of its rows from below."""

    url: str
    token: str
    data: Path
    pipe: Connection

    def stop(self) -> int:
        """The number of faults that were met. Late commits are in by then."""
        time.sleep(1)
        self.pipe.send("faults")
        met: int = self.pipe.recv()
        return met

    def rows(self) -> list[Row]:
        """All of its tasks."""
        with closing(sqlite3.connect(self.data / "sandbox.sqlite3")) as database:
            found = database.execute("SELECT id, name, files FROM task").fetchall()
        media = self.data / "media"
        return [
            Row(task_id, name, [media / file["file"] for file in json.loads(files)])
            for task_id, name, files in found
        ]


@contextmanager
def bad_sandbox(faults: tuple[Fault, ...], *, unique_names: bool) -> Generator[BadSandbox]:
    """Serve for the length of the block."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, faults, unique_names))
    process.start()
    theirs.close()
    try:
        url, token, data = ours.recv()
        yield BadSandbox(url, token, data, ours)
    finally:
        ours.close()
        process.join()
        process.close()


def _serve(pipe: Connection, faults: tuple[Fault, ...], unique_names: bool) -> None:
    with Sandbox(faults=Faults(faults, seed=1), unique_names=unique_names) as sandbox:
        pipe.send((sandbox.url, sandbox.token, sandbox.data))
        try:
            while pipe.recv():
                pipe.send(sum(sandbox.fault_counts.values()))
        except EOFError:
            return
