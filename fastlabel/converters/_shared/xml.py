"""Elements of XML: written with every character escaped, read one after the other.

Documents that declare a type or entities are refused: none of the formats read here needs them, and
a few lines of entities can grow to fill the memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from fastlabel.errors import FastLabelInvalidException, MissingFileError, invalid

__all__ = ["XmlElement", "read_elements", "xml_text"]

_DEEPEST: Final = 50
_CHUNK: Final = 1 << 16
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class XmlElement:
    """One element, with what is in it."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict[str, str])
    text: str = ""
    """All of its own text, without that of its children."""
    children: list[XmlElement] = field(default_factory=list["XmlElement"])
    place: str = ""
    """Where it was read, such as `annotations.xml line 17`."""

    def child(self, tag: str) -> XmlElement | None:
        """The first child of this tag."""
        return next((child for child in self.children if child.tag == tag), None)

    def text_of(self, tag: str) -> str:
        """The text of the first child of this tag; empty if there is none."""
        child = self.child(tag)
        return child.text if child else ""

    def __str__(self) -> str:
        """The element as XML, on one line unless its text has several."""
        said = "".join(f" {key}={quoteattr(value)}" for key, value in self.attributes.items())
        inner = escape(self.text, {"\r": "&#13;"}) + "".join(map(str, self.children))
        return f"<{self.tag}{said}>{inner}</{self.tag}>" if inner else f"<{self.tag}{said}/>"


def xml_text(text: str, place: str) -> str:
    """The text itself.

    Raises:
        FastLabelInvalidException: XML cannot hold one of its characters, not even escaped.
    """
    found = _NO_XML.search(text)
    if found:
        invalid(f"{place}: {text!r} has the character {found[0]!r}, which XML cannot hold")
    return text


def read_elements(path: Path, root: str) -> Iterator[XmlElement]:
    """The elements right below the root, in order; memory holds one of them at a time.

    Raises:
        MissingFileError: There is no such file.
        FastLabelInvalidException: It is not well-formed, declares a document type, is too deep, or
            has another root; the message names the line.
        OSError: It cannot be read.
    """
    builder = _Builder(path.name, root)
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise MissingFileError(f"source: there is no file {path}") from None
    with file:
        while chunk := file.read(_CHUNK):
            yield from builder.feed(chunk)
        yield from builder.feed(b"", is_last=True)


class _Builder:
    def __init__(self, name: str, root: str) -> None:
        self._name = name
        self._root = root
        self._open: list[tuple[XmlElement, list[str]]] = []
        self._ready: list[XmlElement] = []
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse_type
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._say

    @property
    def _place(self) -> str:
        return f"{self._name} line {self._parser.CurrentLineNumber}"

    def feed(self, chunk: bytes, *, is_last: bool = False) -> list[XmlElement]:
        try:
            self._parser.Parse(chunk, is_last)
        except FastLabelInvalidException:
            raise
        except (expat.ExpatError, LookupError, ValueError) as error:
            # The last two are encodings that Python does not know, or that expat cannot use.
            invalid(f"{self._place}: not well-formed XML ({error})")
        ready, self._ready = self._ready, []
        return ready

    def _refuse_type(self, *_: object) -> None:
        invalid(f"{self._place}: declares a document type, which may hide entities; remove it")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if not self._open and tag != self._root:
            invalid(f"{self._place}: the root is <{tag}>, it should be <{self._root}>")
        if len(self._open) >= _DEEPEST:
            invalid(f"{self._place}: more than {_DEEPEST} elements within one another")
        self._open.append((XmlElement(tag, attributes, place=self._place), []))

    def _end(self, _tag: str) -> None:
        element, said = self._open.pop()
        element.text = "".join(said)
        if len(self._open) == 1:
            self._ready.append(element)
        elif self._open:
            self._open[-1][0].children.append(element)

    def _say(self, text: str) -> None:
        # What stands right in the root is only space between elements, and would add up.
        if len(self._open) > 1:
            self._open[-1][1].append(text)
