"""A sandbox in its own process that injects faults into a fifth of the requests.

Connection resets at every stage, error statuses before and after the commit, truncated responses
and late commits. Times are scaled down by 15: a late commit is half a second late, and a create
counts as not made if its task cannot be found for one second.
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

__all__ = ["BAD_DAY", "CONFIRM_SECONDS", "BadSandbox", "Row", "bad_sandbox"]

CONFIRM_SECONDS: Final = 1.0
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
    """A task row of the database."""

    task_id: str
    name: str
    files: list[Path]


@dataclass
class BadSandbox:
    """Address of the sandbox, and access to the rows of its database."""

    url: str
    token: str
    data: Path
    pipe: Connection

    def stop(self) -> int:
        """Wait for late commits and return the number of injected faults."""
        time.sleep(1)
        self.pipe.send("faults")
        count: int = self.pipe.recv()
        return count

    def rows(self) -> list[Row]:
        """All tasks in the database."""
        with closing(sqlite3.connect(self.data / "sandbox.sqlite3")) as database:
            rows = database.execute("SELECT id, name, files FROM task").fetchall()
        media = self.data / "media"
        return [
            Row(task_id, name, [media / file["file"] for file in json.loads(files)])
            for task_id, name, files in rows
        ]


@contextmanager
def bad_sandbox(faults: tuple[Fault, ...], *, unique_names: bool) -> Generator[BadSandbox]:
    """Serve until the block ends."""
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
