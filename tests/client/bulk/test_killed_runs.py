"""Runs that end before their time: interrupted, killed, or with the disk full."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

import fastlabel
from benchmarks import push_soak
from fastlabel.models import NewImageTask
from fastlabel.sandbox import Sandbox
from tests.sandbox.support.small_media import png

PNG = png()
PUSH = """
import resource, signal, sys
import fastlabel
from fastlabel.models import NewImageTask

url, token, journal, count, size = sys.argv[1:]
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
if int(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), int(size)))
image = sys.stdin.buffer.read()
specs = (NewImageTask(project="p", name=f"{n}.png", file=image) for n in range(int(count)))

def progress(told):
    print(told.done, flush=True)

with fastlabel.Client(token, url) as client:
    try:
        client.image.create_many(specs, journal=journal, concurrency=4, progress=progress)
    except (fastlabel.JournalError, KeyboardInterrupt) as error:
        sys.exit(f"{type(error).__name__}: {error}")
"""


def push(sandbox: Sandbox, journal: Path, count: int, size: int = 0) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", PUSH, sandbox.url, sandbox.token, str(journal)]
    pipe = subprocess.PIPE
    child = subprocess.Popen(
        [*command, str(count), str(size)], stdin=pipe, stdout=pipe, stderr=pipe
    )
    assert child.stdin is not None
    child.stdin.write(PNG)
    child.stdin.close()
    child.stdin = None
    return child


def goes_on(sandbox: Sandbox, journal: Path, count: int) -> fastlabel.CreateReport:
    specs = [NewImageTask(project="p", name=f"{n}.png", file=PNG) for n in range(count)]
    with fastlabel.Client(sandbox.token, sandbox.url, confirm_after=0.05) as client:
        report = client.image.create_many(specs, journal=journal, on_error="raise")
        assert len(list(client.image.iter(project="p"))) == count
    return report


def test_interrupted_run_ends_in_order(fastlabel_sandbox: Sandbox, tmp_path: Path) -> None:
    journal = tmp_path / "a.journal"
    with push(fastlabel_sandbox, journal, 5000) as child:
        assert child.stdout is not None
        for _ in range(20):
            child.stdout.readline()
        child.send_signal(signal.SIGINT)
        _, told = child.communicate()
    assert told.startswith(b"KeyboardInterrupt"), told
    assert child.returncode == 1
    states = {entry.state for entry in fastlabel.read_journal(journal)}
    assert states == {"created"}
    done = len(list(fastlabel.read_journal(journal)))
    report = goes_on(fastlabel_sandbox, journal, done + 5)
    assert (report.skipped, report.created) == (done, 5)


def test_full_disk(fastlabel_sandbox: Sandbox, tmp_path: Path) -> None:
    journal = tmp_path / "a.journal"
    with push(fastlabel_sandbox, journal, 5000, size=200_000) as child:
        _, told = child.communicate()
    assert told.startswith(b"JournalError: journal: "), told
    assert b"; run the same call again to continue" in told
    with fastlabel.Client(fastlabel_sandbox.token, fastlabel_sandbox.url) as client:
        there = len(list(client.image.iter(project="p")))
    report = goes_on(fastlabel_sandbox, journal, there + 5)
    assert report.created == 5
    assert report.skipped + report.recovered == there


def test_killed_runs_lose_and_double_nothing() -> None:
    figures = push_soak.push_soak(150, 3, side=8, life=0.4)
    assert figures.is_good, figures


def test_read_only_journal(fastlabel_sandbox: Sandbox, tmp_path: Path) -> None:
    folder = tmp_path / "folder.journal"
    folder.mkdir()
    with pytest.raises(fastlabel.JournalError, match=r"folder\.journal"):
        goes_on(fastlabel_sandbox, folder, 1)
