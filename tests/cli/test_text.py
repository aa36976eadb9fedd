from __future__ import annotations

import json
import sys
from unicodedata import bidirectional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel.cli.text import clean, json_line, one_line

HOSTILE = "a\x1b[31mb\x07\rc\x9bd\u202ee"

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


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


@given(st.text())
def test_one_line_is_one_clean_line(text: str) -> None:
    shown = one_line(text)
    assert clean(shown) == shown
    assert not {"\t", "\n"} & set(shown)


@given(JSON, st.booleans())
def test_json_line_reads_back_the_same_and_steers_nothing(value: object, ascii_only: bool) -> None:
    line = json_line(value, ascii_only=ascii_only)
    assert json.loads(line) == value
    assert clean(line) == line
    assert "\n" not in line
    assert not ascii_only or line.isascii()


def test_json_line_writes_halves_of_characters_as_escapes() -> None:
    assert json_line("\ud83d") == '"\\ud83d"'
