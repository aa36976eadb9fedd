"""The token taken out of what is told, however a server spelled it when it gave it back."""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode
from typing import Final
from urllib.parse import quote

from fastlabel.errors import FastLabelException

__all__ = ["redact"]

_SHORTEST: Final = 8
"""Of a token that is a secret. What is shorter would be found in any text."""


def redact(error: FastLabelException, token: str) -> FastLabelException:
    """The error without the token in its message, and without the frames that saw the answer."""
    error.__cause__ = error.__context__ = None
    if len(token) >= _SHORTEST:
        message = _without_start(_spellings(token).sub("***", error.message), token)
        error.message = message
        error.args = (message, *error.args[1:])
    return error.with_traceback(None)


def _spellings(token: str) -> re.Pattern[str]:
    plain = token.encode()
    # Three bytes become four characters, so there are three ways to fall between others.
    shifted = [b64encode(b"\0" * shift + plain).decode() for shift in range(3)]
    base64 = [text[4 if shift else 0 : -4] for shift, text in enumerate(shifted)]
    in_json = json.dumps(token)[1:-1]
    spelled = {
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
    longest_first = sorted(spelled, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)


def _without_start(message: str, token: str) -> str:
    """A message that was cut off in the middle of the token."""
    shown = message.removesuffix("…")
    for length in range(len(token) - 1, _SHORTEST - 1, -1):
        if shown.endswith(token[:length]):
            return f"{shown[:-length]}***…"
    return message
