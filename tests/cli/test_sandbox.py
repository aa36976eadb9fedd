from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from typer.testing import CliRunner

import fastlabel
from fastlabel import sandbox
from fastlabel.cli.application import app
from tests.cli.command import START, environment
from tests.cli.command import fastlabel as run_fastlabel
from tests.media import CAT


@contextmanager
def serving(*arguments: str) -> Generator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """A sandbox in a process, and what it said of itself."""
    with subprocess.Popen(
        [sys.executable, "-c", START, "sandbox", "--port", "0", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=environment(),
    ) as process:
        try:
            assert process.stdout is not None
            said = "".join(iter(process.stdout.readline, "Stop it with Ctrl+C.\n"))
            pairs = re.findall(r"^(\w+): +(\S+)$", said, re.MULTILINE)
            exports = re.findall(r"export (\w+)=(\S+)", said)
            yield process, dict(pairs + exports)
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_sandbox_serves_until_it_is_told_to_stop(tmp_path: Path, number: signal.Signals) -> None:
    with serving("--data", str(tmp_path / "data"), "--token", "secret") as (process, said):
        assert said["Token"] == said["FASTLABEL_ACCESS_TOKEN"] == "secret"
        assert said["Sandbox"] == said["FASTLABEL_API_URL"]
        assert Path(said["Data"]) == tmp_path / "data"
        with fastlabel.Client("secret", said["Sandbox"]) as client:
            task_id = client.image.create(project="cats", file_path=CAT)
            assert client.image.find(task_id).name == CAT.name
        process.send_signal(number)
        assert process.wait(timeout=30) == 0
        assert process.stderr is not None
        assert not process.stderr.read()


def test_sandbox_without_a_folder_leaves_nothing_behind() -> None:
    with serving() as (process, said):
        assert Path(said["Data"]).is_dir()
        assert said["Token"]
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
        assert not Path(said["Data"]).exists()


def test_sandbox_on_a_port_in_use_says_so_in_one_line() -> None:
    with sandbox.Sandbox() as running:
        port = urlsplit(running.url).port
        done = run_fastlabel("sandbox", "--port", str(port))
    assert done.returncode == 1
    assert done.stderr.startswith("fastlabel: port")
    assert str(port) in done.stderr
    assert done.stderr.count("\n") == 1


def test_sandbox_hands_its_options_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given: list[object] = []

    def run(
        data: Path,
        host: str,
        port: int,
        token: str | None,
        announce: Callable[[sandbox.Sandbox], None],
    ) -> None:
        given.extend((data, host, port, token))
        with sandbox.Sandbox(data, token=token) as running:
            announce(running)

    monkeypatch.setattr(sandbox, "run", run)
    options = ["--data", str(tmp_path), "--host", "::1", "--port", "12", "--token", "t0ken"]
    result = CliRunner().invoke(app, ["sandbox", *options])
    assert (result.exit_code, given) == (0, [tmp_path, "::1", 12, "t0ken"])
    assert "t0ken" in result.stdout


def test_sandbox_has_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[object] = []

    def run(data: Path, *rest: object) -> None:
        given.extend((data.is_dir(), *rest[:-1]))

    monkeypatch.setattr(sandbox, "run", run)
    assert CliRunner().invoke(app, ["sandbox"]).exit_code == 0
    assert given == [True, "127.0.0.1", 8000, None]
