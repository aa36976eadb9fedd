"""Journal of a bulk upload: tasks to create and their outcomes, in a file that survives crashes.

An item is on the disk before its request is sent, and its outcome after. So after a crash each item
is known to be done, known not to be, or pending; what is pending is looked up by its name.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal, NamedTuple, NoReturn, Protocol, TypeAlias

from fastlabel._facade import public
from fastlabel._files.sqlite_file import (
    FileFormat,
    connect,
    create_private,
    is_damaged,
    is_locked,
    read_number,
)
from fastlabel._types import StrPath
from fastlabel.errors import FastLabelException, JournalError, MissingFileError, invalid
from fastlabel.models import TaskId

JournalState: TypeAlias = Literal["pending", "created", "recovered", "failed", "listed"]
"""`pending`: the outcome is not known. `listed`: found on the service when a damaged journal was
rebuilt."""

_LOGGER: Final = logging.getLogger("fastlabel")
# Version 1 had other names of three states, which are still read.
_FORMAT: Final = FileFormat(
    b"fljo",
    2,
    """
CREATE TABLE service (base_url TEXT NOT NULL, listed_after REAL);
CREATE TABLE listed (kind TEXT, project TEXT, PRIMARY KEY (kind, project)) WITHOUT ROWID;
CREATE TABLE item (
    kind TEXT, project TEXT, name TEXT, state TEXT NOT NULL, task_id TEXT, error TEXT,
    digest BLOB, stamp BLOB, time REAL NOT NULL, run INTEGER NOT NULL, number INTEGER,
    PRIMARY KEY (kind, project, name)
) WITHOUT ROWID
""",
)
_STATE: Final = (
    "CASE state WHEN 'intended' THEN 'pending' WHEN 'found' THEN 'listed'"
    " WHEN 'adopted' THEN 'recovered' ELSE state END"
)
_DONE: Final = frozenset({"created", "recovered", "listed"})
_LOCK_TIMEOUT: Final = 10.0


@dataclass(frozen=True, slots=True)
class PendingTask:
    """One task that is to be created."""

    kind: str
    """Its path below the base URL."""
    project: str
    name: str
    number: int
    """Its index among the items of this run. Below 0 where they have none: it then distinguishes
    items, and the same item may come again."""
    stamp: bytes
    """Changes when its content may have changed: sizes and times of files."""
    digest: Callable[[], bytes]
    """Hash of all of its content, files included."""


@dataclass(frozen=True, slots=True)
class KnownState:
    """What the journal knows of a task. Without an id and a time, it is to be created."""

    task_id: TaskId | None = None
    """Of the task that exists."""
    was_listed: bool = False
    """It was found on the service when a damaged journal was rebuilt."""
    pending_seconds: float | None = None
    """Seconds since it was last sent, without a known outcome."""
    by_this_run: Literal["created", "recovered"] | None = None
    """Outcome of an earlier occurrence of the task in this run."""


@public
@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One item of a journal."""

    kind: str
    project: str
    name: str
    state: JournalState
    task_id: TaskId | None
    error: str | None
    """Why it failed, or why its outcome is not known."""
    time: datetime
    """Of the latest change (aware, UTC)."""


class _Row(NamedTuple):
    state: JournalState
    task_id: TaskId | None
    digest: bytes
    stamp: bytes
    time: float
    run: int
    number: int


class JournalBackend(Protocol):
    """What a batch needs of a journal, which may be in another process."""

    was_damaged: bool
    quarantined_to: Path | None

    def begin(self, item: PendingTask) -> KnownState: ...
    def record(
        self, item: PendingTask, task_id: TaskId, state: Literal["created", "recovered"]
    ) -> None: ...
    def record_failure(self, item: PendingTask, error: str, *, is_ambiguous: bool) -> None: ...
    def wait_before_listing(
        self, kind: str, project: str, confirm_after: float
    ) -> float | None: ...
    def record_listed(self, kind: str, project: str, names: Mapping[TaskId, str]) -> None: ...
    def end_listing(self, kind: str, project: str) -> None: ...


