"""Projects, tasks and the token in one SQLite file."""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import time
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from threading import Lock
from typing import Any

from pydantic_core import from_json

from fastlabel.errors import ConflictError, FastLabelInvalidException
from fastlabel.sandbox.store.json_text import encode
from fastlabel.sandbox.store.records import (
    Change,
    Creation,
    JsonObject,
    Kind,
    StoredFile,
    StoredTask,
    Wanted,
)
from fastlabel.sandbox.store.sql import (
    CONDITIONS,
    HAS_TAG,
    INSERT,
    NOT_HIDDEN,
    SCHEMA,
    TASK,
    UPDATE,
    UPGRADE,
    VERSION,
)

__all__ = ["Store"]


class Store:
    """The database. Its methods may be called from any thread.

    Args:
        path: The file; it is made if need be.
        unique_names: Whether a name can be taken once only in a project.
        is_lasting: Whether it has to survive more than the end of the process.

    Raises:
        FastLabelInvalidException: The file is no database, or of another version of the sandbox.
    """

    def __init__(self, path: Path, *, unique_names: bool = True, is_lasting: bool = True) -> None:
        # The token is in there.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self._unique_names = unique_names
        self._lock = Lock()
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            self._prepare(path, is_lasting=is_lasting)
        except sqlite3.DatabaseError as error:
            self.close()
            raise FastLabelInvalidException(f"data: {str(path)!r}: {error}", 422) from None
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file. Calls that are under way finish first."""
        with self._lock:
            self._connection.close()

    def token(self) -> str:
        """The token of this folder, made when it is first asked for."""
        with self._transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO setting VALUES ('token', ?)", (secrets.token_urlsafe(24),)
            )
            (token,) = connection.execute(
                "SELECT value FROM setting WHERE name = 'token'"
            ).fetchone()
        return str(token)

    def check_free(self, kind: Kind, project: str, name: str) -> None:
        """Refuse a project that holds another kind (422), and a name that is taken in it (409)."""
        with self._lock:
            _check_kind(self._connection, kind, project)
            self._check_name(self._connection, project, name)

    def add(
        self,
        task_id: str,
        kind: Kind,
        new: Creation,
        marks: list[JsonObject],
        files: list[StoredFile],
    ) -> None:
        """Keep a new task under an id of its own.

        Raises:
            FastLabelInvalidException: As for `check_free`: another request may have been faster.
        """
        now = _now()
        task = StoredTask(
            id=task_id,
            kind=kind.label,
            name=new.name,
            status=new.status,
            tags=new.tags,
            marks=marks,
            settings=new.settings,
            files=files,
            created_at=now,
            updated_at=now,
        )
        row = _row(new.project, kind, task)
        with self._transaction() as connection:
            _check_kind(connection, kind, new.project)
            self._check_name(connection, new.project, new.name)
            _insert(connection, row, kind, new.tags)

    def restore(self, project: str, kind: Kind, tasks: Iterable[tuple[str, StoredTask]]) -> None:
        """Keep tasks that were told elsewhere, with their ids and times: all of them or none.

        Args:
            project: Where to.
            kind: Of which kind they are.
            tasks: For each the place that errors name, and the task.

        Raises:
            FastLabelInvalidException: The project holds another kind (422), or an id or a name is
                taken (409).
        """
        with self._transaction() as connection:
            _check_kind(connection, kind, project)
            for place, task in tasks:
                _check_id(connection, task.id, place)
                self._check_name(connection, project, task.name, place)
                _insert(connection, _row(project, kind, task, place), kind, task.tags)

    def find(self, task_id: str) -> StoredTask | None:
        """The task of an id, if there is one."""
        with self._lock:
            row = self._connection.execute(f"{TASK} WHERE id = ?", (task_id,)).fetchone()
        return None if row is None else _task(row)

    def page(self, kind: Kind, wanted: Wanted, hidden: Sequence[str] = ()) -> list[StoredTask]:
        """Tasks in the order of their creation; none of a project that does not exist.

        Args:
            kind: The kind of task.
            wanted: Which ones.
            hidden: The ids of those to leave out.

        Raises:
            FastLabelInvalidException: The project holds another kind (422).
        """
        conditions = ["project = :project"]
        conditions += [
            text for field, text in CONDITIONS.items() if getattr(wanted, field) is not None
        ]
        tags = {f"tag{index}": tag for index, tag in enumerate(wanted.tags)}
        conditions += [HAS_TAG.format(key) for key in tags]
        if hidden:
            conditions.append(NOT_HIDDEN)
        query = (
            f"{TASK} WHERE {' AND '.join(conditions)} ORDER BY number LIMIT :limit OFFSET :offset"
        )
        values = {field.name: getattr(wanted, field.name) for field in fields(wanted)}
        values["hidden"] = json.dumps(hidden)
        del values["tags"]
        with self._lock:
            _check_kind(self._connection, kind, wanted.project)
            rows = self._connection.execute(query, values | tags).fetchall()
        return [_task(row) for row in rows]

    def change(self, task_id: str, change: Change) -> bool:
        """Change a task, if it is still there."""
        row = {
            "id": task_id,
            "status": change.status,
            "tags": None if change.tags is None else encode([*change.tags], "tags"),
            "marks": None if change.marks is None else encode([*change.marks], "annotations"),
            "settings": encode(change.settings, "metadatas"),
            "now": _now(),
        }
        with self._transaction() as connection:
            changed = connection.execute(UPDATE, row).fetchone()
            if changed is not None and change.tags is not None:
                connection.execute("DELETE FROM tag WHERE task = ?", changed)
                _add_tags(connection, changed[0], change.tags)
        return changed is not None

    def remove(self, task_id: str) -> list[str] | None:
        """Forget a task, and give the names of its files; None if there is no such task."""
        with self._transaction() as connection:
            row = connection.execute(
                "DELETE FROM task WHERE id = ? RETURNING files", (task_id,)
            ).fetchone()
        return None if row is None else _file_names([row])

    def files(self) -> set[str]:
        """The names of the files of all tasks."""
        with self._lock:
            rows = self._connection.execute("SELECT files FROM task").fetchall()
        return set(_file_names(rows))

    def clear(self) -> list[str]:
        """Forget all tasks and projects, and give the names of their files."""
        with self._transaction() as connection:
            rows = connection.execute("DELETE FROM task RETURNING files").fetchall()
            connection.execute("DELETE FROM project")
        return _file_names(rows)

    def _prepare(self, path: Path, *, is_lasting: bool) -> None:
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute(f"PRAGMA synchronous = {'NORMAL' if is_lasting else 'OFF'}")
        with self._transaction() as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version not in {0, 1, VERSION}:
                raise FastLabelInvalidException(
                    f"data: {str(path)!r} was written by another version of the sandbox", 422
                )
            if version != VERSION:
                for statement in (SCHEMA if version == 0 else UPGRADE).split(";"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {VERSION}")
        # Only now: while they are kept, a table that others refer to cannot be built anew.
        self._connection.execute("PRAGMA foreign_keys = ON")

    def _check_name(
        self, connection: sqlite3.Connection, project: str, name: str, place: str = ""
    ) -> None:
        if not self._unique_names:
            return
        taken = connection.execute(
            "SELECT 1 FROM task WHERE project = ? AND name = ?", (project, name)
        ).fetchone()
        if taken:
            raise ConflictError(f"{place}name: {name!r} is taken in project {project!r}", 409)

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
        raise FastLabelInvalidException(
            f"project: {project!r} holds {row[0]} tasks, not {kind.label} tasks", 422
        )


def _check_id(connection: sqlite3.Connection, task_id: str, place: str) -> None:
    if connection.execute("SELECT 1 FROM task WHERE id = ?", (task_id,)).fetchone():
        raise ConflictError(f"{place}id: {task_id!r} is taken", 409)


def _row(project: str, kind: Kind, task: StoredTask, place: str = "") -> dict[str, str | int]:
    return {
        "id": task.id,
        "project": project,
        "name": task.name,
        "status": task.status,
        "tags": encode([*task.tags], f"{place}tags"),
        "marks": encode([*task.marks], f"{place}{kind.marks}"),
        "settings": encode(task.settings, f"{place}metadatas"),
        "files": encode(
            [_file(file) for file in task.files],
            f"{place}{'contents' if kind.has_contents else 'file'}",
        ),
        "created_at": task.created_at,
        "updated_at": task.updated_at,
    }


def _insert(
    connection: sqlite3.Connection, row: dict[str, str | int], kind: Kind, tags: Iterable[str]
) -> None:
    connection.execute("INSERT OR IGNORE INTO project VALUES (?, ?)", (row["project"], kind.label))
    _add_tags(connection, connection.execute(INSERT, row).lastrowid, tags)


def _add_tags(connection: sqlite3.Connection, task: int | None, tags: Iterable[str]) -> None:
    connection.executemany("INSERT OR IGNORE INTO tag VALUES (?, ?)", [(task, tag) for tag in tags])


def _task(row: Sequence[Any]) -> StoredTask:
    task_id, kind, name, status, tags, marks, settings, files, created_at, updated_at = row
    return StoredTask(
        id=task_id,
        kind=kind,
        name=name,
        status=status,
        tags=from_json(tags),
        marks=from_json(marks),
        settings=from_json(settings),
        files=[StoredFile(**file) for file in from_json(files)],
        created_at=created_at,
        updated_at=updated_at,
    )


def _file(file: StoredFile) -> JsonObject:
    return {"name": file.name, "file": file.file, "facts": {**file.facts}}


def _file_names(rows: Iterable[tuple[str]]) -> list[str]:
    return [file["file"] for (files,) in rows for file in from_json(files)]


def _now() -> int:
    return time.time_ns() // 1_000_000
