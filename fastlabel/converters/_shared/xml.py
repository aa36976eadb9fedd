"""XML elements: written escaped, and read one after the other in constant memory.

Document types and entities are rejected: no format here needs them, and a few lines of entities can
expand to fill the memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from fastlabel.errors import ErrorPath, FastLabelInvalidException, MissingFileError, invalid

_MAX_DEPTH: Final = 50
_CHUNK: Final = 1 << 16
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class XmlElement:
    """One element and its content."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict[str, str])
    text: str = ""
    """Its own text, without that of its children."""
    children: list[XmlElement] = field(default_factory=list["XmlElement"])
    location: str = ""
    """Where it was read, such as `annotations.xml line 17`."""

    def child(self, tag: str) -> XmlElement | None:
        """First child of a tag."""
        return next((child for child in self.children if child.tag == tag), None)

    def text_of(self, tag: str) -> str:
        """Text of the first child of a tag; empty if there is none."""
        child = self.child(tag)
        return child.text if child else ""

    def __str__(self) -> str:
        """XML of the element, on one line unless its text has several."""
        attributes = "".join(f" {key}={quoteattr(value)}" for key, value in self.attributes.items())
        inner = escape(self.text, {"\r": "&#13;"}) + "".join(map(str, self.children))
        end = f">{inner}</{self.tag}>" if inner else "/>"
        return f"<{self.tag}{attributes}{end}"


def text_elements(texts: Mapping[str, str]) -> list[XmlElement]:
    """An element for each tag and text."""
    return [XmlElement(tag, text=text) for tag, text in texts.items()]


def xml_text(text: str, path: ErrorPath) -> str:
    """The text itself, checked for characters that XML cannot hold even escaped."""
    match = _NOT_XML.search(text)
    if match:
        invalid(f"{text!r} has the character {match[0]!r}, which XML cannot hold", path)
    return text


def read_elements(path: Path, root: str) -> Iterator[XmlElement]:
    """Elements right below the root, in order; memory holds one of them at a time."""
    builder = _Builder(path.name, root)
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise MissingFileError(f"there is no file {path}") from None
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
        self._parser.StartDoctypeDeclHandler = self._reject_doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._add_text

    @property
    def _location(self) -> str:
        return f"{self._name} line {self._parser.CurrentLineNumber}"

    def feed(self, chunk: bytes, *, is_last: bool = False) -> list[XmlElement]:
        try:
            self._parser.Parse(chunk, is_last)
        except FastLabelInvalidException:
            raise
        except (expat.ExpatError, LookupError, ValueError) as error:
            # Lookup and value errors are encodings unknown to Python, or unusable for expat.
            invalid(f"{self._location}: not well-formed XML ({error})")
        ready, self._ready = self._ready, []
        return ready

    def _reject_doctype(self, *_: object) -> None:
        invalid(f"{self._location}: has a document type, which may hide entities; remove it")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if not self._open and tag != self._root:
            invalid(f"{self._location}: expected the root <{self._root}>, got <{tag}>")
        if len(self._open) >= _MAX_DEPTH:
            invalid(f"{self._location}: more than {_MAX_DEPTH} nested elements")
        self._open.append((XmlElement(tag, attributes, location=self._location), []))

    def _end(self, _tag: str) -> None:
        element, texts = self._open.pop()
        element.text = "".join(texts)
        if len(self._open) == 1:
            self._ready.append(element)
        elif self._open:
            self._open[-1][0].children.append(element)

    def _add_text(self, text: str) -> None:
        # Text right below the root is only space between elements, and would add up.
        if len(self._open) > 1:
            self._open[-1][1].append(text)
