"""The manifest of a folder: whose it is, and what happens when it cannot be kept."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import cast

import pytest

from fastlabel._client.download.manifest import MANIFEST_FILE, FolderIdentity, Manifest
from fastlabel._media.layout import Medium
from fastlabel.errors import FastLabelInvalidException
from fastlabel.models import TaskId

OWNER = FolderIdentity("https://api.test/v1/", "tasks/image", "cats")


def medium(name: str) -> Medium:
    return Medium(TaskId("1"), "", 0, name, Path("media") / name, None)


def alter(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / MANIFEST_FILE)) as database:
        database.execute(statement)


def test_state_outlives_its_run(tmp_path: Path) -> None:
    manifest = Manifest(tmp_path, OWNER)
    manifest.mark_pending(medium("a"))
    manifest.record(medium("b"), 3, 7, "hash")
    manifest.close()
    manifest = Manifest(tmp_path, OWNER)
    assert not manifest.was_interrupted
    assert manifest.entry_for(Path("media/a")) == ("1", "", None, None, None)
    assert manifest.entry_for(Path("media/b")) == ("1", "", 3, 7, "hash")
    assert [path.name for path, _ in manifest.orphans()] == ["a", "b"]
    manifest.mark_wanted(medium("a"))
    assert [path.name for path, _ in manifest.orphans()] == ["b"]
    manifest.close()


def test_database_of_something_else_is_left(tmp_path: Path) -> None:
    alter(tmp_path, "CREATE TABLE mine (x)")
    before = (tmp_path / MANIFEST_FILE).read_bytes()
    with pytest.raises(FastLabelInvalidException, match="of another program; name another folder"):
        Manifest(tmp_path, OWNER)
    assert (tmp_path / MANIFEST_FILE).read_bytes() == before


def test_state_of_a_later_version_is_left(tmp_path: Path) -> None:
    Manifest(tmp_path, OWNER).close()
    alter(tmp_path, "PRAGMA user_version = 9")
    with pytest.raises(FastLabelInvalidException, match=r"later version of fastlabel \(format 9\)"):
        Manifest(tmp_path, OWNER)


def test_full_disk_is_an_error_of_the_system(tmp_path: Path) -> None:
    manifest = Manifest(tmp_path, OWNER)
    database = cast("sqlite3.Connection", vars(manifest)["_database"])
    database.execute("PRAGMA max_page_count = 1")
    with pytest.raises(OSError, match="No space left") as caught:
        manifest.mark_pending(medium("n" * 100_000))
    assert caught.value.errno == errno.ENOSPC
    manifest.close()
