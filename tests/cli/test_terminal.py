from __future__ import annotations

import pytest

from fastlabel.cli.demo import Terminal
from fastlabel.cli.text import clean

HOSTILE = "a\x1b[31mb\x07\rc\x9bd\u202ee"


def test_terminal_shows_no_control_characters(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal()
    terminal.heading(HOSTILE)
    terminal.code(HOSTILE)
    terminal.answer(HOSTILE)
    terminal.note(HOSTILE)
    terminal.table((HOSTILE,), [(HOSTILE,)])
    shown = capsys.readouterr().out
    assert shown.count("a\ufffd[31mb\ufffd\ufffdc\ufffdd\ufffde") == 6
    assert clean(shown) == shown


def test_terminal_takes_brackets_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal()
    for show in (terminal.heading, terminal.answer, terminal.note):
        show("[bold]x[/bold]")
    terminal.table(("[bold]x[/bold]",), [("[bold]x[/bold]",)])
    assert capsys.readouterr().out.count("[bold]x[/bold]") == 5


def test_terminal_indents_answers_of_several_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    Terminal().answer(f"first\n{'word ' * 20}")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "  first"
    assert len(lines) > 2
    assert all(line.startswith("  ") and len(line) <= 40 for line in lines)
