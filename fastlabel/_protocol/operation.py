"""One call of the API as a value. Nothing is sent here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeAlias, TypeVar
from urllib.parse import urlencode

if TYPE_CHECKING:
    from fastlabel._protocol.responses import Response
    from fastlabel._protocol.upload import JsonBody
    from fastlabel.models import TaskId

Method: TypeAlias = Literal["GET", "POST", "PUT", "DELETE"]
Query: TypeAlias = tuple[tuple[str, str | int], ...]
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Operation(Generic[T_co]):
    """One call: what is sent, what its response means, and how it may be repeated."""

    method: Method
    path: str
    """Below the base URL, quoted."""
    read: Callable[[Response], T_co]
    """Parses a successful response; raises InvalidResponseError."""
    query: Query = ()
    body: JsonBody | None = None
    probe: ExistenceProbe | None = None
    """Of a create: how to find out whether it was carried out."""

    @property
    def target(self) -> str:
        """Path and query, below the base URL."""
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path


@dataclass(frozen=True, slots=True)
class ExistenceProbe:
    """Looks a create up by the name of what it creates."""

    name: str
    """Compared exactly, whatever the service takes for the same name."""
    page: Callable[[int], Operation[dict[TaskId, str]]]
    """Operation that reads ids and names from an offset on."""
