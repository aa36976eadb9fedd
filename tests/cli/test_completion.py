from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.support.command import START, environment, fastlabel
from tests.support.patience import HANG_SECONDS

BASH = shutil.which("bash") or ""


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A PATH on which `fastlabel` is."""
    command = tmp_path / "bin" / "fastlabel"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{START}" "$@"\n')
    command.chmod(0o755)
    return f"{command.parent}:/usr/bin:/bin"


@pytest.mark.skipif(not BASH, reason="there is no bash")
@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("fastlabel ima", ["image", "image-classification"]),
        ("fastlabel vid", ["video"]),
        ("fastlabel image ", ["create", "find", "list", "update", "delete"]),
        ("fastlabel image list --st", ["--status"]),
        ("fastlabel image list --status customer_s", ["customer_send_backed"]),
        ("fastlabel --ba", ["--base-url"]),
        ("fastlabel completion f", ["fish"]),
    ],
)
def test_bash_offers(path: str, typed: str, offered: list[str]) -> None:
    words = typed.split(" ")
    quoted = " ".join(f"'{word}'" for word in words)
    script = (
        'eval "$(fastlabel completion bash)"\n'
        f"COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}\n"
        '_fastlabel_completion fastlabel; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        [BASH, "--norc", "-c", script],
        env={**environment(), "PATH": path},
        capture_output=True,
        encoding="utf-8",
        timeout=HANG_SECONDS,
        check=False,
    )
    assert done.stdout.split() == offered
    assert not done.stderr


@pytest.mark.skipif(not BASH, reason="there is no bash")
def test_tab_completes_in_a_real_bash(path: str) -> None:
    pytest.importorskip("pty", reason="a terminal of POSIX is needed")
    from tests.cli.support.pseudo_terminal import on_terminal

    running = on_terminal(
        "--norc", "--noprofile", "-i", command=[BASH], environ={"PATH": path, "PS1": "ready> "}
    )
    running.until("ready> ")
    running.type('eval "$(fastlabel completion bash)"; echo "do""ne"\n')
    running.until("done")
    running.type("echo fastla; fastlabel vid\t--he\t; exit\n")
    code, shown = running.end()
    assert code == 0
    assert "fastlabel video --help ; exit" in shown
    assert "Usage: fastlabel video" in re.sub(r"\x1b\[[0-9;]*m", "", shown)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_script_of_a_shell(shell: str) -> None:
    done = fastlabel("completion", shell)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"_FASTLABEL_COMPLETE=complete_{shell}" in done.stdout


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_shell_takes_its_script(shell: str, tmp_path: Path) -> None:
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"there is no {shell}")
    script = tmp_path / "script"
    script.write_text(fastlabel("completion", shell).stdout)
    done = subprocess.run(
        [found, "-n", str(script)], capture_output=True, timeout=HANG_SECONDS, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_nonsense_that_a_shell_asks_is_no_traceback() -> None:
    done = fastlabel(_FASTLABEL_COMPLETE="complete_tcsh")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
