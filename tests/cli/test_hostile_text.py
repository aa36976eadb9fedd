"""What a service or a file system says cannot steer the terminal, whichever command shows it."""

from __future__ import annotations

import json
import subprocess
import unicodedata
from pathlib import Path

import pytest

from tests.cli.support.command import fastlabel
from tests.support import recording_server
from tests.support.recording_server import Answer, Recorded, recording

HOSTILE = "a\x1b]0;evil\x07\x1b[2J\x9b31m\x08\r\x7f\u202e\u2066\u200f[bold]\nb"


def shown(done: subprocess.CompletedProcess[str], between: str = "") -> str:
    """All that was printed, which has nothing in it that steers a terminal."""
    text = done.stdout + done.stderr
    steering = {c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"}} - {
        "\n",
        between,
    }
    assert not steering
    return text


def hostile_answer(request: Recorded) -> Answer:
    if request.method == "DELETE":
        return Answer(204)
    if request.method in {"POST", "PUT"}:
        return Answer(200, json.dumps(HOSTILE).encode())
    box = {"type": HOSTILE, "value": HOSTILE, "points": [HOSTILE]}
    task = {"id": HOSTILE, "name": HOSTILE, "status": HOSTILE, "tags": [HOSTILE], HOSTILE: HOSTILE}
    told = {**task, "annotations": [box, {**box, "type": "bbox", "points": [0, 0, 1, 1]}]}
    return Answer(200, json.dumps([told] if "?" in request.target else told).encode())


def live_demo(out: Path, url: str) -> subprocess.CompletedProcess[str]:
    given = {"FASTLABEL_ACCESS_TOKEN": "t", "FASTLABEL_API_URL": url}
    return fastlabel("demo", "--live", "--out", str(out), **given)


def test_tasks_of_a_hostile_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording_server, "promised", hostile_answer)
    with recording() as server:
        text = shown(live_demo(tmp_path, server.url))
    assert "a\ufffd]0;evil\ufffd\ufffd[2J\ufffd31m" in text


@pytest.mark.parametrize("status", [400, 401, 301])
def test_errors_of_a_hostile_service(tmp_path: Path, status: int) -> None:
    with recording() as server:
        server.answers = [Answer(status, json.dumps({"message": HOSTILE}).encode())] * 40
        done = live_demo(tmp_path, server.url)
    assert "]0;evil" in shown(done)
    assert done.returncode == (4 if status == 401 else 1)


def test_names_of_files(tmp_path: Path) -> None:
    hostile = HOSTILE.replace("\n", "")
    (tmp_path / f"{hostile}.json").touch()
    done = fastlabel("schema", "check", str(tmp_path))
    assert "a\ufffd]0;evil" in shown(done)
    assert "]0;evil" in shown(fastlabel("schema", "export", str(tmp_path / f"{hostile}.json")))
    assert "]0;evil" in shown(fastlabel("schema", "export", str(tmp_path / hostile)))


@pytest.mark.parametrize("arguments", [("{}",), ("demo", "--{}"), ("sandbox", "--port", "{}")])
def test_arguments(arguments: tuple[str, ...]) -> None:
    # Typer shows those. They are the user's own, so marks that reorder text may stay.
    hostile = "a\x1b]0;evil\x07\x1b[2J\x9b31m\x08\r\x7f"
    done = fastlabel(*(argument.format(hostile) for argument in arguments))
    assert done.returncode == 2
    assert "Usage: fastlabel" in shown(done)


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize(
    "arguments",
    [
        ("image", "list", "--project", "p", "--limit", "1"),
        ("video", "find", "an-id"),
        ("image", "update", "an-id", "--tag", "x"),
        ("doctor", "--project", "p"),
    ],
    ids=" ".join,
)
def test_tasks_on_the_command_line(
    monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], as_json: bool
) -> None:
    monkeypatch.setattr(recording_server, "promised", hostile_answer)
    options = ("--json",) if as_json else ()
    with recording() as server:
        given = {"FASTLABEL_ACCESS_TOKEN": "t", "FASTLABEL_API_URL": server.url}
        done = fastlabel(*arguments, *options, **given)
    assert done.returncode == 0
    assert shown(done, between="\t")
