"""A sandbox that takes a name more than once, as the service may."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from fastlabel.sandbox import Sandbox
from tests.sandbox.support.plain_client import PlainClient, PlainError
from tests.sandbox.support.small_media import png

VERSION_1 = """
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE project (slug TEXT PRIMARY KEY, kind TEXT NOT NULL);
CREATE TABLE task (
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
    updated_at INTEGER NOT NULL,
    UNIQUE (project, name)
);
CREATE INDEX task_in_order ON task (project, number);
CREATE TABLE tag (
    task INTEGER NOT NULL REFERENCES task (number) ON DELETE CASCADE,
    name TEXT NOT NULL,
    PRIMARY KEY (task, name)
) WITHOUT ROWID;
INSERT INTO setting VALUES ('token', 'old-token');
INSERT INTO project VALUES ('cats', 'image');
INSERT INTO task VALUES (
    7, 'old-id', 'cats', 'old', 'registered', '["a"]', '[]', '{}',
    '[{"name": "old", "file": "0123456789abcdef0123456789abcdef.png", "facts": {"width": 4}}]', 1, 2
);
INSERT INTO tag VALUES (7, 'a');
PRAGMA user_version = 1;
"""


def _client(sandbox: Sandbox) -> PlainClient:
    return PlainClient(sandbox.url, sandbox.token)


def test_tasks_of_one_name_are_listed_and_found() -> None:
    with Sandbox(unique_names=False) as sandbox:
        client = _client(sandbox)
        ids = [client.create("image", "cats", "same", png(), tags=[str(n)]) for n in range(3)]
        other = client.create("image", "cats", "other", png())
        assert len(set(ids)) == 3
        assert [task["id"] for task in client.list("image", "cats")] == [*ids, other]
        assert [task["id"] for task in client.list("image", "cats", taskName="same")] == ids
        page = client.list("image", "cats", taskName="same", offset=1, limit=1)
        assert [task["id"] for task in page] == ids[1:2]
        assert [client.find("image", task_id)["tags"] for task_id in ids] == [["0"], ["1"], ["2"]]
        client.remove(ids[1])
        client.update(ids[2], status="approved")
        assert [task["id"] for task in client.list("image", "cats", taskName="same")] == [
            ids[0],
            ids[2],
        ]
        assert len(list((sandbox.data / "media").iterdir())) == 3


def test_creates_of_one_name_at_the_same_time_all_arrive() -> None:
    with Sandbox(unique_names=False) as sandbox, ThreadPoolExecutor(8) as pool:
        client = _client(sandbox)

        def create(_: int) -> str:
            return client.create("image", "cats", "same", png())

        ids = list(pool.map(create, range(24)))
        assert {task["id"] for task in client.list("image", "cats", taskName="same")} == set(ids)
        assert len(set(ids)) == 24


def test_folder_may_change_its_ways(tmp_path: Path) -> None:
    with Sandbox(tmp_path) as sandbox:
        _client(sandbox).create("image", "cats", "same", png())
    with Sandbox(tmp_path, unique_names=False) as sandbox:
        _client(sandbox).create("image", "cats", "same", png())
    with Sandbox(tmp_path) as sandbox:
        client = _client(sandbox)
        with pytest.raises(PlainError, match="is taken"):
            client.create("image", "cats", "same", png())
        assert len(client.list("image", "cats", taskName="same")) == 2


def test_folder_of_before_is_brought_up_to_date(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "sandbox.sqlite3")) as connection:
        connection.executescript(VERSION_1)
    for _ in range(2):
        with Sandbox(tmp_path, unique_names=False) as sandbox:
            assert sandbox.token == "old-token"
            client = _client(sandbox)
            client.create("image", "cats", "old", png(), tags=["a"])
            first, *_ = client.list("image", "cats", tags=["a"], taskName="old")
            assert (first["id"], first["tags"]) == ("old-id", ["a"])
    with Sandbox(tmp_path) as sandbox:
        client = _client(sandbox)
        client.remove("old-id")
        assert len(client.list("image", "cats", tags=["a"])) == 2
