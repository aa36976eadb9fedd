"""SQLite files of this package: private, marked as its own, checked for locks and damage."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

_LOCKED: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


@dataclass(frozen=True, slots=True)
class FileFormat:
    """The tables of one kind of file, and how it is recognised."""

    mark: bytes
    """Four bytes: https://www.sqlite.org/pragma.html#pragma_application_id"""
    version: int
    tables: str
    """Statements, separated by semicolons."""

    def is_new(self, database: sqlite3.Connection, refuse: Callable[[str], NoReturn]) -> bool:
        """Whether the file is still empty; `refuse` is called if it is of another kind."""
        mark = read_number(database, "PRAGMA application_id")
        if not mark and not read_number(database, "SELECT count(*) FROM sqlite_schema"):
            return True
        if mark != int.from_bytes(self.mark):
            refuse("is a database of another program")
        version = read_number(database, "PRAGMA user_version")
        if version > self.version:
            refuse(f"was written by a later version of fastlabel (format {version})")
        return False

    def create(self, database: sqlite3.Connection) -> None:
        """Create the tables, in the transaction of the caller."""
        for statement in self.tables.split(";"):
            database.execute(statement)
        self.stamp(database)

    def stamp(self, database: sqlite3.Connection) -> None:
        """Mark the file as being of this kind and version."""
        database.execute(f"PRAGMA application_id = {int.from_bytes(self.mark)}")
        database.execute(f"PRAGMA user_version = {self.version}")


def create_private(path: Path) -> None:
    """Create an empty file that only the user may read (mode 0600), unless it exists."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def connect(path: Path | str, *, timeout: float) -> sqlite3.Connection:
    """Open a file for any thread, without implicit transactions."""
    return sqlite3.connect(path, timeout=timeout, isolation_level=None, check_same_thread=False)


def read_number(database: sqlite3.Connection, query: str) -> int:
    """The number that a query returns."""
    return int(database.execute(query).fetchone()[0])


def is_locked(error: sqlite3.Error) -> bool:
    """Whether another connection holds the file."""
    return _code(error) in _LOCKED


def is_damaged(error: sqlite3.Error) -> bool:
    """Whether the file is not a sound database."""
    return _code(error) in _DAMAGED


def is_disk_full(error: sqlite3.Error) -> bool:
    """Whether the disk is full."""
    return _code(error) == sqlite3.SQLITE_FULL


def _code(error: sqlite3.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF
