"""Sanitize untrusted text so that it cannot control the terminal."""

from __future__ import annotations

import json
import re
from typing import Final

# Control characters except tab and line feed, and those that reorder text.
_CONTROL: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
)
# The same in JSON, and lone surrogates, which no encoding has.
_CONTROL_JSON: Final = re.compile(rf"{_CONTROL.pattern[:-1]}\ud800-\udfff]")


def clean(text: str) -> str:
    r"""A text without control characters; each shows as the replacement character.

    >>> clean("red: \x1b[31m")
    'red: \ufffd[31m'
    """
    return _CONTROL.sub("\ufffd", text)


def one_line(text: str) -> str:
    r"""A clean text without tabs and line ends.

    >>> one_line("a\tb\nc")
    'a b c'
    """
    return clean(" ".join(text.split()))


def json_line(value: object, *, ascii_only: bool = False) -> str:
    r"""A JSON value as one line that reads back the same.

    >>> json_line({"name": "\x9b31m"})
    '{"name":"\\u009b31m"}'
    """
    text = json.dumps(value, ensure_ascii=ascii_only, separators=(",", ":"))
    return _CONTROL_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
