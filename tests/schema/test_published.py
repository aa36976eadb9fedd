"""What is published stays as it is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "check_published_schemas.py"
pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


# Nothing of whoever runs the tests: no name, no hooks, no signatures.
ENVIRONMENT = {
    **{key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
    **{
        f"GIT_{role}_{key}": "a@b.c"
        for role in ("AUTHOR", "COMMITTER")
        for key in ("NAME", "EMAIL")
    },
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", *arguments], cwd=folder, env=ENVIRONMENT, check=True, capture_output=True
    )


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "next")


def write(folder: Path, name: str, text: str) -> None:
    path = folder / "schemas" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def check(folder: Path) -> tuple[int, list[str]]:
    command = [sys.executable, str(SCRIPT), str(folder)]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    assert not done.stderr
    return done.returncode, done.stdout.splitlines()


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A repository with two schemas and declarations, released as 1.0, and a commit after that."""
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "--quiet")
    for name in ("v1/a.json", "v1/b.json", "v1/a.d.ts"):
        write(folder, name, "old\n")
    commit(folder)
    git(folder, "tag", "1.0")
    commit(folder)
    return folder


def test_what_is_as_it_was_passes(published: Path) -> None:
    assert check(published) == (0, [])


@pytest.mark.parametrize("is_committed", [False, True])
def test_a_changed_schema_fails(published: Path, is_committed: bool) -> None:
    write(published, "v1/a.json", "new\n")
    if is_committed:
        commit(published)
    advice = "restore it, and put the change into a new schema version"
    assert check(published) == (1, [f"schemas/v1/a.json: changed since 1.0: {advice}"])


def test_a_removed_or_renamed_schema_fails(published: Path) -> None:
    (published / "schemas/v1/a.json").rename(published / "schemas/v1/c.json")
    (published / "schemas/v1/b.json").unlink()
    code, lines = check(published)
    assert code == 1
    assert [line.split(" since")[0] for line in lines] == [
        "schemas/v1/a.json: removed",
        "schemas/v1/b.json: removed",
    ]


def test_new_schemas_and_a_new_version_pass(published: Path) -> None:
    write(published, "v1/c.json", "new\n")
    write(published, "v2/a.json", "new\n")
    assert check(published) == (0, [])
    commit(published)
    assert check(published) == (0, [])


def test_declarations_may_be_written_anew(published: Path) -> None:
    write(published, "v1/a.d.ts", "new\n")
    assert check(published) == (0, [])


def test_what_a_later_tag_published_stays_too(published: Path) -> None:
    write(published, "v2/a.json", "old\n")
    commit(published)
    git(published, "tag", "--annotate", "--message", "2.0", "2.0")
    write(published, "v2/a.json", "new\n")
    code, lines = check(published)
    assert code == 1
    assert lines[0].startswith("schemas/v2/a.json: changed since 2.0")


def test_what_came_after_the_tag_is_not_published(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    commit(tmp_path)
    git(tmp_path, "tag", "0.9")
    write(tmp_path, "v1/a.json", "old\n")
    commit(tmp_path)
    write(tmp_path, "v1/a.json", "new\n")
    assert check(tmp_path) == (0, [])


NOTHING = (0, ["schemas: no tag, so no schema is published yet"])


def test_without_a_tag_nothing_is_published(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    assert check(tmp_path) == NOTHING
    write(tmp_path, "v1/a.json", "old\n")
    commit(tmp_path)
    assert check(tmp_path) == NOTHING


def test_a_shallow_clone_has_no_tag(published: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", published.as_uri(), str(clone))
    assert check(clone) == NOTHING


def test_a_folder_without_a_repository_has_no_tag(tmp_path: Path) -> None:
    write(tmp_path, "v1/a.json", "old\n")
    assert check(tmp_path) == NOTHING
