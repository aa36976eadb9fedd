"""The query of a list request, validated."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from fastlabel._protocol.validation import check_filter_tags
from fastlabel._types import KNOWN_STATUSES
from fastlabel.errors import FastLabelInvalidException, invalid
from fastlabel.sandbox.store.records import Kind, TaskQuery
from fastlabel.sandbox.tasks.fields import EXTERNAL_STATUSES

_SINGLE: Final = ("project", "status", "externalStatus", "taskName", "offset", "limit")
_NUMBER: Final = re.compile("[0-9]{1,18}")


def parse_query(kind: Kind, pairs: Iterable[tuple[str, str]]) -> TaskQuery:
    """Parse a query. A limit above the maximum of the kind is reduced to it."""
    values, tags = _split(pairs)
    limit = _number(values, "limit", kind.page_default)
    if limit < 1:
        invalid(f"expected at least 1, got {limit}", "limit", 400)
    if not values.get("project"):
        invalid("is required", "project", 400)
    try:
        check_filter_tags(tags)
    except FastLabelInvalidException as error:
        raise FastLabelInvalidException(error.detail, 400).at(error.path) from None
    return TaskQuery(
        project=values["project"],
        status=_one_of(values, "status", KNOWN_STATUSES),
        external_status=_one_of(values, "externalStatus", EXTERNAL_STATUSES),
        tags=tags,
        name=values.get("taskName"),
        offset=_number(values, "offset", 0),
        limit=min(limit, kind.page_max),
    )


def _split(pairs: Iterable[tuple[str, str]]) -> tuple[dict[str, str], list[str]]:
    """Values of the keys that occur once, and the tags."""
    values: dict[str, str] = {}
    tags: list[str] = []
    for key, value in pairs:
        if key == "tags":
            tags.append(value)
        elif key not in _SINGLE:
            invalid(f"no such parameter; expected {', '.join((*_SINGLE, 'tags'))}", (key,), 400)
        elif key in values:
            invalid("is given twice", key, 400)
        else:
            values[key] = value
    return values, tags


def _number(values: Mapping[str, str], key: str, default: int) -> int:
    text = values.get(key)
    if text is None:
        return default
    if not _NUMBER.fullmatch(text):
        invalid(f"expected a whole number of at least 0, got {text!r}", key, 400)
    return int(text)


def _one_of(values: Mapping[str, str], key: str, known: Collection[str]) -> str | None:
    text = values.get(key)
    if text is not None and text not in known:
        invalid(f"expected one of {', '.join(sorted(known))}, got {text!r}", key, 400)
    return text
