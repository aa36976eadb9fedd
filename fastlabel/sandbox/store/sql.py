"""Tables and statements of the sandbox's database."""

from __future__ import annotations

from typing import Final

__all__ = [
    "CONDITIONS",
    "HAS_TAG",
    "INSERT",
    "NOT_HIDDEN",
    "SCHEMA",
    "TASK",
    "UPDATE",
    "UPGRADE",
    "VERSION",
]

VERSION: Final = 2
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
SCHEMA: Final = f"""
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
UPGRADE: Final = "".join(
    (
        _TASK_TABLE.format("task_new"),
        "INSERT INTO task_new SELECT * FROM task; DROP TABLE task;",
        "ALTER TABLE task_new RENAME TO task;",
        _TASK_INDEXES,
    )
)
"""From version 1, whose table had a unique constraint on names."""
TASK: Final = """
SELECT id, project.kind, name, status, tags, marks, settings, files, created_at, updated_at
FROM task JOIN project ON project.slug = task.project
"""
INSERT: Final = """
INSERT INTO task
VALUES (
    NULL, :id, :project, :name, :status, :tags, :marks, :settings, :files, :created_at, :updated_at
)
"""
UPDATE: Final = """
UPDATE task SET
    status = coalesce(:status, status),
    tags = coalesce(:tags, tags),
    marks = coalesce(:marks, marks),
    settings = json_patch(settings, :settings),
    updated_at = max(updated_at + 1, :now)
WHERE id = :id RETURNING number
"""
HAS_TAG: Final = "EXISTS (SELECT 1 FROM tag WHERE tag.task = number AND tag.name = :{})"
NOT_HIDDEN: Final = "id NOT IN (SELECT value FROM json_each(:hidden))"
CONDITIONS: Final = {
    "status": "status = :status",
    "external_status": "json_extract(settings, '$.externalStatus') = :external_status",
    "name": "name = :name",
}
