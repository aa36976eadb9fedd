"""What no column holds of an object, as one JSON object beside its columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias, TypeGuard, cast

from pydantic_core import to_json

from fastlabel.models.sequences import was_null
from fastlabel.models.timestamp import timestamp_text
from fastlabel.models.wire_model import WireModel

__all__ = ["Rest", "as_int64", "as_json", "as_utc", "is_plain", "rest_of", "said_time"]

Rest: TypeAlias = dict[str, Any]
"""Fields by their names on the wire."""

_INT64: Final = range(-(2**63), 2**63)


def as_json(rest: Mapping[str, object] | None) -> bytes | None:
    """The JSON text of a column; None where there is nothing to say."""
    return to_json(rest) if rest else None


def rest_of(model: WireModel, aliases: Iterable[tuple[str, str]]) -> Rest:
    """Unknown fields, and the optional ones that were said to be null.

    Args:
        model: An object of the wire.
        aliases: The names of optional fields, in Python and on the wire.
    """
    unknown = model.model_extra or {}
    rest: Rest = dict(unknown)
    fields, said = vars(model), model.model_fields_set
    for name, alias in [each for each in aliases if not fields[each[0]]]:
        # An unknown field of this very name counts as said, though the known one is not.
        if name in said and name not in unknown and _is_null(fields[name]):
            rest[alias] = None
    return rest


def as_int64(count: int | None) -> int | None:
    """What a column of integers holds: None where it is beyond."""
    return count if count is None or count in _INT64 else None


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
