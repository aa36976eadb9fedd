"""Manifest of a download folder: what is known of its media, in an SQLite file."""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple, NoReturn

from fastlabel._files.sqlite_file import (
    FileFormat,
    connect,
    create_private,
    is_damaged,
    is_disk_full,
    is_locked,
)
from fastlabel._media.layout import Medium
from fastlabel.errors import FastLabelException, invalid
from fastlabel.models import TaskId

MANIFEST_FILE: Final = ".fastlabel.sqlite3"
# A file without a size is about to be downloaded for the first time.
_FORMAT: Final = FileFormat(
    b"flmd",
    1,
    """
CREATE TABLE owner (
    base_url TEXT NOT NULL, kind TEXT NOT NULL, project TEXT, is_in_use INTEGER NOT NULL);
CREATE TABLE medium (
    path TEXT PRIMARY KEY, task_id TEXT NOT NULL, updated_at TEXT NOT NULL,
    size INTEGER, mtime INTEGER, sha256 TEXT) WITHOUT ROWID
""",
)
_RUN_TABLES: Final = """
CREATE TEMP TABLE wanted (
    path TEXT PRIMARY KEY, task_id TEXT NOT NULL, position INTEGER NOT NULL) WITHOUT ROWID;
CREATE TEMP TABLE wanted_task (id TEXT PRIMARY KEY) WITHOUT ROWID
"""


class FolderIdentity(NamedTuple):
    """The service, kind and project whose media a folder holds."""

    base_url: str
    kind: str
    project: str | None
    """None: of arbitrary tasks."""

    def __str__(self) -> str:
        what = "tasks" if self.project is None else f"project {self.project!r}"
        return f"{what} ({self.kind}) of {self.base_url}"


class ManifestEntry(NamedTuple):
    """What is known of a media file."""

    task_id: str
    updated_at: str
    size: int | None
    """Bytes; None if a run ended before it was downloaded."""
    mtime: int | None
    """Nanoseconds since 1970."""
    sha256: str | None


class Manifest:
    """Manifest of one folder. No other run can use it meanwhile; a kill releases it."""

    def __init__(self, folder: Path, identity: FolderIdentity) -> None:
        self._folder = folder
        self._path = folder / MANIFEST_FILE
        self._lock = threading.Lock()
        with self._errors():
            create_private(self._path)
            self._database = connect(self._path, timeout=0)
            try:
                self.was_interrupted: bool = self._prepare(identity)  # the last run did not end
            except BaseException:
                self._database.close()
                raise

    def close(self) -> None:
        """End the run normally."""
        try:
            self._execute("UPDATE owner SET is_in_use = 0")
        finally:
            self._database.close()

    def is_new(self, task_id: TaskId) -> bool:
        """Whether a task comes for the first time in this run; it is recorded."""
        return self._execute("INSERT OR IGNORE INTO wanted_task VALUES (?)", task_id) == 1

    def mark_wanted(self, medium: Medium) -> None:
        """Record that a media file belongs to this run."""
        path, owner = medium.path.as_posix(), (medium.task_id, medium.position)
        if self._execute("INSERT OR IGNORE INTO wanted VALUES (?, ?, ?)", path, *owner):
            return
        query = "SELECT task_id, position FROM wanted WHERE path = ?"
        other = self._fetch(query, path)
        if other != owner:
            invalid(
                f"{path}: already belongs to task {other[0]}, and names are unique; use two folders"
            )

    def entry_for(self, path: Path) -> ManifestEntry | None:
        """What is known of a path; None if nothing was downloaded to it."""
        columns = ", ".join(ManifestEntry._fields)
        query = f"SELECT {columns} FROM medium WHERE path = ?"  # noqa: S608  # names of our own
        row = self._fetch(query, path.as_posix())
        return None if row is None else ManifestEntry(*row)

    def mark_pending(self, medium: Medium) -> None:
        """Record, before the first download, that the file at this path will be ours."""
        self._execute(
            "INSERT INTO medium VALUES (?, ?, ?, NULL, NULL, NULL)",
            *(medium.path.as_posix(), medium.task_id, medium.updated_at),
        )

    def record(self, medium: Medium, size: int, mtime: int, sha256: str) -> None:
        """Record a media file that exists."""
        self._execute(
            "REPLACE INTO medium VALUES (?, ?, ?, ?, ?, ?)",
            *(medium.path.as_posix(), medium.task_id, medium.updated_at, size, mtime, sha256),
        )

    def forget(self, path: Path) -> None:
        """Record that no file of ours is at a path."""
        self._execute("DELETE FROM medium WHERE path = ?", path.as_posix())

    def orphans(self) -> Iterator[tuple[Path, ManifestEntry]]:
        """Iterate over the media of earlier runs that do not belong to this one."""
        query = (
            "SELECT path, task_id, updated_at, size, mtime, sha256 FROM medium"
            " WHERE path > ? AND NOT EXISTS (SELECT 1 FROM wanted WHERE wanted.path = medium.path)"
            " ORDER BY path LIMIT 1"
        )
        path = ""
        while row := self._fetch(query, path):
            path = row[0]
            yield Path(path), ManifestEntry(*row[1:])

    def _prepare(self, identity: FolderIdentity) -> bool:
        database = self._database
        # Held until the connection is closed, for whatever reason.
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        database.execute("BEGIN EXCLUSIVE")
        is_new = _FORMAT.is_new(database, self._refuse_file)
        database.execute("COMMIT")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        database.execute("BEGIN EXCLUSIVE")
        if is_new:
            _FORMAT.create(database)
            database.execute("INSERT INTO owner VALUES (?, ?, ?, 0)", identity)
        was_in_use = self._check_owner(identity)
        database.execute("UPDATE owner SET is_in_use = 1")
        database.execute("COMMIT")
        for statement in _RUN_TABLES.split(";"):
            database.execute(statement)
        return was_in_use

    def _refuse_file(self, reason: str) -> NoReturn:
        self._refuse(f"has a {MANIFEST_FILE} that {reason}; name another folder")

    def _check_owner(self, identity: FolderIdentity) -> bool:
        *owner, was_in_use = self._database.execute("SELECT * FROM owner").fetchone()
        actual = FolderIdentity(*owner)
        if actual != identity:
            self._refuse(f"holds {actual}, not {identity}; name another folder")
        return bool(was_in_use)

    def _execute(self, query: str, *values: object) -> int:
        """Run a statement and return how many rows it changed."""
        with self._lock, self._errors():
            return self._database.execute(query, values).rowcount

    def _fetch(self, query: str, *values: object) -> Any:
        """The first row of a query, or None."""
        with self._lock, self._errors():
            return self._database.execute(query, values).fetchone()

    @contextmanager
    def _errors(self) -> Generator[None]:
        try:
            yield
        except sqlite3.Error as error:
            self._fail(error)

    def _fail(self, error: sqlite3.Error) -> NoReturn:
        if is_disk_full(error):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._path)) from None
        if is_locked(error):
            self._refuse("is in use by another run; wait for it, or end it")
        if is_damaged(error):
            self._refuse(f"has a damaged {MANIFEST_FILE} ({error}); use another folder")
        raise FastLabelException(f"{str(self._path)!r}: {error}").at("folder") from None

    def _refuse(self, reason: str) -> NoReturn:
        invalid(f"{str(self._folder)!r} {reason}", "folder")
