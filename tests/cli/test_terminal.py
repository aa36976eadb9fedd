from __future__ import annotations

import sys
from unicodedata import bidirectional

import pytest

from fastlabel.cli.terminal import Terminal, clean

HOSTILE = "a\x1b[31mb\x07\rc\x9bd\u202ee"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, 猫, é, \t and\nlines", "plain text, 猫, é, \t and\nlines"),
        (HOSTILE, "a\ufffd[31mb\ufffd\ufffdc\ufffdd\ufffde"),
        ("\x00\x08\x7f\x85\u2066", "\ufffd" * 5),
    ],
)
def test_clean_replaces_what_steers_a_terminal(text: str, shown: str) -> None:
    assert clean(text) == shown


@pytest.mark.parametrize("code", [*range(0x20), *range(0x7F, 0xA0)])
def test_clean_leaves_no_control_character_but_tab_and_line_feed(code: int) -> None:
    assert clean(f"a{chr(code)}b") == (f"a{chr(code)}b" if chr(code) in "\t\n" else "a\ufffdb")


def test_clean_leaves_nothing_that_reorders_text() -> None:
    reordering = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    found = [c for c in map(chr, range(sys.maxunicode + 1)) if bidirectional(c) in reordering]
    assert len(found) == 9
    assert clean("".join([*found, "\u200e\u200f\u061c\u2028\u2029"])) == "\ufffd" * 14


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
