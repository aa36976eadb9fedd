"""Who uses a data folder: one sandbox alone, or several at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from fastlabel._files.sqlite_file import connect

_PATIENCE_SECONDS: Final = 30


@contextmanager
def in_use(folder: Path, when_alone: Callable[[], None]) -> Generator[None]:
    """Mark a folder as in use, for as long as the block or the process lives."""
    path = folder / "in-use.sqlite3"
    with closing(connect(path, timeout=0)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            pass
        else:
            when_alone()
            lock.execute("COMMIT")
        lock.execute(f"PRAGMA busy_timeout = {_PATIENCE_SECONDS * 1000}")
        # A transaction that has read keeps the others from an exclusive one.
        lock.execute("BEGIN")
        lock.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        yield
