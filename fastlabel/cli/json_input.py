"""Parsing of `--annotations` and `--attribute`."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, cast

from fastlabel.errors import invalid

if TYPE_CHECKING:
    from pydantic import JsonValue


def read_annotations(path: Path | None) -> Sequence[Mapping[str, object]]:
    """JSON list of a file, or of standard input for `-`; empty without a file.

    Raises:
        FastLabelInvalidException: It cannot be read, or is not a list of objects.
    """
    if path is None:
        return ()
    source = "standard input" if path == Path("-") else str(path)
    value = _parse(_read_bytes(path), source)
    if not isinstance(value, list):
        invalid(f"expected a JSON list in {source}", "annotations")
    for index, entry in enumerate(value):
        if not isinstance(entry, dict):
            invalid("expected a JSON object", ("annotations", index))
    return cast("Sequence[Mapping[str, object]]", value)


def read_attributes(texts: Sequence[str]) -> Sequence[Mapping[str, object]]:
    """Attributes from `KEY=TEXT` and `KEY:=JSON`.

    Raises:
        FastLabelInvalidException: One has neither form, or a key is repeated.
    """
    attributes: dict[str, JsonValue] = {}
    for text in texts:
        key, value = _attribute(text)
        if key in attributes:
            invalid(f"{key!r} is given twice; use KEY:=[...] for several values", "attribute")
        attributes[key] = value
    return [{"key": key, "value": value} for key, value in attributes.items()]


def _attribute(text: str) -> tuple[str, JsonValue]:
    key, equals, value = text.partition("=")
    is_json = key.endswith(":")
    key = key.removesuffix(":")
    if not key or not equals:
        invalid(f"expected KEY=TEXT or KEY:=JSON, got {text!r}", "attribute")
    return key, _parse(value.encode(errors="surrogatepass"), f"{key}:=") if is_json else value


def _read_bytes(path: Path) -> bytes:
    if path == Path("-"):
        return sys.stdin.buffer.read()
    try:
        return path.read_bytes()
    except OSError as error:
        invalid(f"{error.strerror or error}: {str(path)!r}", "annotations")


def _parse(data: bytes, source: str) -> JsonValue:
    try:
        return cast("JsonValue", json.loads(data, parse_constant=_reject_constant))
    except (ValueError, RecursionError) as error:
        invalid(f"{source} is not JSON: {error}")


def _reject_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")
