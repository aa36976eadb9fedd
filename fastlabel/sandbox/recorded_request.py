"""A request that reached the sandbox, for tests to look at."""

from __future__ import annotations

import reprlib
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["RecordedRequest"]

_REPR: Final = reprlib.Repr()
_REPR.maxdict = _REPR.maxlist = 8
_REPR.maxlevel = 4
_REPR.maxstring = _REPR.maxother = 80


@dataclass(frozen=True, slots=True, repr=False)
class RecordedRequest:
    """One request. The access token is not in it."""

    method: str
    """GET, POST, PUT or DELETE."""
    path: str
    """Such as `/v1/tasks/image`, unquoted and without the query."""
    query: dict[str, list[str]]
    """Each key with its values, in order."""
    status: int | None
    """Of the answer; None if a fault kept it from being answered, or it is still under way."""
    json: Any
    """The body; None without one, or if it is no JSON or broke off.

    In the place of a file's base64 stands `{"bytes": 1234, "sha256": "…"}`, of the file itself.
    """
    size: int
    """Bytes of the body that arrived."""

    def __repr__(self) -> str:
        query = "".join(f" {key}={','.join(values)}" for key, values in self.query.items())
        body = "" if self.json is None else f" {_REPR.repr(self.json)}"
        return f"<{self.method} {self.path}{query} → {self.status}{body}>"
