"""Text of anybody's making as HTML."""

from __future__ import annotations

import html
import re
from typing import Final

__all__ = ["decimal", "escaped", "visible"]

_MOST_SHOWN: Final = 200
# Controls, halves of letters, and what turns the direction of the text around it.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def escaped(text: str, most: int = _MOST_SHOWN) -> str:
    """Text that is nothing but text in HTML, between tags or in quotes; cut where it is longer."""
    return html.escape(visible(text, most))


def visible(text: str, most: int = _MOST_SHOWN) -> str:
    """Text without what cannot be seen; cut where it is longer."""
    shown = text if len(text) <= most else f"{text[:most]}…"
    return _UNSEEN.sub("\ufffd", shown)


def decimal(number: float) -> str:
    """A number that reads back as the same float, without `.0`."""
    return repr(float(number)).removesuffix(".0")
