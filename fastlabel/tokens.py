"""What can be an access token."""

from __future__ import annotations

__all__ = ["is_token"]


def is_token(text: str) -> bool:
    """Whether a text fits into the header that carries it: visible ASCII."""
    return bool(text) and text.isascii() and text.isprintable() and " " not in text
