"""Escaping: untrusted text, numbers and URLs in HTML."""

from __future__ import annotations

import html
import re
from typing import Final
from urllib.parse import urlsplit

_MAX_TEXT: Final = 200
_MAX_URL: Final = 16_384
_MAX_DATA_URL: Final = 2_000_000
# Control characters, surrogates, and characters that change the direction of the text around them.
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_WEB: Final = re.compile(r"https?://[^\x00-\x20\x7f-\x9f\ud800-\udfff\\\"'<>`]+", re.IGNORECASE)
_DATA: Final = re.compile(r"data:image/(?:gif|jpeg|png|webp);base64,[A-Za-z0-9+/]+={0,2}")


def escaped(text: str, max_length: int = _MAX_TEXT) -> str:
    """Text as HTML, safe between tags and in quoted attributes; cut if it is longer."""
    return html.escape(visible(text, max_length))


def visible(text: str, max_length: int = _MAX_TEXT) -> str:
    """Text without invisible characters; cut if it is longer."""
    cut = text if len(text) <= max_length else f"{text[:max_length]}…"
    return _INVISIBLE.sub("\ufffd", cut)


def decimal(number: float) -> str:
    """Text of a number that reads back as the same float, without `.0`."""
    return repr(float(number)).removesuffix(".0")


def web_url(url: str | None) -> str | None:
    """The URL if it is one of http or https, otherwise None."""
    if url is None or len(url) > _MAX_URL or not _WEB.fullmatch(url):
        return None
    try:
        return url if urlsplit(url).hostname else None
    except ValueError:
        return None


def image_url(url: str | None) -> str | None:
    """The URL if it is one of http or https, or the data URL of an image; otherwise None."""
    if url is not None and len(url) <= _MAX_DATA_URL and _DATA.fullmatch(url):
        return url
    return web_url(url)
