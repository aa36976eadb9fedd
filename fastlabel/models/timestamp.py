"""Aware datetimes that are written as they were read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, SupportsIndex

from pydantic import AwareDatetime, PlainSerializer, Strict, WithJsonSchema, WrapValidator
from pydantic_core import PydanticCustomError

__all__ = ["Timestamp", "parse_timestamp", "timestamp_text"]


class _SpelledDatetime(datetime):
    """A moment whose text on the wire is not the one we would write."""

    text: str

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        return parse_timestamp, (self.text,)

    def __deepcopy__(self, memo: dict[int, Any]) -> _SpelledDatetime:
        return self


def parse_timestamp(text: str) -> datetime:
    """The moment of an ISO 8601 text, which keeps its spelling. Without an offset it is UTC.

    Raises:
        ValueError: It is none.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    if timestamp_text(moment) == text:
        return moment
    spelled = _SpelledDatetime.fromtimestamp(0, tz=UTC).combine(moment.date(), moment.timetz())
    spelled.text = text
    return spelled


def timestamp_text(moment: datetime) -> str:
    """The moment as it is written: in the spelling it was read in, or else as the service does."""
    if isinstance(moment, _SpelledDatetime):
        return moment.text
    precision = "microseconds" if moment.microsecond % 1000 else "milliseconds"
    text = moment.isoformat(timespec=precision)
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text


def _validate(value: Any, handler: Any) -> Any:
    if not isinstance(value, str):
        return handler(value)
    try:
        return parse_timestamp(value)
    except ValueError:
        raise PydanticCustomError("timestamp", "Input should be an ISO 8601 time") from None


Timestamp = Annotated[
    AwareDatetime,
    Strict(),
    WrapValidator(_validate),
    PlainSerializer(timestamp_text, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A moment on the wire, such as `2021-02-22T11:25:27.158Z`. Without an offset it is read as UTC."""
