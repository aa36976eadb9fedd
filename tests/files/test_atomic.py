"""Files that are the old one or the new one, whatever happens while they are written."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from fastlabel._files.atomic import atomic_write
from fastlabel._files.safe_names import safe_join


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def write_half(path: Path, error: type[BaseException]) -> None:
    with atomic_write(path) as file:
        file.write(b"half")
        raise error


def test_new_file_takes_the_place_of_the_old(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    for content in (b"old", b"new\r\n\0"):
        with atomic_write(path) as file:
            file.write(content)
        assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_old_file_is_there_until_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with atomic_write(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_text() == "old"


@pytest.mark.parametrize("before", ["old", None])
@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError, GeneratorExit])
def test_failure_leaves_everything_as_it_was(
    tmp_path: Path, before: str | None, error: type[BaseException]
) -> None:
    path = tmp_path / "a.txt"
    if before:
        path.write_text(before)
    with pytest.raises(error):
        write_half(path, error)
    expected = [("a.txt", before)] if before else []
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == expected


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_failure_of_the_disk_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail) if call == "fsync" else monkeypatch.setattr(
        Path, "replace", fail
    )
    with pytest.raises(OSError, match="No space left"):
        with atomic_write(path) as file:
            file.write(b"new")
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a.txt", "old")]


def test_it_is_on_the_disk_before_it_takes_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    synced: list[tuple[str, bool]] = []
    fsync = os.fsync

    def note(descriptor: int) -> None:
        kind = "folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file"
        synced.append((kind, path.exists()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    with atomic_write(path) as file:
        file.write(b"new")
    assert synced == [("file", False), ("folder", True)]


def test_killed_process_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    code = f"""
import os
from pathlib import Path
from fastlabel._files.atomic import atomic_write
with atomic_write(Path({str(path)!r})) as file:
    file.write(b"half")
    file.flush()
    os.kill(os.getpid(), 9)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -9
    assert path.read_text() == "old"


def test_symlink_is_replaced_and_not_followed(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside.txt", tmp_path / "folder"
    outside.write_text("mine")
    outside.chmod(0o640)
    folder.mkdir()
    path = safe_join(folder, "a.txt")
    path.symlink_to(outside)
    with atomic_write(path) as file:
        file.write(b"theirs")
    assert outside.read_text() == "mine"
    assert (path.is_symlink(), path.read_bytes()) == (False, b"theirs")
    (folder / "usual").touch()
    assert mode(path) == mode(folder / "usual")


def test_dangling_symlink_makes_no_file_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.symlink_to(tmp_path / "elsewhere.txt")
    with atomic_write(path) as file:
        file.write(b"x")
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_folder_in_its_place_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(OSError, match="Is a directory"):
        with atomic_write(tmp_path / "a") as file:
            file.write(b"x")
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_private_file_is_for_the_user_alone_from_the_start(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.touch()
    path.chmod(0o644)
    with atomic_write(path, private=True):
        assert {mode(part) for part in tmp_path.glob(".*.part")} == {0o600}
    assert mode(path) == 0o600


@pytest.mark.parametrize("given", [0o600, 0o640, 0o755])
def test_other_files_keep_their_mode(tmp_path: Path, given: int) -> None:
    path = tmp_path / "a.txt"
    path.touch()
    path.chmod(given)
    with atomic_write(path) as file:
        file.write(b"x")
    assert mode(path) == given


def test_new_file_has_the_mode_of_any_new_file(tmp_path: Path) -> None:
    usual = tmp_path / "usual"
    usual.touch()
    with atomic_write(tmp_path / "a.txt"):
        pass
    assert mode(tmp_path / "a.txt") == mode(usual)


def test_name_may_be_as_long_as_the_file_system_takes(tmp_path: Path) -> None:
    path = safe_join(tmp_path, "猫" * 200)
    with atomic_write(path) as file:
        file.write(b"x")
    assert path.read_bytes() == b"x"
