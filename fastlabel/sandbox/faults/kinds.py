"""The kinds of fault: which parameters each takes and requires, and which requests it affects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

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
    """What a rule of one kind may have."""

    takes: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset()
    """Methods of the requests that it can happen to."""
    is_before_request: bool = False
    """Whether it happens to a connection, before there is a request."""


_ALL: Final = "GET POST PUT DELETE"
_WRITES: Final = "POST PUT DELETE"
_UPLOADS: Final = "POST PUT"
_WITH_RESPONSE_BODY: Final = "GET POST PUT"


def _traits(takes: str = "", needs: str = "", methods: str = _ALL) -> Traits:
    needed = frozenset(needs.split())
    return Traits(needed | frozenset(takes.split()), needed, frozenset(methods.split()))


TRAITS: Final[Mapping[FaultKind, Traits]] = {
    "status": _traits("headers body", needs="status"),
    "status-mid-upload": _traits("headers body bytes", needs="status", methods=_UPLOADS),
    "status-after-commit": _traits("headers body", needs="status"),
    "reset-on-accept": Traits(is_before_request=True),
    "reset-before-reading": _traits(),
    "reset-mid-upload": _traits("bytes", methods=_UPLOADS),
    "reset-after-commit": _traits(),
    "reset-mid-answer": _traits("bytes", methods=_WITH_RESPONSE_BODY),
    "truncated": _traits("bytes", methods=_WITH_RESPONSE_BODY),
    "truncated-chunked": _traits("bytes", methods=_WITH_RESPONSE_BODY),
    "truncated-gzip": _traits("bytes", methods=_WITH_RESPONSE_BODY),
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
"""These combine with others; of the remaining kinds one happens to a request."""
