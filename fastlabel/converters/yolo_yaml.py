"""The `data.yaml` of a YOLO dataset, written in full and read as far as such files go.

Read are mappings, lists, flow lists and mappings, plain and quoted scalars and comments; blocks of
text, such as a script that downloads the images, are passed over. Anchors, tags and several
documents are refused: no data.yaml needs them, and they would need all of YAML.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, NoReturn, TypeAlias

from fastlabel.checks import refuse

__all__ = ["Yaml", "parse_yaml", "quoted"]

Yaml: TypeAlias = "str | list[Yaml] | dict[str, Yaml]"
"""What such a file holds. Scalars are text, whatever they look like."""

_DEEPEST: Final = 20
_ESCAPE: Final = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))")
_ESCAPED: Final = dict(
    zip('0abtnvfre "/\\N_LP', '\0\a\b\t\n\v\f\r\x1b "/\\\x85\xa0\u2028\u2029', strict=True)
)
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"' + r"|'(?:[^']|'')*'")
_KEY: Final = re.compile(rf"({_QUOTED.pattern}|[^\s\[\]{{}}&*!|>%@#,\"'-][^#]*?)\s*:(?:\s+|$)")
_COMMENT: Final = re.compile(rf"({_QUOTED.pattern})|(?:^|\s)#.*")
_TOKEN: Final = re.compile(
    rf"\s*({_QUOTED.pattern}|[\[\]{{}},]|:(?=\s|$)|(?<=[\"']):|(?:(?!:(?:\s|$))[^,\[\]{{}}])+)"
)
_BLOCK: Final = re.compile(r"[|>][+-]?[1-9]?[+-]?$").fullmatch


def quoted(text: str) -> str:
    """The text as a scalar in double quotes, every character that is not printable escaped."""
    return "".join(
        letter if letter.isprintable() else f"\\U{ord(letter):08x}"
        for letter in json.dumps(text, ensure_ascii=False)
    )


class _Line(NamedTuple):
    number: int
    indent: int
    text: str


def parse_yaml(text: str, place: str) -> dict[str, Yaml]:
    """The mapping that a file holds.

    Raises:
        FastLabelInvalidException: It is none, or has what is not read; the message names the line.
    """
    reader = _Reader(text, place)
    found = reader.block(0, 0)
    reader.check_end()
    if not isinstance(found, dict):
        refuse(f"{place}: a list where keys with values are due")
    return found


class _Reader:
    def __init__(self, text: str, place: str) -> None:
        self._place = place
        self._lines = list(_lines(text))
        self._at = 0

    def check_end(self) -> None:
        if self._at < len(self._lines):
            self._refuse(self._lines[self._at], "is indented less or more than what it belongs to")

    def block(self, least: int, depth: int) -> Yaml:
        """A mapping, a list or nothing, indented by `least` or more."""
        line = self._next(least)
        if line is None:
            return {} if depth == 0 else ""
        if depth > _DEEPEST:
            self._refuse(line, "is too deep")
        return self._list(line.indent, depth) if _is_item(line) else self._mapping(line, depth)

    def _mapping(self, first: _Line, depth: int) -> Yaml:
        found: dict[str, Yaml] = {}
        while (line := self._next(first.indent)) and line.indent == first.indent:
            match = _KEY.match(line.text)
            if not match:
                self._refuse(line, "is no `key: value`")
            key = self._scalar(match[1], line)
            if key in found:
                self._refuse(line, f"has the key {key!r} again")
            self._at += 1
            found[key] = self._value(line, line.text[match.end() :], depth)
        return found

    def _list(self, indent: int, depth: int) -> list[Yaml]:
        found: list[Yaml] = []
        while (line := self._next(indent)) and line.indent == indent and _is_item(line):
            self._at += 1
            text = line.text[1:].strip()
            if _KEY.match(text):
                self._refuse(line, "is a mapping in a list, which is not read")
            found.append(self._value(line, text, depth))
        return found

    def _value(self, line: _Line, text: str, depth: int) -> Yaml:
        rest = _uncommented(text)
        if _BLOCK(rest):
            while self._at < len(self._lines) and self._lines[self._at].indent > line.indent:
                self._at += 1
            return ""
        if rest.startswith(("[", "{")):
            return self._flow(line, rest)
        if rest:
            return self._scalar(rest, line)
        following = self._next(0)
        if following and _is_item(following) and following.indent == line.indent:
            return [] if _is_item(line) else self._list(line.indent, depth + 1)
        return self.block(line.indent + 1, depth + 1)

    def _next(self, least: int) -> _Line | None:
        """The next line that says something, if it is indented far enough."""
        while self._at < len(self._lines) and not _uncommented(self._lines[self._at].text):
            self._at += 1
        line = self._lines[self._at] if self._at < len(self._lines) else None
        return line if line and line.indent >= least else None

    def _flow(self, line: _Line, text: str) -> Yaml:
        """A list or mapping in brackets, which may go on over several lines."""
        tokens = _tokens(text)
        while _depth(tokens) > 0 and self._at < len(self._lines):
            tokens += _tokens(_uncommented(self._lines[self._at].text))
            self._at += 1
        left = iter(tokens)
        try:
            value = self._bracketed(next(left), left, line, 0)
        except StopIteration:
            self._refuse(line, "has brackets that are not closed")
        if next(left, None) is not None:
            self._refuse(line, "has text after its brackets")
        return value

    def _bracketed(self, first: str, left: Iterator[str], line: _Line, depth: int) -> Yaml:
        if depth > _DEEPEST:
            self._refuse(line, "is too deep")
        if first not in {"[", "{"}:
            if first in {"]", "}", ",", ":"}:
                self._refuse(line, f"has {first!r} where a value is due")
            return self._scalar(first, line)
        items: list[Yaml] = []
        pairs: dict[str, Yaml] = {}
        found = next(left)
        while found != {"[": "]", "{": "}"}[first]:
            if first == "[":
                items.append(self._bracketed(found, left, line, depth + 1))
            else:
                if next(left) != ":":
                    self._refuse(line, "is no `{key: value}`")
                pairs[self._scalar(found, line)] = self._bracketed(
                    next(left), left, line, depth + 1
                )
            found = next(left)
            if found == ",":
                found = next(left)
        return items if first == "[" else pairs

    def _scalar(self, text: str, line: _Line) -> str:
        if _QUOTED.fullmatch(text):
            return _unquoted(text)
        if text[0] in "\"'&*!|>%@`":
            self._refuse(line, f"has {text[:20]!r}, which is not read")
        return text

    def _refuse(self, line: _Line, what: str) -> NoReturn:
        refuse(f"{self._place} line {line.number}: {what}")


def _lines(text: str) -> Iterator[_Line]:
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        said = line.strip()
        # A document may begin with three dashes; a line of tabs and spaces says nothing.
        if said and not (said == "---" and number == 1):
            yield _Line(number, len(line) - len(line.lstrip(" ")), said)


def _is_item(line: _Line) -> bool:
    return line.text == "-" or line.text.startswith("- ")


def _uncommented(text: str) -> str:
    return _COMMENT.sub(lambda found: found[1] or "", text).strip()


def _tokens(text: str) -> list[str]:
    return [token.strip() for token in _TOKEN.findall(text)]


def _depth(tokens: Sequence[str]) -> int:
    return sum((token in {"[", "{"}) - (token in {"]", "}"}) for token in tokens)


def _unquoted(text: str) -> str:
    if text[0] == "'":
        return text[1:-1].replace("''", "'")
    return _ESCAPE.sub(_letter, text[1:-1])


def _letter(found: re.Match[str]) -> str:
    digits = found[1] or found[2] or found[3]
    if digits and int(digits, 16) <= sys.maxunicode:
        return chr(int(digits, 16))
    return _ESCAPED.get(found[4] or "", found[0])
