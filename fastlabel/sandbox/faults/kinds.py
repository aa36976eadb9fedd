"""The kinds of fault: what each takes, what it needs, and which requests it can meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

__all__ = ["DELAYS", "TRAITS", "FaultKind", "Traits"]

FaultKind: TypeAlias = Literal[
    "status",
    "status-mid-upload",
    "status-after-commit",
    "reset-on-accept",
    "reset-before-reading",
    "reset-mid-upload",
    "reset-after-commit",
    "reset-mid-answer",
    "truncated",
    "truncated-chunked",
    "truncated-gzip",
    "garbage",
    "empty",
    "no-id",
    "delay",
    "delay-after-commit",
    "late-commit",
    "lookup-lag",
    "drip",
    "stall",
    "stall-upload",
    "close-after-answer",
]


@dataclass(frozen=True, slots=True)
class Traits:
    """What a rule of one kind may say."""

    takes: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset()
    """The requests that it can meet."""
    meets_connections: bool = False
    """It strikes before there is a request."""


_ALL: Final = "GET POST PUT DELETE"
_WRITES: Final = "POST PUT DELETE"
_UPLOADS: Final = "POST PUT"
_TOLD: Final = "GET POST PUT"
"""The methods whose answers have a body."""


def _traits(takes: str = "", needs: str = "", methods: str = _ALL) -> Traits:
    needed = frozenset(needs.split())
    return Traits(needed | frozenset(takes.split()), needed, frozenset(methods.split()))


TRAITS: Final[Mapping[FaultKind, Traits]] = {
    "status": _traits("headers body", needs="status"),
    "status-mid-upload": _traits("headers body bytes", needs="status", methods=_UPLOADS),
    "status-after-commit": _traits("headers body", needs="status"),
    "reset-on-accept": Traits(meets_connections=True),
    "reset-before-reading": _traits(),
    "reset-mid-upload": _traits("bytes", methods=_UPLOADS),
    "reset-after-commit": _traits(),
    "reset-mid-answer": _traits("bytes", methods=_TOLD),
    "truncated": _traits("bytes", methods=_TOLD),
    "truncated-chunked": _traits("bytes", methods=_TOLD),
    "truncated-gzip": _traits("bytes", methods=_TOLD),
    "garbage": _traits("headers body"),
    "empty": _traits("status headers"),
    "no-id": _traits("status headers body", methods=_UPLOADS),
    "delay": _traits(needs="seconds"),
    "delay-after-commit": _traits(needs="seconds"),
    "late-commit": _traits("status headers body", needs="seconds", methods=_WRITES),
    "lookup-lag": _traits(needs="seconds", methods="POST"),
    "drip": _traits(needs="seconds"),
    "stall": _traits("bytes"),
    "stall-upload": _traits("seconds", methods=_UPLOADS),
    "close-after-answer": _traits(),
}

DELAYS: Final[frozenset[FaultKind]] = frozenset({"delay", "delay-after-commit", "lookup-lag"})
"""These go together with others; of the rest a request meets one."""
