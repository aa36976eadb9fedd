"""What a browser may be sent to for a picture."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

__all__ = ["picture_link", "web_link"]

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
