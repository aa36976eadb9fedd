"""XML that is read is safe, and its errors name the line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel import FastLabelInvalidException, MissingFileError
from fastlabel.converters._shared.xml import XmlElement, read_elements, xml_text

BOMB = """<?xml version="1.0"?>
<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">]>
<a><b>&c;</b></a>
"""
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a><b>&x;</b></a>'
texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff").filter(
        lambda letter: letter >= " " or letter in "\t\n\r"
    ),
    max_size=8,
)


def elements(text: str | bytes, folder: Path) -> list[XmlElement]:
    path = folder / "a.xml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return list(read_elements(path, "a"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BOMB, "a.xml line 2: has a document type"),
        (OUTSIDE, "a.xml line 1: has a document type"),
        ("<a>\n<b>&nbsp;</b></a>", "a.xml line 2: not well-formed"),
        ("<a>\n<b>\n", "a.xml line 3: not well-formed"),
        ("", "a.xml line 1: not well-formed"),
        ("<a><b/></a><a/>", "a.xml line 1: not well-formed"),
        ("<html/>", "expected the root <a>, got <html>"),
        ('<?xml version="1.0" encoding="klingon"?><a/>', "not well-formed"),
        ('<?xml version="1.0" encoding="shift_jis"?><a/>', "not well-formed"),
        ("<a>" + "<b>" * 60 + "</b>" * 60 + "</a>", "more than 50 nested elements"),
        (b"<a>\xff</a>", "not well-formed"),
    ],
)
def test_broken_or_dangerous(text: str | bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(FastLabelInvalidException, match=message):
        elements(text, tmp_path)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="there is no file"):
        list(read_elements(tmp_path / "a.xml", "a"))


def test_other_encodings(tmp_path: Path) -> None:
    (found,) = elements('<a><b c="猫"/></a>'.encode("utf-16"), tmp_path)
    assert found.attributes == {"c": "猫"}


def test_elements_come_while_the_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text("<a>" + "<b/>" * 100_000 + "<broken", encoding="utf-8")
    read = read_elements(path, "a")
    assert next(read).tag == "b"


@given(text=texts, attribute=texts, name=texts)
def test_written_and_read_again(
    tmp_path_factory: pytest.TempPathFactory, text: str, attribute: str, name: str
) -> None:
    inner = XmlElement("c", {"d": attribute}, name)
    element = XmlElement("b", {}, text, [inner])
    (found,) = elements(f"<a>{element}</a>", tmp_path_factory.getbasetemp())
    assert (found.text, found.children[0].attributes, found.text_of("c")) == (
        *(text, {"d": attribute}),
        name,
    )


@pytest.mark.parametrize("letter", ["\0", "\x1b", "\ud800", "\uffff"])
def test_what_xml_cannot_hold(letter: str) -> None:
    with pytest.raises(FastLabelInvalidException, match=r"tasks\[0\]: .* which XML cannot hold"):
        xml_text(f"a{letter}", ("tasks", 0))
