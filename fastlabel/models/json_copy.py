"""A copy of parsed JSON, which proves that it is JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from fastlabel.errors import InvalidResponseError
from fastlabel.models.problems import place, shown

__all__ = ["json_copy"]

# As deep as the reader of JSON text goes.
_DEEPEST: Final = 200

Path = tuple[str | int, ...]


def json_copy(value: object, path: Path = ()) -> Any:
    """Copy a JSON value; tuples and other mappings become lists and dicts.

    Raises:
        InvalidResponseError: Something in it has no form in JSON; the message names the place.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, str) and _has_utf8(value):
        return value
    if len(path) < _DEEPEST:
        if isinstance(value, Mapping):
            return _dict_copy(cast("Mapping[object, object]", value), path)
        if isinstance(value, list | tuple):
            items = cast("Sequence[object]", value)
            return [json_copy(item, (*path, index)) for index, item in enumerate(items)]
    raise InvalidResponseError(_problem(value, path))


def _dict_copy(value: Mapping[object, object], path: Path) -> dict[str, Any]:
    return {_key(key, path): json_copy(value[key], (*path, str(key))) for key in value}


def _key(key: object, path: Path) -> str:
    if isinstance(key, str) and _has_utf8(key):
        return key
    raise InvalidResponseError(_problem(key, path))


def _has_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _problem(value: object, path: Path) -> str:
    where = place(path[:8])
    return f"{where}: {shown(value)} has no form in JSON" if where else f"{shown(value)} is no JSON"
