"""Fields of an object that its columns cannot hold, as one JSON object in the column `rest`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, Final, TypeAlias, TypeGuard, cast

from pydantic_core import to_json

from fastlabel.models._wire.base import WireModel
from fastlabel.models._wire.fields import timestamp_text, was_null

# The properties of pydantic that return them are slow.
FIELDS_SET: Final = attrgetter("__pydantic_fields_set__")
"""Names of the fields of a model that are set."""
UNKNOWN_FIELDS: Final = attrgetter("__pydantic_extra__")
"""Fields that a model does not know, by name; or None."""

JsonFields: TypeAlias = dict[str, Any]
"""Fields by their names on the wire."""

INT64: Final = range(-(2**63), 2**63)
"""Integers that a column can hold."""


def as_json(fields: Mapping[str, object] | None) -> bytes | None:
    """JSON text of extra fields; None if there are none."""
    return to_json(fields) if fields else None


def extra_fields(
    models: Sequence[WireModel], aliases: Iterable[tuple[str, str]]
) -> list[JsonFields]:
    """Unknown fields of each model, and its optional fields that are explicitly null."""
    rows, fields_set = list(map(vars, models)), list(map(FIELDS_SET, models))
    unknown: list[JsonFields] = [fields or {} for fields in map(UNKNOWN_FIELDS, models)]
    extra = list(map(dict, unknown))
    for name, alias in aliases:
        for at in [at for at, row in enumerate(rows) if not row[name]]:
            # An unknown field of the same name counts as set, though the known field is not.
            if name in fields_set[at] and name not in unknown[at] and _is_null(rows[at][name]):
                extra[at][alias] = None
    return extra


def _is_null(value: object) -> bool:
    return value is None or (isinstance(value, tuple) and was_null(cast("tuple[object]", value)))


def as_int64(count: int | None) -> int | None:
    """Value of an integer column: None if it is out of range."""
    return count if count is None or count in INT64 else None


def is_utc(moment: datetime | None) -> TypeGuard[datetime]:
    """Whether a column of times holds a time without loss."""
    return type(moment) is datetime and moment.tzinfo is UTC


def as_utc(moment: datetime | None) -> datetime | None:
    """Value of a column of times: None if UTC is not within the years 1 to 9999."""
    if moment is None or is_utc(moment):
        return moment
    try:
        utc = moment.astimezone(UTC)
    except OverflowError:
        return None
    # A plain datetime, without the text that the time was read from.
    return datetime.combine(utc.date(), utc.timetz())


def extra_time(moment: datetime | None) -> str | None:
    """Text of a time if its column loses the format."""
    if moment is None or is_utc(moment):
        return None
    text, utc = timestamp_text(moment), as_utc(moment)
    return None if utc and timestamp_text(utc) == text else text
