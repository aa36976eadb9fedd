"""What was to be created and what came of it, in a file that outlives the process.

An intent is on the disk before its request goes out, and the outcome after. So after a crash each
item is known to be done, known not to be, or in doubt; what is in doubt is looked up by its name.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal, NamedTuple, NoReturn, Protocol, TypeAlias

from fastlabel._types import StrPath
from fastlabel.errors import FastLabelException, JournalError, MissingFileError, invalid
from fastlabel.models import TaskId

__all__ = [
    "Book",
    "Claim",
    "Journal",
    "JournalEntry",
    "JournalItem",
    "JournalState",
    "read_journal",
]

JournalState: TypeAlias = Literal["intended", "created", "recovered", "failed", "found"]
"""`intended`: in doubt, as long as no outcome is known. `found`: on the service, when the journal
was made anew."""

_LOGGER: Final = logging.getLogger("fastlabel")
# What marks the file as ours. https://www.sqlite.org/pragma.html#pragma_application_id
_OURS: Final = int.from_bytes(b"fljo")
_VERSION: Final = 1
_TABLES: Final = """
CREATE TABLE service (base_url TEXT NOT NULL, listed_after REAL);
CREATE TABLE listed (kind TEXT, project TEXT, PRIMARY KEY (kind, project)) WITHOUT ROWID;
CREATE TABLE item (
    kind TEXT, project TEXT, name TEXT, state TEXT NOT NULL, task_id TEXT, error TEXT,
    digest BLOB, stamp BLOB, time REAL NOT NULL, run INTEGER NOT NULL, number INTEGER,
    PRIMARY KEY (kind, project, name)
) WITHOUT ROWID;
"""
_THERE: Final = frozenset({"created", "recovered", "found"})


@dataclass(frozen=True, slots=True)
class JournalItem:
    """One task that is to be created."""

    kind: str
    """Its path below the base URL."""
    project: str
    name: str
    number: int
    """Its place among the items of this run. Below 0 where they have none: it then tells one item
    from others, and the same item may come again."""
    stamp: bytes
    """Changes when its content may have changed: sizes and times of files."""
    digest: Callable[[], bytes]
    """A hash of all of its content, files included."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What the journal says of an item. With neither, it is to be created."""

    task_id: TaskId | None = None
    """It is there."""
    was_there: bool = False
    """It was found on the service when the journal was made anew."""
    in_doubt_for: float | None = None
    """Seconds since it was last sent, without an outcome."""
    by_this_run: Literal["created", "recovered"] | None = None
    """It came a second time, and this is what came of the first."""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One item of a journal."""

    kind: str
    project: str
    name: str
    state: JournalState
    task_id: TaskId | None
    error: str | None
    """Why it failed, or why it is in doubt."""
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


class Book(Protocol):
    """What a batch asks and tells: a journal, or somebody who has it."""

    was_damaged: bool
    quarantined_to: Path | None

    def claim(self, item: JournalItem) -> Claim:
        """Ask what is known of an item that is about to be sent."""
        ...

    def record(
        self, item: JournalItem, task_id: TaskId, state: Literal["created", "recovered"]
    ) -> None:
        """Note an item that is there."""
        ...

    def record_failure(self, item: JournalItem, error: str, *, in_doubt: bool) -> None:
        """Note an item that is not there, or perhaps is."""
        ...

    def wait_before_listing(self, kind: str, project: str, confirm_after: float) -> float | None:
        """When to list all tasks of a project, or None."""
        ...

    def list_found(self, kind: str, project: str, names: Mapping[TaskId, str]) -> None:
        """Note ids and names that the service has."""
        ...

    def end_listing(self, kind: str, project: str) -> None:
        """Note that all tasks of a project have been listed."""
        ...


class Journal:
    """The journal of one run. No other run can have it meanwhile.

    Args:
        path: The file, made (0600) when missing; its folder must exist. None: a private one that
            ends with the run.
        base_url: The service that it is about.

    Attributes:
        was_damaged: Whether it, or one of an earlier run, had to be made anew.
        quarantined_to: Where the file was moved that was here before, and was damaged.

    Raises:
        FastLabelInvalidException: Another run has it, or it is about another service.
        JournalError: It cannot be read or written.
    """

    was_damaged: bool
    quarantined_to: Path | None = None

    def __init__(self, path: StrPath | None, base_url: str) -> None:
        self._path = None if path is None else Path(path).absolute()
        self._lock = threading.Lock()
        self._committing = threading.Lock()
        self._written = self._committed = 0
        self._mark = None if self._path is None else _take(self._path)
        try:
            self._database = self._open(base_url)
        except BaseException:
            self._release()
            raise

    def claim(self, item: JournalItem) -> Claim:
        """Ask what is known of an item; if it is to be sent, that is on the disk when this returns.

        Raises:
            FastLabelInvalidException: The item is in this run twice, or was created by an earlier
                run with other content.
            JournalError: The file cannot be written: nothing may be sent.
        """
        claim = self._judge(item)
        if claim.task_id is None:
            digest = item.digest()
            with self._using():
                self._check_new(self._row(item), item)
                self._intend(item, digest)
                number = self._written + 1
            self._flush(number)
        return claim

    def record(
        self, item: JournalItem, task_id: TaskId, state: Literal["created", "recovered"]
    ) -> None:
        """Note an item that is there. It is on the disk after the next claim."""
        self._settle(item, state, task_id, None)

    def record_failure(self, item: JournalItem, error: str, *, in_doubt: bool) -> None:
        """Note an item that is not there, or perhaps is. It is on the disk after the next claim."""
        self._settle(item, "intended" if in_doubt else "failed", None, error)

    def wait_before_listing(self, kind: str, project: str, confirm_after: float) -> float | None:
        """When to list all tasks of a project, because the journal was made anew.

        Returns:
            Seconds until all that an earlier run sent is there or will never be. None: no need to.
        """
        with self._using():
            after: float | None
            (after,) = self._database.execute("SELECT listed_after FROM service").fetchone()
            query = "SELECT 1 FROM listed WHERE kind = ? AND project = ?"
            if after is None or self._database.execute(query, (kind, project)).fetchone():
                return None
        return min(confirm_after, max(0.0, after + confirm_after - time.time()))

    def list_found(self, kind: str, project: str, names: Mapping[TaskId, str]) -> None:
        """Note ids and names that the service has."""
        rows = [
            (kind, project, name, "found", task_id, time.time(), 0)
            for task_id, name in names.items()
        ]
        statement = (
            "INSERT OR IGNORE INTO item (kind, project, name, state, task_id, time, run)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)"
        )
        with self._using():
            self._database.executemany(statement, rows)

    def end_listing(self, kind: str, project: str) -> None:
        """Note that all tasks of a project have been listed."""
        with self._using():
            self._database.execute("INSERT INTO listed VALUES (?, ?)", (kind, project))
        self._flush(self._written)

    def close(self) -> None:
        """Put everything on the disk and let others have the file."""
        try:
            with self._sqlite(), closing(self._database):
                if self._database.in_transaction:
                    self._database.execute("COMMIT")
        finally:
            self._release()

    def _release(self) -> None:
        if self._mark is not None:
            self._mark.close()

    def _open(self, base_url: str) -> sqlite3.Connection:
        if self._path is None:
            # SQLite's own temporary file: it spills to disk, and goes by itself.
            return self._prepare(_connect(""), base_url, None)
        damaged_at = None
        if not _is_sound(self._path):
            damaged_at = self._put_aside(self._path)
        with self._sqlite():
            _make(self._path)
            database = _connect(str(self._path))
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
        if not _number(database, "PRAGMA user_version"):
            database.execute("BEGIN IMMEDIATE")
            for statement in _TABLES.split(";"):
                database.execute(statement)
            database.execute("INSERT INTO service VALUES (?, ?)", (base_url, damaged_at))
            database.execute(f"PRAGMA application_id = {_OURS}")
            database.execute(f"PRAGMA user_version = {_VERSION}")
            database.execute("COMMIT")
        of, listed_after = database.execute("SELECT * FROM service").fetchone()
        self.was_damaged = listed_after is not None
        if of != base_url:
            invalid(
                f"journal: {_shown(self._path)} is about {of}, and this client calls {base_url}"
            )
        self._run = _number(database, "SELECT coalesce(max(run), 0) + 1 FROM item")
        database.execute("BEGIN IMMEDIATE")
        return database

    def _put_aside(self, path: Path) -> float:
        """Move a damaged file away. When it was last written no request of it can have followed."""
        files = [Path(f"{path}{suffix}") for suffix in ("", "-wal", "-shm")]
        there = [file for file in files if file.exists()]
        damaged_at = max(file.stat().st_mtime for file in there)
        stem = f"{path}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
        for file in there:
            file.replace(stem + str(file).removeprefix(str(path)))
        self.quarantined_to = Path(stem)
        _LOGGER.warning(
            "the journal %s was damaged and is now %s; the tasks that are on the service already "
            "will be looked up by their names",
            path,
            stem,
        )
        return damaged_at

    def _row(self, item: JournalItem) -> _Row | None:
        query = (
            f"SELECT {', '.join(_Row._fields)} FROM item"  # noqa: S608
            " WHERE kind = ? AND project = ? AND name = ?"
        )
        found = self._database.execute(query, (item.kind, item.project, item.name)).fetchone()
        return None if found is None else _Row(*found)

    def _judge(self, item: JournalItem) -> Claim:
        with self._using():
            row = self._row(item)
        self._check_new(row, item)
        if row is None or row.state == "failed":
            return Claim()
        if row.state == "found":
            return Claim(row.task_id, was_there=True)
        if row.stamp != item.stamp and row.digest != item.digest():
            _refuse_other_content(row, item.name)
        if row.state in _THERE:
            if row.run != self._run:
                return Claim(row.task_id)
            return Claim(
                row.task_id, by_this_run="recovered" if row.state == "recovered" else "created"
            )
        # A clock that was set back tells nothing.
        return Claim(in_doubt_for=max(0.0, time.time() - row.time))

    def _check_new(self, row: _Row | None, item: JournalItem) -> None:
        if row is None or row.run != self._run or (row.number < 0 and row.number == item.number):
            return
        other = "another row" if row.number < 0 else f"tasks[{row.number}]"
        invalid(f"name: {item.name!r} is the name of {other} too; names are unique")

    def _intend(self, item: JournalItem, digest: bytes) -> None:
        """Note that an item is about to be sent."""
        self._database.execute(
            "INSERT OR REPLACE INTO item VALUES (?, ?, ?, 'intended', NULL, NULL, ?, ?, ?, ?, ?)",
            (
                *(item.kind, item.project, item.name),
                *(digest, item.stamp, time.time(), self._run, item.number),
            ),
        )

    def _settle(
        self, item: JournalItem, state: JournalState, task_id: TaskId | None, error: str | None
    ) -> None:
        with self._using():
            self._database.execute(
                "UPDATE item SET state = ?, task_id = ?, error = ?, time = ?"
                " WHERE kind = ? AND project = ? AND name = ?",
                (state, task_id, error, time.time(), item.kind, item.project, item.name),
            )

    @contextmanager
    def _using(self) -> Generator[None]:
        with self._lock, self._sqlite():
            yield
            self._written += 1

    def _flush(self, number: int) -> None:
        """Have a write on the disk. Who waits meanwhile goes to the disk together."""
        with self._committing:
            if self._committed >= number:
                return
            with self._lock, self._sqlite():
                self._database.execute("COMMIT")
                self._committed = self._written
                self._database.execute("BEGIN IMMEDIATE")

    @contextmanager
    def _sqlite(self) -> Generator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            _fail(self._path, error)


def read_journal(path: StrPath) -> Iterator[JournalEntry]:
    """The items of a journal, by project and name; a run may be under way.

    Raises:
        MissingFileError: There is no such file.
        FastLabelInvalidException: It is no journal.
        JournalError: It is damaged, or cannot be read.
    """
    file = Path(path)
    if not file.is_file():
        raise MissingFileError(f"journal: there is no file {str(file)!r}")
    return _entries(file)


def _entries(path: Path) -> Iterator[JournalEntry]:
    columns = "kind, project, name, state, task_id, error, time"
    try:
        # Read-only, SQLite could not look into a journal that was left behind by a crash.
        with closing(_connect(str(path))) as database:
            _check_mark(database, path)
            query = f"SELECT {columns} FROM item ORDER BY kind, project, name"  # noqa: S608
            for kind, project, name, state, task_id, error, at in database.execute(query):
                when = datetime.fromtimestamp(at, UTC)
                yield JournalEntry(kind, project, name, state, task_id, error, when)
    except sqlite3.Error as error:
        _fail(path, error)


def _refuse_other_content(row: _Row, name: str) -> NoReturn:
    if row.state in _THERE:
        invalid(
            f"name: {name!r} was created by an earlier run with other content, as task "
            f"{row.task_id}; update or delete that task, or give another journal"
        )
    invalid(
        f"name: {name!r} was sent by an earlier run with other content, and may or may not have "
        "been created; look it up with find_by_name, and then give another journal"
    )


def _connect(name: str) -> sqlite3.Connection:
    return sqlite3.connect(name, timeout=10, isolation_level=None, check_same_thread=False)


def _make(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        pass
    except FileNotFoundError:
        raise MissingFileError(f"journal: there is no folder {str(path.parent)!r}") from None


def _take(path: Path) -> sqlite3.Connection:
    """Keep other runs from a journal. SQLite's lock on a file beside it ends with the process."""
    beside = path.with_name(f".{path.name}.lock")
    try:
        _make(beside)
        mark = sqlite3.connect(beside, timeout=0, isolation_level=None, check_same_thread=False)
    except (OSError, sqlite3.Error) as error:
        _fail(path, error)
    try:
        mark.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        mark.close()
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            invalid(f"journal: another run has {_shown(path)}; wait for its end, or end it")
        _fail(path, error)
    return mark


def _is_sound(path: Path) -> bool:
    """Whether a file is there no more than empty, or a journal that can be read."""
    if not path.exists() or not path.stat().st_size:
        return True
    try:
        with closing(_connect(str(path))) as database:
            # The first look at a file recovers what a crash left behind.
            if not _number(database, "SELECT count(*) FROM sqlite_schema"):
                # A run ended before it had written anything.
                return True
            _check_mark(database, path)
            return bool(database.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            return False
        _fail(path, error)


def _check_mark(database: sqlite3.Connection, path: Path) -> None:
    if _number(database, "PRAGMA application_id") != _OURS:
        invalid(f"journal: {_shown(path)} is a database of something else; name another file")
    version = _number(database, "PRAGMA user_version")
    if version != _VERSION:
        invalid(f"journal: {_shown(path)} is of a later fastlabel (form {version})")


def _number(database: sqlite3.Connection, query: str) -> int:
    return int(database.execute(query).fetchone()[0])


def _shown(path: Path | None) -> str:
    return repr(str(path))


def _fail(path: Path | None, error: Exception) -> NoReturn:
    if isinstance(error, FastLabelException):
        raise error
    raise JournalError(f"journal: {_shown(path)}: {error}; the same call goes on from it") from None
