from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, NoReturn

import pytest
import typer

from fastlabel import cli, schema
from fastlabel.cli import application
from fastlabel.errors import (
    AuthenticationError,
    FastLabelException,
    FastLabelInvalidException,
    NotFoundError,
    TransportError,
)
from tests.cli.support.command import fastlabel


def run_main(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["fastlabel", *arguments])
    with pytest.raises(SystemExit) as exit_:
        cli.main()
    code = exit_.value.code
    return code if isinstance(code, int) else 0


def commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Each command and group, with the words that run it."""
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, f"{path} {name}")


COMMANDS = dict(commands(typer.main.get_command(application.app), "fastlabel"))


@pytest.mark.parametrize("words", COMMANDS)
def test_help_fits_into_80_columns(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert run_main(monkeypatch, *words.split()[1:], "--help") == 0
    text = capsys.readouterr().out
    assert f"Usage: {words} " in text
    assert max(map(len, text.splitlines())) <= 80
    assert "…" not in text


def test_help_of_a_fresh_process_fits_into_80_columns() -> None:
    done = fastlabel("image", "create", "--help")
    assert done.returncode == 0
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_help_lists_the_commands_and_the_exit_codes() -> None:
    text = " ".join(fastlabel("--help").stdout.split())
    for command in ("image", "multi-image", "demo", "doctor", "sandbox", "schema"):
        assert f"│ {command} " in text
    for code in ("0 success", "4 the token", "5 some", "130 interrupted"):
        assert code in text


@pytest.mark.parametrize(
    "arguments", [("--help",), ("image", "--help"), ("image", "create", "--help")]
)
def test_help_loads_no_models_and_no_network(arguments: tuple[str, ...]) -> None:
    tell = (
        "import atexit, sys\n"
        "heavy = {'fastlabel.models', 'fastapi', 'httpx', 'ssl'}\n"
        "atexit.register(lambda: print(sorted(heavy & set(sys.modules)), file=sys.stderr))"
    )
    assert fastlabel(*arguments, before=tell).stderr.splitlines()[-1] == "[]"


def test_help_of_demo_names_its_projects() -> None:
    text = fastlabel("demo", "--help").stdout
    for kind in ("image", "classification", "multi-image", "video"):
        assert f"SLUG-{kind}" in text


def test_version_is_the_packages(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_main(monkeypatch, "--version") == 0
    assert capsys.readouterr().out == f"fastlabel {version('fastlabel')}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("demo", "--nonsense"),
        ("schema", "export"),
        ("sandbox", "--port", "many"),
        ("sandbox", "--port", "70000"),
    ],
    ids=" ".join,
)
def test_usage_errors_exit_with_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert run_main(monkeypatch, *arguments) == 2
    assert "Usage: fastlabel" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "line", "code"),
    [
        (FastLabelInvalidException("out: is a file", 422), "out: is a file", 1),
        (
            AuthenticationError("who are you?", 401),
            "who are you? (401); check the token in FASTLABEL_ACCESS_TOKEN or --token-file",
            4,
        ),
        (AuthenticationError("there is no token"), "there is no token", 4),
        (NotFoundError("no such task", 404), "no such task (404)", 3),
        (TransportError("reset"), "reset; `fastlabel doctor` shows which step fails", 1),
        (FastLabelException("two\nlines"), "two lines", 1),
        (FastLabelException("red \x1b[31m"), "red \ufffd[31m", 1),
        (PermissionError(13, "Permission denied"), "[Errno 13] Permission denied", 1),
        (KeyboardInterrupt(), "interrupted", 130),
    ],
)
def test_errors_are_one_line_on_stderr_and_tell_their_kind_by_the_exit_code(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    line: str,
    code: int,
) -> None:
    def fail(_: Path) -> NoReturn:
        raise error

    monkeypatch.setattr(schema, "check", fail)
    assert run_main(monkeypatch, "schema", "check", "anywhere") == code
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", f"fastlabel: {line}\n")


def test_errors_of_the_program_itself_are_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Path) -> NoReturn:
        raise ZeroDivisionError

    monkeypatch.setattr(schema, "check", fail)
    monkeypatch.setattr(sys, "argv", ["fastlabel", "schema", "check", "anywhere"])
    with pytest.raises(ZeroDivisionError):
        application.run()


def test_text_that_the_terminal_cannot_show_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "猫.json").touch()
    done = fastlabel("schema", "check", str(tmp_path), PYTHONIOENCODING="latin-1")
    assert done.returncode == 1
    assert "?.json: " in done.stdout
    assert not done.stderr


@pytest.mark.parametrize("module", ["typer", "rich"])
def test_missing_extra_is_one_line_with_the_pip_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    assert run_main(monkeypatch, "--version") == 1
    line = f"fastlabel: the commands need {module}: pip install {module}\n"
    assert capsys.readouterr().err == line


def test_missing_extra_is_reported_by_a_fresh_process() -> None:
    hide = "import sys; sys.modules['rich'] = sys.modules['typer'] = None"
    done = fastlabel("--version", before=hide)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "rich and typer: pip install rich typer" in done.stderr


def test_importing_the_command_line_loads_nothing_optional() -> None:
    show = "import fastlabel.cli; print({'rich', 'typer'} & set(sys.modules)); raise SystemExit"
    assert fastlabel(before=f"import sys; {show}").stdout == "set()\n"


def test_every_command_and_option_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "command_line.md").read_text("utf-8")
    assert len(COMMANDS) >= 30
    kinds = r" (?:image|video|multi-image|image-classification) (?=\w)"
    for words, command in COMMANDS.items():
        if not hasattr(command, "commands"):
            assert f"`{re.sub(kinds, ' KIND ', words)} " in page, words
        options = {option for parameter in command.params for option in parameter.opts}
        long = {option for option in options if option.startswith("--")}
        assert long <= {"--help", *re.findall(r"--[\w-]+", page)}, words
