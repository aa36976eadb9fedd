"""Projects, tasks and the token in one SQLite file."""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from threading import Lock
from typing import Any, Final

from pydantic import JsonValue
from pydantic_core import from_json

from fastlabel.errors import ConflictError, invalid
from fastlabel.sandbox.store.records import (
    Kind,
    Origin,
    StoredFile,
    StoredTask,
    TaskQuery,
    TaskUpdate,
    media_field,
    now_milliseconds,
)

_ENCODER: Final = json.JSONEncoder(allow_nan=False, ensure_ascii=False, separators=(",", ":"))


_VERSION: Final = 2
_TASK_TABLE: Final = """
CREATE TABLE {} (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    project TEXT NOT NULL REFERENCES project (slug),
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    tags TEXT NOT NULL,
    marks TEXT NOT NULL,
    settings TEXT NOT NULL,
    files TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);
"""
_TASK_INDEXES: Final = """
CREATE INDEX task_in_order ON task (project, number);
CREATE INDEX task_by_name ON task (project, name);
"""
_SCHEMA: Final = f"""
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE project (slug TEXT PRIMARY KEY, kind TEXT NOT NULL);
{_TASK_TABLE.format("task")}
{_TASK_INDEXES}
-- One row for each tag of a task, for filters.
CREATE TABLE tag (
    task INTEGER NOT NULL REFERENCES task (number) ON DELETE CASCADE,
    name TEXT NOT NULL,
    PRIMARY KEY (task, name)
) WITHOUT ROWID;
"""
_UPGRADE: Final = "".join(
    (
        _TASK_TABLE.format("task_new"),
        "INSERT INTO task_new SELECT * FROM task; DROP TABLE task;",
        "ALTER TABLE task_new RENAME TO task;",
        _TASK_INDEXES,
    )
)
"""From version 1, whose table had a unique constraint on names."""
_TASK: Final = """
SELECT id, project.kind, name, status, tags, marks, settings, files, created_at, updated_at
FROM task JOIN project ON project.slug = task.project
"""
_INSERT: Final = """
INSERT INTO task
VALUES (
    NULL, :id, :project, :name, :status, :tags, :marks, :settings, :files, :created_at, :updated_at
)
"""
_UPDATE: Final = """
UPDATE task SET
    status = coalesce(:status, status),
    tags = coalesce(:tags, tags),
    marks = coalesce(:marks, marks),
    settings = json_patch(settings, :settings),
    updated_at = max(updated_at + 1, :now)
WHERE id = :id RETURNING number
"""
_HAS_TAG: Final = "EXISTS (SELECT 1 FROM tag WHERE tag.task = number AND tag.name = :{})"
_NOT_HIDDEN: Final = "id NOT IN (SELECT value FROM json_each(:hidden))"
_CONDITIONS: Final = {
    "status": "status = :status",
    "external_status": "json_extract(settings, '$.externalStatus') = :external_status",
    "name": "name = :name",
}


