"""What `--annotations` and `--attribute` give."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, cast

from fastlabel.errors import invalid

if TYPE_CHECKING:
    from pydantic import JsonValue

__all__ = ["read_annotations", "read_attributes"]


def read_annotations(path: Path | None) -> Sequence[Mapping[str, object]]:
    """The JSON list in a file, or in standard input for `-`; none without a file.

    Raises:
        FastLabelInvalidException: It cannot be read, or is no list of objects.
    """
    if path is None:
        return ()
    place = "standard input" if path == Path("-") else str(path)
    value = _parse(_bytes_of(path), place)
    if not isinstance(value, list):
        invalid(f"annotations: {place} holds no JSON list; write [ and ] around the annotations")
    for index, entry in enumerate(value):
        if not isinstance(entry, dict):
            invalid(f"annotations[{index}]: no JSON object")
    return cast("Sequence[Mapping[str, object]]", value)


def read_attributes(texts: Sequence[str]) -> Sequence[Mapping[str, object]]:
    """Attributes from `KEY=TEXT` and `KEY:=JSON`.

    Raises:
        FastLabelInvalidException: One is neither, or a key comes twice.
    """
    attributes: dict[str, JsonValue] = {}
    for text in texts:
        key, value = _attribute(text)
        if key in attributes:
            invalid(f"attribute: {key!r} is given twice; KEY:=[...] gives several values")
        attributes[key] = value
    return [{"key": key, "value": value} for key, value in attributes.items()]


def _attribute(text: str) -> tuple[str, JsonValue]:
    key, equals, value = text.partition("=")
    is_json = key.endswith(":")
    key = key.removesuffix(":")
    if not key or not equals:
        invalid(f"attribute: {text!r} is neither KEY=TEXT nor KEY:=JSON")
    return key, _parse(value.encode(errors="surrogatepass"), f"{key}:=") if is_json else value


def _bytes_of(path: Path) -> bytes:
    if path == Path("-"):
        return sys.stdin.buffer.read()
    try:
        return path.read_bytes()
    except OSError as error:
        invalid(f"annotations: {error.strerror or error}: {str(path)!r}")


def _parse(data: bytes, place: str) -> JsonValue:
    try:
        return cast("JsonValue", json.loads(data, parse_constant=_no_number))
    except (ValueError, RecursionError) as error:
        invalid(f"{place}: is no JSON: {error}")


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
