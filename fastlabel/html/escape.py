"""Text of anybody's making as HTML."""

from __future__ import annotations

import html
import re
from typing import Final
from urllib.parse import urlsplit

__all__ = [
    "decimal",
    "escaped",
    "picture_link",
    "visible",
    "web_link",
]


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


_MOST_CHARACTERS: Final = 16_384
_MOST_EMBEDDED: Final = 2_000_000
_WEB: Final = re.compile(r"https?://[^\x00-\x20\x7f-\x9f\ud800-\udfff\\\"'<>`]+", re.IGNORECASE)
_EMBEDDED: Final = re.compile(r"data:image/(?:gif|jpeg|png|webp);base64,[A-Za-z0-9+/]+={0,2}")


def web_link(url: str | None) -> str | None:
    """The URL if it is one of http or https; None for anything else."""
    if url is None or len(url) > _MOST_CHARACTERS or not _WEB.fullmatch(url):
        return None
    try:
        return url if urlsplit(url).hostname else None
    except ValueError:
        return None


def picture_link(url: str | None) -> str | None:
    """The URL if a picture may come from it: http, https, or pixels that it holds itself."""
    if url is not None and len(url) <= _MOST_EMBEDDED and _EMBEDDED.fullmatch(url):
        return url
    return web_link(url)