class Store:
    """The database. Its methods may be called from any thread."""

    def __init__(self, path: Path, *, unique_names: bool = True, is_lasting: bool = True) -> None:
        # Private, since it has the token.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self._unique_names = unique_names
        self._lock = Lock()
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            self._prepare(path, is_lasting=is_lasting)
        except sqlite3.DatabaseError as error:
            self.close()
            invalid(f"{str(path)!r}: {error}", "data")
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file, after calls in progress."""
        with self._lock:
            self._connection.close()

    def token(self) -> str:
        """Token of this folder, created when it is first needed."""
        with self._transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO setting VALUES ('token', ?)", (secrets.token_urlsafe(24),)
            )
            (token,) = connection.execute(
                "SELECT value FROM setting WHERE name = 'token'"
            ).fetchone()
        return str(token)

    def check_available(self, kind: Kind, project: str, name: str) -> None:
        """Refuse a project of another kind (422), and a name that exists in it (409)."""
        with self._lock:
            _check_kind(self._connection, kind, project)
            self._check_name(self._connection, project, name)

    def add(self, project: str, kind: Kind, tasks: Iterable[tuple[Origin, StoredTask]]) -> None:
        """Store tasks with their ids and times: all of them or none."""
        with self._transaction() as connection:
            _check_kind(connection, kind, project)
            for origin, task in tasks:
                with origin.located():
                    _check_id(connection, task.id)
                    self._check_name(connection, project, task.name)
                    _insert(connection, project, kind, task)

    def find(self, task_id: str) -> StoredTask | None:
        """Task of an id, if it exists."""
        with self._lock:
            row = self._connection.execute(f"{_TASK} WHERE id = ?", (task_id,)).fetchone()
        return None if row is None else _task(row)

    def page(self, kind: Kind, query: TaskQuery, hidden: Sequence[str] = ()) -> list[StoredTask]:
        """Tasks in the order of their creation, without those of the hidden ids."""
        values: dict[str, Any] = asdict(query)
        tags = {f"tag{index}": tag for index, tag in enumerate(values.pop("tags"))}
        conditions = ["project = :project"]
        conditions += [text for field, text in _CONDITIONS.items() if values[field] is not None]
        conditions += [_HAS_TAG.format(key) for key in tags]
        if hidden:
            conditions.append(_NOT_HIDDEN)
        statement = (
            f"{_TASK} WHERE {' AND '.join(conditions)} ORDER BY number LIMIT :limit OFFSET :offset"
        )
        values["hidden"] = json.dumps(hidden)
        with self._lock:
            _check_kind(self._connection, kind, query.project)
            rows = self._connection.execute(statement, values | tags).fetchall()
        return [_task(row) for row in rows]

    def update(self, task_id: str, update: TaskUpdate) -> bool:
        """Update a task, if it still exists."""
        marks = update.annotations_or_attributes
        row = {
            "id": task_id,
            "status": update.status,
            "tags": None if update.tags is None else _encode([*update.tags], "tags"),
            "marks": None if marks is None else _encode([*marks], "annotations"),
            "settings": _encode(update.optional_fields, "metadatas"),
            "now": now_milliseconds(),
        }
        with self._transaction() as connection:
            updated = connection.execute(_UPDATE, row).fetchone()
            if updated is not None and update.tags is not None:
                connection.execute("DELETE FROM tag WHERE task = ?", updated)
                _add_tags(connection, updated[0], update.tags)
        return updated is not None

    def remove(self, task_id: str) -> list[str] | None:
        """Delete a task and return the names of its files; None if it does not exist."""
        with self._transaction() as connection:
            row = connection.execute(
                "DELETE FROM task WHERE id = ? RETURNING files", (task_id,)
            ).fetchone()
        return None if row is None else _file_names([row])

    def files(self) -> set[str]:
        """Names of the files of all tasks."""
        with self._lock:
            rows = self._connection.execute("SELECT files FROM task").fetchall()
        return set(_file_names(rows))

    def clear(self) -> list[str]:
        """Delete all tasks and projects and return the names of their files."""
        with self._transaction() as connection:
            rows = connection.execute("DELETE FROM task RETURNING files").fetchall()
            connection.execute("DELETE FROM project")
        return _file_names(rows)

    def _prepare(self, path: Path, *, is_lasting: bool) -> None:
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute(f"PRAGMA synchronous = {'NORMAL' if is_lasting else 'OFF'}")
        with self._transaction() as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version not in {0, 1, _VERSION}:
                invalid(f"{str(path)!r} was written by another version of the sandbox", "data")
            if version != _VERSION:
                for statement in (_SCHEMA if version == 0 else _UPGRADE).split(";"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {_VERSION}")
        # Last: with foreign keys on, a referenced table cannot be rebuilt.
        self._connection.execute("PRAGMA foreign_keys = ON")

    def _check_name(self, connection: sqlite3.Connection, project: str, name: str) -> None:
        exists = "SELECT 1 FROM task WHERE project = ? AND name = ?"
        if self._unique_names and connection.execute(exists, (project, name)).fetchone():
            raise ConflictError(f"{name!r} is taken in project {project!r}", 409).at("name")

    @contextmanager
    def _transaction(self) -> Generator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")


def _check_kind(connection: sqlite3.Connection, kind: Kind, project: str) -> None:
    row = connection.execute("SELECT kind FROM project WHERE slug = ?", (project,)).fetchone()
    if row is not None and row[0] != kind.label:
        invalid(f"{project!r} holds {row[0]} tasks, not {kind.label} tasks", "project")


def _check_id(connection: sqlite3.Connection, task_id: str) -> None:
    if connection.execute("SELECT 1 FROM task WHERE id = ?", (task_id,)).fetchone():
        raise ConflictError(f"{task_id!r} is taken", 409).at("id")


def _encode(value: JsonValue, field: str) -> str:
    """JSON text; a number such as 1e999 is refused."""
    try:
        return _ENCODER.encode(value)
    except ValueError:
        invalid("has a number that is too large", field)


def _insert(connection: sqlite3.Connection, project: str, kind: Kind, task: StoredTask) -> None:
    row = {
        "id": task.id,
        "project": project,
        "name": task.name,
        "status": task.status,
        "tags": _encode([*task.tags], "tags"),
        "marks": _encode([*task.annotations_or_attributes], kind.marks),
        "settings": _encode(task.optional_fields, "metadatas"),
        "files": _encode([asdict(file) for file in task.files], media_field(kind)),
        "created_at": task.created_at,
        "updated_at": task.updated_at,
    }
    connection.execute("INSERT OR IGNORE INTO project VALUES (?, ?)", (project, kind.label))
    _add_tags(connection, connection.execute(_INSERT, row).lastrowid, task.tags)


def _add_tags(connection: sqlite3.Connection, task: int | None, tags: Iterable[str]) -> None:
    connection.executemany("INSERT OR IGNORE INTO tag VALUES (?, ?)", [(task, tag) for tag in tags])


def _task(row: Sequence[Any]) -> StoredTask:
    task_id, kind, name, status, tags, marks, optional_fields, files, created_at, updated_at = row
    return StoredTask(
        id=task_id,
        kind=kind,
        name=name,
        status=status,
        tags=from_json(tags),
        annotations_or_attributes=from_json(marks),
        optional_fields=from_json(optional_fields),
        files=[StoredFile(**file) for file in from_json(files)],
        created_at=created_at,
        updated_at=updated_at,
    )


def _file_names(rows: Iterable[tuple[str]]) -> list[str]:
    return [file["file"] for (files,) in rows for file in from_json(files)]
