"""Removes the token from error messages, in every form in which a server may echo it."""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode
from typing import Final
from urllib.parse import quote

from fastlabel.errors import FastLabelException

_MIN_SECRET: Final = 8
"""Characters; a shorter token would be found in any text."""


def redact(error: FastLabelException, token: str) -> FastLabelException:
    """Remove the token from an error, and the frames that hold the response."""
    error.__cause__ = error.__context__ = None
    if len(token) >= _MIN_SECRET:
        error.message = _without_prefix(_pattern(token).sub("***", error.message), token)
        error.args = (error.message, *error.args[1:])
    return error.with_traceback(None)


def _pattern(token: str) -> re.Pattern[str]:
    plain = token.encode()
    # Three bytes become four characters, so a token is aligned in one of three ways.
    shifted = [b64encode(b"\0" * shift + plain).decode() for shift in range(3)]
    base64 = [text[4 if shift else 0 : -4] for shift, text in enumerate(shifted)]
    in_json = json.dumps(token)[1:-1]
    forms = {
        token,
        in_json,
        in_json.replace("/", r"\/"),
        repr(token)[1:-1],
        quote(token),
        quote(token, safe=""),
        html.escape(token),
        html.escape(token, quote=False),
        plain.hex(),
        *base64,
        *(text.translate(str.maketrans("+/", "-_")) for text in base64),
    }
    longest_first = sorted(forms, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)


def _without_prefix(message: str, token: str) -> str:
    """Redact a message that was cut off in the middle of the token."""
    text = message.removesuffix("…")
    for length in range(len(token) - 1, _MIN_SECRET - 1, -1):
        if text.endswith(token[:length]):
            return f"{text[:-length]}***…"
    return message
