"""HTML as a parser reads it: which elements there are, and which texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = {"br", "input", "img"}

Points = list[tuple[float, float]]


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    text: str = ""
    inside: list[Element] = field(default_factory=list["Element"])

    def all(self, tag: str, css_class: str = "") -> list[Element]:
        """The elements below of a tag, in order."""
        found: list[Element] = []
        for one in self.inside:
            classes = one.attributes.get("class", "").split()
            if one.tag == tag and (not css_class or css_class in classes):
                found.append(one)
            found += one.all(tag, css_class)
        return found

    def every(self) -> list[Element]:
        return [one for each in self.inside for one in (each, *each.every())]

    def whole_text(self) -> str:
        return self.text + "".join(one.whole_text() for one in self.inside)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"{tag} has an attribute twice: {names}"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag, f"{tag} ends where another one is open"

    def handle_data(self, data: str) -> None:
        self.open[-1].text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")


def parsed(html: str) -> Element:
    """The one element that a piece of HTML is; every element in it ends in its place."""
    html.encode()
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert len(reader.open) == 1
    (whole,) = reader.open[0].inside
    return whole


def rings(path: Element) -> list[Points]:
    """The vertices of each subpath of `d`."""
    subpaths = re.findall(r"M([^MZ]*)Z?", path.attributes["d"])
    return [_pairs(list(map(float, subpath.split()))) for subpath in subpaths]


def _pairs(numbers: Sequence[float]) -> Points:
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def html_of(shown: Any) -> str:
    """What a notebook asks for."""
    text = shown._repr_html_()
    assert isinstance(text, str)
    return text
