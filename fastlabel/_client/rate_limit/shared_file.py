"""A rate limit in an SQLite file that several processes share."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, NoReturn, TypeVar

from fastlabel._client.rate_limit.window import Rate, SlidingWindow
from fastlabel._files.sqlite_file import FileFormat, connect, create_private, is_locked, read_number
from fastlabel._types import StrPath
from fastlabel.errors import invalid

T = TypeVar("T")

_LOCK_TIMEOUT: Final = 0.05
_MAX_LOCKED_SECONDS: Final = 10.0
# A lock that is found again this soon counts as the same one.
_SAME_LOCK_SECONDS: Final = 1.0
_MAX_LOCKED_WAIT: Final = 0.04
_CLEAN_UP_EVERY: Final = 256
# Numbers follow time. The version of the file is the number of calls that a client has to see.
_FORMAT: Final = FileFormat(
    b"flrl",
    2**31 - 1,
    "CREATE TABLE IF NOT EXISTS permits (number INTEGER PRIMARY KEY, time INTEGER NOT NULL)",
)
_LAST: Final = "SELECT number, time FROM permits ORDER BY number DESC LIMIT 1"
_BEFORE: Final = "SELECT time FROM permits WHERE number = (SELECT max(number) FROM permits) - ?"
_REMOVE_OLD: Final = (
    "DELETE FROM permits WHERE number <= (SELECT max(number) FROM permits)"
    " - (SELECT user_version FROM pragma_user_version)"
)
# Closing any descriptor of a file drops all locks that the process has on it, so while one client
# creates the file, no other opens it.
_opening = threading.Lock()


class _Locked(Exception):
    """Another process holds the file."""


class SharedWindow(SlidingWindow):
    """The calls of all processes that name a file; exact, and fast when the limit is reached."""

    def __init__(
        self,
        calls: int,
        seconds: float,
        path: StrPath,
        *,
        clock: Callable[[], float],
        wall_clock: Callable[[], float],
        jitter: Callable[[float, float], float],
    ) -> None:
        super().__init__(calls, seconds, wall_clock, jitter)
        self._path = Path(path).absolute()
        self._monotonic = clock
        self._locked: tuple[float, float] | None = None
        self._database: sqlite3.Connection | None = None
        self._acquired = 0
        with suppress(_Locked):
            self._call_before(0)

    def acquire_or_wait_time(self) -> float:
        """Count a call and return 0.0, or return the seconds until one is likely allowed."""
        try:
            return super().acquire_or_wait_time()
        except _Locked:
            return self._jitter(0.001, _MAX_LOCKED_WAIT)

    def close(self) -> None:
        """Close the file. It is reopened when needed."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def _call_before(self, count: int) -> int | None:
        row = self._run(lambda database: database.execute(_BEFORE, (count,)).fetchone())
        return row and int(row[0])

    def _acquire(self, now: int) -> Rate | None:
        exhausted = self._run(lambda database: self._insert(database, now))
        if exhausted is None:
            self._acquired += 1
            if self._acquired % _CLEAN_UP_EVERY == 0:
                self._run(lambda database: database.execute(_REMOVE_OLD))
        return exhausted

    def _insert(self, database: sqlite3.Connection, now: int) -> Rate | None:
        database.execute("BEGIN IMMEDIATE")
        number, time = database.execute(_LAST).fetchone() or (0, 0)
        if time > now:
            # The clock was set back. Left alone, they would count until it has caught up.
            database.execute("UPDATE permits SET time = ? WHERE time > ?", (now, now))
        for rate in self._rates:
            first = database.execute(_BEFORE, (rate.calls - 1,)).fetchone()
            if first and first[0] >= now - rate.span:
                return rate
        database.execute("INSERT INTO permits VALUES (?, ?)", (number + 1, now))
        return None

    def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run and commit; _Locked if another process holds the file."""
        try:
            with self._database or self._open() as database:
                result = work(database)
        except sqlite3.Error as error:
            if not is_locked(error):
                self.close()
                self._refuse(f"cannot be used ({error}). If it is damaged, delete it")
            self._check_lock()
            raise _Locked from None
        self._locked = None
        return result

    def _check_lock(self) -> None:
        now = self._monotonic()
        since, last = self._locked or (now, now)
        self._locked = (now if now - last > _SAME_LOCK_SECONDS else since, now)
        if now - self._locked[0] > _MAX_LOCKED_SECONDS:
            seconds = f"{_MAX_LOCKED_SECONDS:.0f} s"
            self._refuse(f"has been locked by another process for {seconds}; end that process")

    def _open(self) -> sqlite3.Connection:
        with _opening:
            try:
                create_private(self._path)
            except OSError as error:
                self._refuse(f"cannot be created ({error.strerror}); its folder must exist")
            database = connect(self._path, timeout=_LOCK_TIMEOUT)
        try:
            self._prepare(database)
        except BaseException:
            database.close()
            raise
        self._database = database
        return database

    def _prepare(self, database: sqlite3.Connection) -> None:
        with database:
            database.execute("BEGIN")
            _FORMAT.is_new(database, lambda reason: self._refuse(f"{reason}; name another file"))
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        with database:
            database.execute("BEGIN IMMEDIATE")
            calls = max(self._rates[-1].calls, read_number(database, "PRAGMA user_version"))
            _FORMAT.create(database)
            database.execute(f"PRAGMA user_version = {calls}")

    def _refuse(self, reason: str) -> NoReturn:
        invalid(f"{str(self._path)!r} {reason}", "rate_limit.path")
