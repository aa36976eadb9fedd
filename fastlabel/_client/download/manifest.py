"""What is known of the media in a folder, in an SQLite file that outlives the process."""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple, NoReturn

from fastlabel._media.layout import Medium
from fastlabel.errors import FastLabelException, invalid
from fastlabel.models import TaskId

__all__ = ["STATE_FILE", "MediaFacts", "MediaState", "Owner"]

STATE_FILE: Final = ".fastlabel.sqlite3"
# What marks the file as ours. https://www.sqlite.org/pragma.html#pragma_application_id
_OURS: Final = int.from_bytes(b"flmd")
_VERSION: Final = 1
_LOCKED: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
# A medium without a size is about to be fetched for the first time.
_TABLES: Final = """
CREATE TABLE owner (
    base_url TEXT NOT NULL, kind TEXT NOT NULL, project TEXT, is_in_use INTEGER NOT NULL);
CREATE TABLE medium (
    path TEXT PRIMARY KEY, task_id TEXT NOT NULL, updated_at TEXT NOT NULL,
    size INTEGER, mtime INTEGER, sha256 TEXT) WITHOUT ROWID
"""
_OF_THIS_RUN: Final = """
CREATE TEMP TABLE seen (
    path TEXT PRIMARY KEY, task_id TEXT NOT NULL, position INTEGER NOT NULL) WITHOUT ROWID;
CREATE TEMP TABLE seen_task (id TEXT PRIMARY KEY) WITHOUT ROWID
"""


class Owner(NamedTuple):
    """What a folder holds the media of."""

    base_url: str
    kind: str
    project: str | None
    """None: of whatever tasks were given."""

    def __str__(self) -> str:
        what = "tasks" if self.project is None else f"project {self.project!r}"
        return f"{what} ({self.kind}) of {self.base_url}"


class MediaFacts(NamedTuple):
    """What is known of a medium that was fetched."""

    task_id: str
    updated_at: str
    size: int | None
    """Bytes; None if it was about to be fetched when a run ended."""
    mtime: int | None
    """Nanoseconds since 1970."""
    sha256: str | None