class Journal:
    """Journal of one run, which no other run can use meanwhile; without a path it is temporary."""

    was_damaged: bool
    """Whether it had to be rebuilt, by this run or an earlier one."""
    quarantined_to: Path | None = None
    """Where this run moved a damaged file."""

    def __init__(self, path: StrPath | None, base_url: str) -> None:
        self._path = None if path is None else Path(path).absolute()
        self._mutex = threading.Lock()
        self._committing = threading.Lock()
        self._written = self._committed = 0
        self._lock_file = None if self._path is None else _lock(self._path)
        try:
            self._database = self._open(base_url)
        except BaseException:
            self._release()
            raise

    def begin(self, item: PendingTask) -> KnownState:
        """Return what is known of a task; if it is to be sent, that is on the disk on return."""
        known = self._lookup(item)
        if known.task_id is None:
            digest = item.digest()
            with self._writing():
                self._check_unique(self._row(item), item)
                self._insert(item, digest)
                number = self._written + 1
            self._flush(number)
        return known

    def record(
        self, item: PendingTask, task_id: TaskId, state: Literal["created", "recovered"]
    ) -> None:
        """Record a task that exists. It is on the disk after the next `begin`."""
        self._finish(item, state, task_id, None)

    def record_failure(self, item: PendingTask, error: str, *, is_ambiguous: bool) -> None:
        """Record a task that was not created, or perhaps was, like `record`."""
        self._finish(item, "pending" if is_ambiguous else "failed", None, error)

    def wait_before_listing(self, kind: str, project: str, confirm_after: float) -> float | None:
        """Seconds until all that earlier runs sent exists or never will; None if none was lost."""
        with self._writing():
            after: float | None
            (after,) = self._database.execute("SELECT listed_after FROM service").fetchone()
            query = "SELECT 1 FROM listed WHERE kind = ? AND project = ?"
            if after is None or self._database.execute(query, (kind, project)).fetchone():
                return None
        return min(confirm_after, max(0.0, after + confirm_after - time.time()))

    def record_listed(self, kind: str, project: str, names: Mapping[TaskId, str]) -> None:
        """Record ids and names that exist on the service."""
        now = time.time()
        rows = [(kind, project, name, task_id, now) for task_id, name in names.items()]
        statement = (
            "INSERT OR IGNORE INTO item (kind, project, name, state, task_id, time, run)"
            " VALUES (?, ?, ?, 'listed', ?, ?, 0)"
        )
        with self._writing():
            self._database.executemany(statement, rows)

    def end_listing(self, kind: str, project: str) -> None:
        """Record that all tasks of a project have been listed."""
        with self._writing():
            self._database.execute("INSERT INTO listed VALUES (?, ?)", (kind, project))
        self._flush(self._written)

    def close(self) -> None:
        """Put everything on the disk and release the file."""
        try:
            with self._errors(), closing(self._database):
                if self._database.in_transaction:
                    self._database.execute("COMMIT")
        finally:
            self._release()

    def _release(self) -> None:
        if self._lock_file is not None:
            self._lock_file.close()

    def _open(self, base_url: str) -> sqlite3.Connection:
        if self._path is None:
            # SQLite's own temporary file: it spills to disk, and is removed by itself.
            return self._prepare(connect("", timeout=_LOCK_TIMEOUT), base_url, None)
        damaged_at = None if _is_sound(self._path) else self._quarantine(self._path)
        with self._errors():
            _create(self._path)
            database = connect(self._path, timeout=_LOCK_TIMEOUT)
            try:
                return self._prepare(database, base_url, damaged_at)
            except BaseException:
                database.close()
                raise

    def _prepare(
        self, database: sqlite3.Connection, base_url: str, damaged_at: float | None
    ) -> sqlite3.Connection:
        if self._path is not None:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = FULL")
        database.execute("BEGIN IMMEDIATE")
        if read_number(database, "PRAGMA user_version"):
            _FORMAT.stamp(database)
        else:
            _FORMAT.create(database)
            database.execute("INSERT INTO service VALUES (?, ?)", (base_url, damaged_at))
        service, listed_after = database.execute("SELECT * FROM service").fetchone()
        if service != base_url:
            database.execute("ROLLBACK")
            _refuse(self._path, f"is about {service}, and this client calls {base_url}")
        database.execute("COMMIT")
        self.was_damaged = listed_after is not None
        self._run = read_number(database, "SELECT coalesce(max(run), 0) + 1 FROM item")
        database.execute("BEGIN IMMEDIATE")
        return database

    def _quarantine(self, path: Path) -> float:
        """Move a damaged file and return when it was last written: no request was sent later."""
        candidates = [Path(f"{path}{suffix}") for suffix in ("", "-wal", "-shm")]
        files = [file for file in candidates if file.exists()]
        damaged_at = max(file.stat().st_mtime for file in files)
        target = f"{path}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
        for file in files:
            file.replace(target + str(file).removeprefix(str(path)))
        self.quarantined_to = Path(target)
        _LOGGER.warning(
            "the journal %s was damaged and was moved to %s; tasks that exist on the service will "
            "be found by their names",
            path,
            target,
        )
        return damaged_at

    def _row(self, item: PendingTask) -> _Row | None:
        columns = ", ".join((_STATE, *_Row._fields[1:]))
        query = (
            f"SELECT {columns} FROM item"  # noqa: S608  # names of our own
            " WHERE kind = ? AND project = ? AND name = ?"
        )
        row = self._database.execute(query, (item.kind, item.project, item.name)).fetchone()
        return None if row is None else _Row(*row)

    def _lookup(self, item: PendingTask) -> KnownState:
        with self._writing():
            row = self._row(item)
        self._check_unique(row, item)
        if row is None or row.state == "failed":
            return KnownState()
        if row.state == "listed":
            return KnownState(row.task_id, was_listed=True)
        if row.stamp != item.stamp and row.digest != item.digest():
            _refuse_changed_content(row, item.name)
        if row.state == "pending":
            # The clock may have been set back.
            return KnownState(pending_seconds=max(0.0, time.time() - row.time))
        return KnownState(row.task_id, by_this_run=row.state if row.run == self._run else None)

    def _check_unique(self, row: _Row | None, item: PendingTask) -> None:
        if row is None or row.run != self._run or (row.number < 0 and row.number == item.number):
            return
        other = "another row" if row.number < 0 else f"tasks[{row.number}]"
        invalid(f"{item.name!r} is also the name of {other}; names are unique", "name")

    def _insert(self, item: PendingTask, digest: bytes) -> None:
        self._database.execute(
            "INSERT OR REPLACE INTO item VALUES (?, ?, ?, 'pending', NULL, NULL, ?, ?, ?, ?, ?)",
            (
                *(item.kind, item.project, item.name),
                *(digest, item.stamp, time.time(), self._run, item.number),
            ),
        )

    def _finish(
        self, item: PendingTask, state: JournalState, task_id: TaskId | None, error: str | None
    ) -> None:
        with self._writing():
            self._database.execute(
                "UPDATE item SET state = ?, task_id = ?, error = ?, time = ?"
                " WHERE kind = ? AND project = ? AND name = ?",
                (state, task_id, error, time.time(), item.kind, item.project, item.name),
            )

    @contextmanager
    def _writing(self) -> Generator[None]:
        with self._mutex, self._errors():
            yield
            self._written += 1

    def _flush(self, number: int) -> None:
        """Commit a write. Threads that wait meanwhile are committed together."""
        with self._committing:
            if self._committed >= number:
                return
            with self._mutex, self._errors():
                self._database.execute("COMMIT")
                self._committed = self._written
                self._database.execute("BEGIN IMMEDIATE")

    @contextmanager
    def _errors(self) -> Generator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            _fail(self._path, error)


