"""Bodies of requests as JSON, without the media in them."""

from __future__ import annotations

import hashlib
from typing import Final, cast

import pybase64
from pydantic import JsonValue
from pydantic_core import from_json

__all__ = ["told_body"]

_LONGEST: Final = 200


def told_body(body: bytes) -> JsonValue:
    """The JSON of a body, with size and SHA-256 in the place of each file; None if it is no JSON.

    >>> told_body(b'{"name": "a.png", "file": "AAAA"}')["file"]["bytes"]
    3
    """
    try:
        value: JsonValue = from_json(body) if body else None
    except ValueError:
        return None
    if isinstance(value, dict):
        _tell_file(value)
        contents = value.get("contents")
        for content in contents if isinstance(contents, list) else ():
            if isinstance(content, dict):
                _tell_file(content)
    return value


def _tell_file(holder: dict[str, JsonValue]) -> None:
    file = holder.get("file")
    if isinstance(file, str):
        holder["file"] = cast("JsonValue", _told_file(file))


def _told_file(text: str) -> dict[str, int | str] | str:
    try:
        content = pybase64.b64decode(text, validate=True)
    except ValueError:
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