class MediaState:
    """The state of one folder. No other run can have it meanwhile, and a kill gives it free.

    Args:
        folder: The folder, which exists.
        owner: Whose media it is to hold.

    Attributes:
        was_interrupted: Whether the run before came to no end.

    Raises:
        FastLabelInvalidException: Another run has it, or it is somebody else's.
    """

    def __init__(self, folder: Path, owner: Owner) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        with self._sqlite():
            _make(folder / STATE_FILE)
            # Between two calls, an anyio task may go on in another thread.
            self._database = sqlite3.connect(
                folder / STATE_FILE, timeout=0, isolation_level=None, check_same_thread=False
            )
            try:
                self.was_interrupted: bool = self._prepare(owner)
            except BaseException:
                self._database.close()
                raise

    def close(self) -> None:
        """The run came to its end."""
        try:
            with self._using():
                self._database.execute("UPDATE owner SET is_in_use = 0")
        finally:
            self._database.close()

    def is_new(self, task_id: TaskId) -> bool:
        """Whether a task is met for the first time in this run; it is noted."""
        with self._using():
            query = "INSERT OR IGNORE INTO seen_task VALUES (?)"
            return self._database.execute(query, (task_id,)).rowcount == 1

    def see(self, medium: Medium) -> None:
        """Note that a medium is one of this run.

        Raises:
            FastLabelInvalidException: Another medium of this run has its path.
        """
        path, mine = medium.path.as_posix(), (medium.task_id, medium.position)
        with self._using():
            query = "INSERT OR IGNORE INTO seen VALUES (?, ?, ?)"
            if self._database.execute(query, (path, *mine)).rowcount:
                return
            query = "SELECT task_id, position FROM seen WHERE path = ?"
            other = self._database.execute(query, (path,)).fetchone()
        if other != mine:
            invalid(f"{path}: is of task {other[0]} already, and names are unique; use two folders")

    def known(self, path: Path) -> MediaFacts | None:
        """What is known of a path; None if it was never fetched to."""
        columns = ", ".join(MediaFacts._fields)
        query = f"SELECT {columns} FROM medium WHERE path = ?"  # noqa: S608  # names of our own
        with self._using():
            row = self._database.execute(query, (path.as_posix(),)).fetchone()
        return None if row is None else MediaFacts(*row)

    def intend(self, medium: Medium) -> None:
        """Note, before it is fetched for the first time, that what is there will be ours."""
        row = (medium.path.as_posix(), medium.task_id, medium.updated_at)
        with self._using():
            query = "INSERT INTO medium VALUES (?, ?, ?, NULL, NULL, NULL)"
            self._database.execute(query, row)

    def record(self, medium: Medium, size: int, mtime: int, sha256: str) -> None:
        """Note that a medium is there."""
        row = (medium.path.as_posix(), medium.task_id, medium.updated_at, size, mtime, sha256)
        with self._using():
            self._database.execute("REPLACE INTO medium VALUES (?, ?, ?, ?, ?, ?)", row)

    def forget(self, path: Path) -> None:
        """Note that nothing of ours is at a path."""
        with self._using():
            self._database.execute("DELETE FROM medium WHERE path = ?", (path.as_posix(),))

    def orphans(self) -> Iterator[tuple[Path, MediaFacts]]:
        """The media that are there of earlier runs, and not of this one."""
        query = (
            "SELECT path, task_id, updated_at, size, mtime, sha256 FROM medium"
            " WHERE path > ? AND NOT EXISTS (SELECT 1 FROM seen WHERE seen.path = medium.path)"
            " ORDER BY path LIMIT 1"
        )
        path = ""
        while True:
            with self._using():
                row = self._database.execute(query, (path,)).fetchone()
            if row is None:
                return
            path = row[0]
            yield Path(path), MediaFacts(*row[1:])

    def _prepare(self, owner: Owner) -> bool:
        # Kept until the connection is closed, however that comes about.
        self._database.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._database.execute("BEGIN EXCLUSIVE")
        self._check_mark()
        self._database.execute("COMMIT")
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = FULL")
        self._database.execute("BEGIN EXCLUSIVE")
        was_in_use = self._own(owner)
        self._database.execute("COMMIT")
        for statement in _OF_THIS_RUN.split(";"):
            self._database.execute(statement)
        return was_in_use

    def _check_mark(self) -> None:
        mark, version = self._number("PRAGMA application_id"), self._number("PRAGMA user_version")
        is_empty = not self._number("SELECT count(*) FROM sqlite_schema")
        if mark != _OURS and not (is_empty and not mark):
            self._refuse(f"has a {STATE_FILE} of something else; name another folder")
        if version not in {0, _VERSION}:
            self._refuse(f"was filled by a later fastlabel (form {version})")

    def _own(self, owner: Owner) -> bool:
        if not self._number("PRAGMA user_version"):
            for statement in _TABLES.split(";"):
                self._database.execute(statement)
            self._database.execute("INSERT INTO owner VALUES (?, ?, ?, 0)", owner)
            self._database.execute(f"PRAGMA application_id = {_OURS}")
            self._database.execute(f"PRAGMA user_version = {_VERSION}")
        *found, was_in_use = self._database.execute("SELECT * FROM owner").fetchone()
        if Owner(*found) != owner:
            self._refuse(f"holds {Owner(*found)}, not {owner}; name another folder")
        self._database.execute("UPDATE owner SET is_in_use = 1")
        return bool(was_in_use)

    def _number(self, query: str) -> int:
        return int(self._database.execute(query).fetchone()[0])

    @contextmanager
    def _using(self) -> Generator[None]:
        with self._lock, self._sqlite():
            yield

    @contextmanager
    def _sqlite(self) -> Generator[None]:
        try:
            yield
        except sqlite3.Error as error:
            self._fail(error)

    def _fail(self, error: sqlite3.Error) -> NoReturn:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        file = self._folder / STATE_FILE
        if code == sqlite3.SQLITE_FULL:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(file)) from None
        if code in _LOCKED:
            self._refuse("is being filled by another run; wait for its end, or end it")
        if code in _DAMAGED:
            self._refuse(f"has a damaged {STATE_FILE} ({error}); fill another folder")
        raise FastLabelException(f"folder: {str(file)!r}: {error}") from None

    def _refuse(self, reason: str) -> NoReturn:
        invalid(f"folder: {str(self._folder)!r} {reason}")


def _make(path: Path) -> None:
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
