"""What lists ask for: the query of a GET, checked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NoReturn

from fastlabel._protocol.validation import check_filter_tags
from fastlabel._types import KNOWN_STATUSES
from fastlabel.errors import FastLabelInvalidException
from fastlabel.sandbox.store.records import Kind, Wanted
from fastlabel.sandbox.tasks.fields import EXTERNAL_STATUSES

__all__ = ["read_query"]

_ONCE: Final = ("project", "status", "externalStatus", "taskName", "offset", "limit")
_NUMBER: Final = re.compile("[0-9]{1,18}")


def read_query(kind: Kind, query: Iterable[tuple[str, str]]) -> Wanted:
    """Which tasks to list. A limit above the most of this kind is cut to it.

    Raises:
        FastLabelInvalidException: Naming the key that is missing, unknown or wrong (code 400).
    """
    once, tags = _sorted_out(query)
    limit = _number(once, "limit", kind.page_default)
    if limit < 1:
        _refuse(f"limit: {limit}, a page has 1 task or more")
    if not once.get("project"):
        _refuse("project: is required")
    return Wanted(
        project=once["project"],
        status=_one_of(once, "status", KNOWN_STATUSES),
        external_status=_one_of(once, "externalStatus", EXTERNAL_STATUSES),
        tags=_filter_tags(tags),
        name=once.get("taskName"),
        offset=_number(once, "offset", 0),
        limit=min(limit, kind.page_max),
    )


def _sorted_out(query: Iterable[tuple[str, str]]) -> tuple[dict[str, str], list[str]]:
    once: dict[str, str] = {}
    tags: list[str] = []
    for key, value in query:
        if key == "tags":
            tags.append(value)
        elif key not in _ONCE:
            _refuse(f"{key}: cannot be asked for; there are {', '.join((*_ONCE, 'tags'))}")
        elif key in once:
            _refuse(f"{key}: is given twice")
        else:
            once[key] = value
    return once, tags


def _number(once: Mapping[str, str], key: str, default: int) -> int:
    text = once.get(key)
    if text is None:
        return default
    if not _NUMBER.fullmatch(text):
        _refuse(f"{key}: {text!r} is not a whole number from 0")
    return int(text)


def _one_of(once: Mapping[str, str], key: str, known: Collection[str]) -> str | None:
    text = once.get(key)
    if text is not None and text not in known:
        _refuse(f"{key}: {text!r} is not one of {', '.join(sorted(known))}")
    return text


def _filter_tags(tags: Sequence[str]) -> list[str]:
    try:
        check_filter_tags(tags)
    except FastLabelInvalidException as error:
        _refuse(error.message)
    return list(tags)


def _refuse(message: str) -> NoReturn:
    raise FastLabelInvalidException(message, 400)