def read_journal(path: StrPath) -> Iterator[JournalEntry]:
    """Read the items of a journal, by project and name; a run may be using it.

    Raises:
        MissingFileError: The file does not exist.
        FastLabelInvalidException: It is not a journal.
        JournalError: It is damaged, or cannot be read.
    """
    file = Path(path)
    if not file.is_file():
        raise MissingFileError(f"{str(file)!r} does not exist").at("journal")
    return _entries(file)


def _entries(path: Path) -> Iterator[JournalEntry]:
    columns = f"kind, project, name, {_STATE}, task_id, error, time"
    try:
        # Read-only, SQLite could not open a journal that was left behind by a crash.
        with closing(connect(path, timeout=_LOCK_TIMEOUT)) as database:
            if _is_new(database, path):
                _refuse(path, "is empty")
            query = f"SELECT {columns} FROM item ORDER BY kind, project, name"  # noqa: S608
            for kind, project, name, state, task_id, error, at in database.execute(query):
                when = datetime.fromtimestamp(at, UTC)
                yield JournalEntry(kind, project, name, state, task_id, error, when)
    except sqlite3.Error as error:
        _fail(path, error)


def _refuse_changed_content(row: _Row, name: str) -> NoReturn:
    if row.state in _DONE:
        invalid(
            f"{name!r} was created by an earlier run with other content, as task {row.task_id}; "
            "update or delete that task, or give another journal",
            "name",
        )
    invalid(
        f"{name!r} was sent by an earlier run with other content, and may or may not have been "
        "created; look it up with find_by_name, and then give another journal",
        "name",
    )


def _create(path: Path) -> None:
    try:
        create_private(path)
    except FileNotFoundError:
        message = f"{str(path.parent)!r} is not a folder; create it first"
        raise MissingFileError(message).at("journal") from None


def _lock(path: Path) -> sqlite3.Connection:
    """Lock a journal for this run. SQLite's lock on a file beside it ends with the process."""
    lock_file = path.with_name(f".{path.name}.lock")
    try:
        _create(lock_file)
        lock = connect(lock_file, timeout=0)
    except (OSError, sqlite3.Error) as error:
        _fail(path, error)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        lock.close()
        if is_locked(error):
            _refuse(path, "is in use by another run; wait for it, or end it")
        _fail(path, error)
    return lock


def _is_sound(path: Path) -> bool:
    """Whether a file is missing, empty, or a journal that can be read."""
    if not path.exists() or not path.stat().st_size:
        return True
    try:
        with closing(connect(path, timeout=_LOCK_TIMEOUT)) as database:
            # The first read recovers what a crash left behind.
            if _is_new(database, path):
                # A run ended before it had written anything.
                return True
            return bool(database.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlite3.DatabaseError as error:
        if is_damaged(error):
            return False
        _fail(path, error)


def _is_new(database: sqlite3.Connection, path: Path) -> bool:
    return _FORMAT.is_new(database, lambda reason: _refuse(path, f"{reason}; name another file"))


def _refuse(path: Path | None, reason: str) -> NoReturn:
    invalid(f"{str(path)!r} {reason}", "journal")


def _fail(path: Path | None, error: Exception) -> NoReturn:
    if isinstance(error, FastLabelException):
        raise error
    message = f"{str(path)!r}: {error}; run the same call again to continue"
    raise JournalError(message).at("journal") from None
