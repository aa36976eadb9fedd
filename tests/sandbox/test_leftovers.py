"""Media that a killed sandbox left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from fastlabel.sandbox import Sandbox
from tests.sandbox.support.plain_client import TIMEOUT_SECONDS, PlainClient, contents_of
from tests.sandbox.support.small_media import jpeg, mp4, png

KEY = "0123456789abcdef" * 2

# Killed between writing the media and the row.
KILLED = """
import os, signal, sys
from fastlabel.sandbox import Sandbox
from fastlabel.sandbox.store.database import Store
Store.add = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
with Sandbox(sys.argv[1]) as sandbox:
    print(sandbox.url, sandbox.token, flush=True)
    sys.stdin.read()
"""


def _create(sandbox: Sandbox) -> list[str]:
    client = PlainClient(sandbox.url, sandbox.token)
    client.create("image", "cats", "one", png())
    client.create("image", "cats", "two", jpeg())
    client.create("video", "films", "one", mp4())
    client.create("multi-image", "many", "one", contents_of({"a": png(), "b": png()}))
    return _files(sandbox.data)


def _files(data: Path) -> list[str]:
    return sorted(path.name for path in (data / "media").iterdir())


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL elsewhere")
def test_kill_between_media_and_row_leaves_nothing_after_the_next_start(tmp_path: Path) -> None:
    with Sandbox(tmp_path) as sandbox:
        kept = _create(sandbox)
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        url, token = process.stdout.readline().decode().split()
        with pytest.raises(requests.ConnectionError):
            PlainClient(url, token).create("image", "cats", "lost", png())
        assert process.wait(timeout=TIMEOUT_SECONDS) == -signal.SIGKILL
    assert len(_files(tmp_path)) == len(kept) + 1
    with Sandbox(tmp_path) as sandbox:
        assert _files(tmp_path) == kept
        for task in PlainClient(sandbox.url, sandbox.token).list("image", "cats"):
            assert requests.get(task["url"], timeout=TIMEOUT_SECONDS).status_code == 200


def test_only_files_of_its_own_naming_are_removed(tmp_path: Path) -> None:
    with Sandbox(tmp_path) as sandbox:
        kept = _create(sandbox)
    media = tmp_path / "media"
    own = [f"{KEY}.{extension}" for extension in ("png", "jpg", "mp4")]
    others = ["cat.png", f"{KEY}", f"{KEY}.gif", f"{KEY}.png.bak", f"{KEY[1:]}.png", f"x{KEY}.png"]
    others += [f"{KEY.upper()}.png", ".png", "notes.txt"]
    for name in [*own, *others]:
        (media / name).write_text("x")
    (media / f"{KEY[::-1]}.png").mkdir()
    with Sandbox(tmp_path):
        assert _files(tmp_path) == sorted([*kept, *others, f"{KEY[::-1]}.png"])


def test_nothing_is_removed_beside_a_sandbox_that_runs(tmp_path: Path) -> None:
    with Sandbox(tmp_path) as running:
        # As if a create of that sandbox were just under way.
        (tmp_path / "media" / f"{KEY}.png").write_bytes(png())
        with Sandbox(tmp_path):
            assert _files(tmp_path) == [f"{KEY}.png"]
        assert PlainClient(running.url, running.token).list("image", "cats") == []
    with Sandbox(tmp_path):
        assert _files(tmp_path) == []
