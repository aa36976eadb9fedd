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
import requests
from typer.testing import CliRunner

import fastlabel
from fastlabel import sandbox
from fastlabel.cli.application import app
from tests.cli.support.command import START, environment
from tests.cli.support.command import fastlabel as run_fastlabel
from tests.support.media_files import CAT
from tests.support.patience import HANG_SECONDS


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
def test_sandbox_serves_until_a_signal(tmp_path: Path, number: signal.Signals) -> None:
    with serving("--data", str(tmp_path / "data"), "--token", "secret") as (process, said):
        assert said["Token"] == said["FASTLABEL_ACCESS_TOKEN"] == "secret"
        assert said["Sandbox"] == said["FASTLABEL_API_URL"]
        assert Path(said["Data"]) == tmp_path / "data"
        with fastlabel.Client("secret", said["Sandbox"]) as client:
            task_id = client.image.create(project="cats", file_path=CAT)
            assert client.image.find(task_id).name == CAT.name
        process.send_signal(number)
        assert process.wait(timeout=HANG_SECONDS) == 0
        assert process.stderr is not None
        assert not process.stderr.read()


def test_sandbox_without_a_folder_leaves_nothing_behind() -> None:
    with serving() as (process, said):
        assert Path(said["Data"]).is_dir()
        assert said["Token"]
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=HANG_SECONDS) == 0
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
        **rest: object,
    ) -> None:
        given.extend((data, host, port, token, rest))
        with sandbox.Sandbox(data, token=token) as running:
            announce(running)

    monkeypatch.setattr(sandbox, "run", run)
    options = ["--data", str(tmp_path), "--host", "::1", "--port", "12", "--token", "t0ken"]
    result = CliRunner().invoke(app, ["sandbox", *options])
    usual = {"unique_names": True, "rate_limit": None, "faults": None}
    assert (result.exit_code, given) == (0, [tmp_path, "::1", 12, "t0ken", usual])
    assert "t0ken" in result.stdout


def test_sandbox_has_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[object] = []

    def run(data: Path, *rest: object, **_: object) -> None:
        given.extend((data.is_dir(), *rest[:-1]))

    monkeypatch.setattr(sandbox, "run", run)
    assert CliRunner().invoke(app, ["sandbox"]).exit_code == 0
    assert given == [True, "127.0.0.1", 8000, None]


def test_sandbox_on_a_bad_day(tmp_path: Path) -> None:
    rules = tmp_path / "rules.json"
    rules.write_text('{"faults": [{"kind": "status", "status": 503, "first": 1}]}')
    with serving("--faults", str(rules), "--rate-limit", "3/3600", "--no-unique-names") as (
        _,
        said,
    ):
        url = f"{said['Sandbox']}tasks/image?project=cats"
        headers = {"Authorization": f"Bearer {said['Token']}"}
        codes = [
            requests.get(url, headers=headers, timeout=HANG_SECONDS).status_code for _ in range(5)
        ]
    assert codes == [503, 200, 200, 429, 429]


@pytest.mark.parametrize(
    ("options", "rest"),
    [
        (
            ["--faults", "reset-after-commit=0.1,seed=7"],
            {"faults": sandbox.Faults([sandbox.Fault("reset-after-commit", rate=0.1)], 7)},
        ),
        (["--rate-limit", "10000/600"], {"rate_limit": (10_000, 600.0)}),
        (["--rate-limit", "5/0.5"], {"rate_limit": (5, 0.5)}),
        (["--no-unique-names"], {"unique_names": False}),
    ],
    ids=["faults", "limit", "limit in half a second", "names"],
)
def test_sandbox_hands_what_may_go_wrong_on(
    monkeypatch: pytest.MonkeyPatch, options: list[str], rest: dict[str, object]
) -> None:
    given: dict[str, object] = {}

    def run(*_: object, **options: object) -> None:
        given.update(options)

    monkeypatch.setattr(sandbox, "run", run)
    assert CliRunner().invoke(app, ["sandbox", *options]).exit_code == 0
    usual: dict[str, object] = {"unique_names": True, "rate_limit": None, "faults": None}
    assert repr(given) == repr(usual | rest)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--faults", "empty=1.5"), "faults[0].rate: expected a probability from 0 to 1, got 1.5"),
        (("--faults", "empty"), "faults: expected KIND=HOW-OFTEN, such as "),
        (("--faults", "no-such.json"), "faults: [Errno 2] No such file or directory: 'no-such."),
        (("--rate-limit", "10"), "rate_limit: expected CALLS/SECONDS, such as 10000/600, got '10'"),
        (("--rate-limit", "0/1"), "rate_limit: expected two finite numbers above 0, got 0 and 1.0"),
    ],
)
def test_sandbox_says_in_one_line_what_cannot_go_wrong(
    options: tuple[str, ...], message: str
) -> None:
    done = run_fastlabel("sandbox", "--port", "0", *options)
    assert done.returncode == 1
    assert done.stderr.startswith(f"fastlabel: {message}")
    assert done.stderr.count("\n") == 1
