"""The times of permits, in an SQLite file that several processes share."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final, NoReturn, TypeVar

from pyrate_limiter import AbstractBucket, Rate, RateItem

from fastlabel._types import StrPath
from fastlabel.errors import invalid

__all__ = ["PermitFile"]

T = TypeVar("T")

# What marks the file as ours. https://www.sqlite.org/pragma.html#pragma_application_id
_OURS: Final = int.from_bytes(b"flrl")
_LOCKED: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_LONGEST_WAIT: Final = 0.05
_LONGEST_LOCK: Final = 10.0
# A lock that is met again this soon is taken for the same one.
_SAME_LOCK: Final = 1.0
# Numbers follow time. The header's user_version is the most permits that a client needs to see.
_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS permits (number INTEGER PRIMARY KEY, time INTEGER NOT NULL)"
)
_NEWEST: Final = "SELECT number, time FROM permits ORDER BY number DESC LIMIT 1"
_OLDER: Final = "SELECT time FROM permits WHERE number = (SELECT max(number) FROM permits) - ?"
_REMOVE_OLD: Final = (
    "DELETE FROM permits WHERE number <= (SELECT max(number) FROM permits)"
    " - (SELECT user_version FROM pragma_user_version)"
)
# Closing any descriptor of a file drops all locks that the process has on it, so while one client
# makes the file, no other opens it.
_opening = threading.Lock()


class PermitFile(AbstractBucket):
    """A bucket of pyrate-limiter that is exact between processes and fast when it is full.

    Permits are numbered in order of time, so how many are in a window is told by one of them. Each
    client keeps to its own rates, and the file remembers as many permits as the largest needs.

    Args:
        path: The file, made (0600) when missing. Its folder must exist.
        rates: What to keep to.
        clock: Monotonic seconds, to give up on a lock by.

    Raises:
        FastLabelInvalidException: The file cannot be made or used.
    """

    def __init__(self, path: StrPath, rates: list[Rate], clock: Callable[[], float]) -> None:
        super().__init__()
        self.rates = rates
        self._path = Path(path).absolute()
        self._monotonic = clock
        self._locked: tuple[float, float] | None = None
        self._database: sqlite3.Connection | None = None
        self.peek(0)

    def put(self, item: RateItem) -> bool:
        """Count a permit, if every rate allows it. `failing_rate` is None if the file is locked."""
        self.failing_rate = None
        return self._do(lambda database: self._put(database, item.timestamp), False)

    def peek(self, index: int) -> RateItem | None:
        """The permit so many before the newest."""
        row = self._do(lambda database: database.execute(_OLDER, (index,)).fetchone(), None)
        return row and RateItem("", row[0])

    def leak(self, current_timestamp: int | None = None) -> int:  # noqa: ARG002
        """Remove the permits that no client needs, and tell how many."""
        return self._do(lambda database: database.execute(_REMOVE_OLD).rowcount, 0)

    def count(self) -> int:
        """The permits in the file."""
        return self._do(lambda database: _number(database, "SELECT count(*) FROM permits"), 0)

    def flush(self) -> None:
        """Forget all permits."""
        self.failing_rate = None
        self._do(lambda database: database.execute("DELETE FROM permits"), None)

    def close(self) -> None:
        """Close the file. It is opened again when needed."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def _put(self, database: sqlite3.Connection, now: int) -> bool:
        database.execute("BEGIN IMMEDIATE")
        number, time = database.execute(_NEWEST).fetchone() or (0, 0)
        if time > now:
            # The clock was set back. Left alone, they would count until it has caught up.
            database.execute("UPDATE permits SET time = ? WHERE time > ?", (now, now))
        for rate in self.rates:
            oldest = database.execute(_OLDER, (rate.limit - 1,)).fetchone()
            if oldest and oldest[0] >= now - rate.interval:
                self.failing_rate = rate
                return False
        database.execute("INSERT INTO permits VALUES (?, ?)", (number + 1, now))
        return True

    def _do(self, work: Callable[[sqlite3.Connection], T], locked: T) -> T:
        """Work, committing what it began, or give `locked` while another process holds the file."""
        try:
            with self._database or self._open() as database:
                result = work(database)
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _LOCKED:
                self.close()
                self._refuse(f"cannot be used ({error}). If it is damaged, delete it")
            self._check_lock()
            return locked
        self._locked = None
        return result

    def _check_lock(self) -> None:
        now = self._monotonic()
        since, latest = self._locked or (now, now)
        self._locked = (now if now - latest > _SAME_LOCK else since, now)
        if now - self._locked[0] > _LONGEST_LOCK:
            self._refuse(f"has been locked by another process for {_LONGEST_LOCK:.0f} s; end it")

    def _open(self) -> sqlite3.Connection:
        with _opening:
            self._make()
            database = sqlite3.connect(
                f"{self._path.as_uri()}?mode=rw",
                uri=True,
                timeout=_LONGEST_WAIT,
                isolation_level=None,
                check_same_thread=False,
            )
        try:
            self._prepare(database)
        except BaseException:
            database.close()
            raise
        self._database = database
        return database

    def _make(self) -> None:
        try:
            os.close(os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except FileExistsError:
            pass
        except OSError as error:
            self._refuse(f"cannot be made ({error.strerror}); its folder must exist")

    def _prepare(self, database: sqlite3.Connection) -> None:
        with database:
            database.execute("BEGIN")
            mark = _number(database, "PRAGMA application_id")
            tables = _number(database, "SELECT count(*) FROM sqlite_master")
        if mark != _OURS and (mark or tables):
            self._refuse("is a database of something else; name another file")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        with database:
            database.execute("BEGIN IMMEDIATE")
            database.execute(_TABLE)
            most = max(self.rates[-1].limit, _number(database, "PRAGMA user_version"))
            database.execute(f"PRAGMA user_version = {most}")
            database.execute(f"PRAGMA application_id = {_OURS}")

    def _refuse(self, reason: str) -> NoReturn:
        invalid(f"rate_limit.path: {str(self._path)!r} {reason}")


def _number(database: sqlite3.Connection, query: str) -> int:
    return int(database.execute(query).fetchone()[0])
