from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fastlabel import demo
from fastlabel.cli.application import app
from fastlabel.demo import Stage
from fastlabel.demo import annotations as drawn
from tests.cli.support.command import fastlabel


def test_demo_shows_calls_and_answers_and_writes_its_files(tmp_path: Path) -> None:
    done = fastlabel("demo", "--out", str(tmp_path / "out"))
    assert (done.returncode, done.stderr) == (0, "")
    for call in ("create", "find_by_name", "get", "iter"):
        assert f"client.image.{call}(" in done.stdout
    assert "client.tasks.update(" in done.stdout
    assert "client.tasks.delete(" in done.stdout
    assert str(tmp_path / "out") in done.stdout.replace("\n", "")
    assert {"coco.json", "index.html"} <= {path.name for path in (tmp_path / "out").iterdir()}


def test_demo_into_a_file_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    done = fastlabel("demo", "--out", str(path))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"fastlabel: out: cannot create the folder {path}: File exists\n"


def test_live_demo_without_a_token_is_refused_in_one_line(tmp_path: Path) -> None:
    done = fastlabel("demo", "--live", "--out", str(tmp_path))
    assert done.returncode == 4
    assert done.stderr == (
        "fastlabel: FASTLABEL_ACCESS_TOKEN is not configured; set it, or give --token-file FILE\n"
    )


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], (Path("fastlabel-demo"), False, "demo")),
        (["--live", "--project", "mine", "--out", "x"], (Path("x"), True, "mine")),
    ],
    ids=["defaults", "all"],
)
def test_demo_hands_its_options_on(
    monkeypatch: pytest.MonkeyPatch, options: list[str], expected: tuple[Path, bool, str]
) -> None:
    given: list[object] = []

    def run(_: Stage, out: Path, *, live: bool, project: str, **__: object) -> None:
        given.extend((out, live, project))

    monkeypatch.setattr(demo, "run", run)
    assert CliRunner().invoke(app, ["demo", *options]).exit_code == 0
    assert tuple(given) == expected


def test_demo_help_names_every_class_that_a_live_project_needs() -> None:
    shown = set(re.findall(r"\w+", fastlabel("demo", "--help").stdout))
    shapes = [*drawn.COFFEE, *drawn.CHELSEA, *drawn.THREE_PICTURES, *drawn.RABBIT]
    assert {annotation.value for annotation in shapes} <= shown
    assert {attribute.key for attribute in drawn.LAUNCH_ATTRIBUTES} <= shown
