"""What no column holds of an object, as one JSON object beside its columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, Final, TypeAlias, TypeGuard, cast

from pydantic_core import to_json

from fastlabel.models._wire.base import WireModel
from fastlabel.models._wire.fields import timestamp_text, was_null

__all__ = [
    "INT64",
    "SAID",
    "UNKNOWN",
    "Rest",
    "as_int64",
    "as_json",
    "as_utc",
    "is_plain",
    "rests_of",
    "said_time",
]

# Both are behind slow properties.
SAID: Final = attrgetter("__pydantic_fields_set__")
"""The names of the fields of a model that were said."""
UNKNOWN: Final = attrgetter("__pydantic_extra__")
"""The fields that a model does not know, by name; or None."""

Rest: TypeAlias = dict[str, Any]
"""Fields by their names on the wire."""

INT64: Final = range(-(2**63), 2**63)
"""What a column of integers can hold."""


def as_json(rest: Mapping[str, object] | None) -> bytes | None:
    """The JSON text of a column; None where there is nothing to say."""
    return to_json(rest) if rest else None


def rests_of(models: Sequence[WireModel], aliases: Iterable[tuple[str, str]]) -> list[Rest]:
    """The unknown fields of each, and the optional ones that were said to be null.

    Args:
        models: Objects of the wire that have these fields.
        aliases: The names of optional fields, in Python and on the wire.
    """
    rows, said = list(map(vars, models)), list(map(SAID, models))
    unknown: list[Rest] = [fields or {} for fields in map(UNKNOWN, models)]
    rests = list(map(dict, unknown))
    for name, alias in aliases:
        for at in [at for at, fields in enumerate(rows) if not fields[name]]:
            # An unknown field of this very name counts as said, though the known one is not.
            if name in said[at] and name not in unknown[at] and _is_null(rows[at][name]):
                rests[at][alias] = None
    return rests


def as_int64(count: int | None) -> int | None:
    """What a column of integers holds: None where it is beyond."""
    return count if count is None or count in INT64 else None


def as_utc(moment: datetime | None) -> datetime | None:
    """What a column of times holds: None where UTC is beyond the years 1 to 9999."""
    if moment is None or is_plain(moment):
        return moment
    try:
        utc = moment.astimezone(UTC)
    except OverflowError:
        return None
    # Without the spelling that a moment may have been read in.
    return datetime.combine(utc.date(), utc.timetz())


def said_time(moment: datetime | None) -> str | None:
    """The spelling of a time which the column does not tell."""
    if moment is None or is_plain(moment):
        return None
    text, utc = timestamp_text(moment), as_utc(moment)
    return None if utc and timestamp_text(utc) == text else text


def _is_null(value: object) -> bool:
    return value is None or (isinstance(value, tuple) and was_null(cast("tuple[object]", value)))


def is_plain(moment: datetime | None) -> TypeGuard[datetime]:
    """Whether a time is as its column tells it."""
    return type(moment) is datetime and moment.tzinfo is UTC
