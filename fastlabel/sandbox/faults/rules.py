"""The rules of a bad day: which faults, how often, and for which requests."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Self, cast

from fastlabel._protocol.kinds import KINDS, KindName
from fastlabel.errors import invalid
from fastlabel.sandbox.faults.kinds import TRAITS, FaultKind, Traits
from fastlabel.sandbox.faults.spec import rules_from_json, rules_from_spec

__all__ = [
    "BODILESS",
    "Fault",
    "Faults",
    "check_rule",
    "check_seed",
]


BODILESS: Final = frozenset({204, 205, 304})
"""Statuses whose answers have no body."""

_FREQUENCIES: Final = ("rate", "first", "every")
_CONDITIONS: Final = ("method", "path", "task")
_PARAMETERS: Final = ("status", "headers", "body", "seconds", "bytes")
_METHODS: Final = ("GET", "POST", "PUT", "DELETE")
_HEADER_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE: Final = re.compile(r"[^\x00-\x1f\x7f]*")
_FRAMING: Final = frozenset({"content-length", "transfer-encoding"})


def check_seed(seed: object) -> None:
    """Refuse what is no integer."""
    if not _is_whole(seed):
        invalid(f"seed: {seed!r} is no integer")


def check_rule(fault: Fault, place: str) -> None:
    """Refuse a rule that could never happen, or that says what its kind does not take."""
    # From JSON it can be anything, also what cannot be looked up.
    traits = next((TRAITS[kind] for kind in TRAITS if kind == fault.kind), None)
    if traits is None:
        invalid(f"{place}.kind: {fault.kind!r} is none; there are {', '.join(TRAITS)}")
    said = [name for name in _FREQUENCIES if getattr(fault, name) is not None]
    if len(said) > 1:
        invalid(f"{place}: has {' and '.join(said)}; how often is one of {', '.join(_FREQUENCIES)}")
    _check_taken(fault, traits, place)
    for name, check in _CHECKS.items():
        value: object = getattr(fault, name)
        if value is not None and (problem := check(value)):
            invalid(f"{place}.{name}: {problem}")
    if fault.method is not None and fault.method not in traits.methods:
        methods = ", ".join(sorted(traits.methods))
        invalid(f"{place}.method: {fault.kind} happens to {methods}, not to {fault.method}")
    if fault.body and fault.status in BODILESS:
        invalid(f"{place}.body: an answer with status {fault.status} has none")


def _check_taken(fault: Fault, traits: Traits, place: str) -> None:
    for name in _PARAMETERS:
        given = getattr(fault, name) is not None
        if given and name not in traits.takes:
            takes = ", ".join(sorted(traits.takes)) or "nothing"
            invalid(f"{place}.{name}: {fault.kind} does not take it; it takes {takes}")
        if not given and name in traits.needs:
            invalid(f"{place}.{name}: {fault.kind} needs it")
    for name in _CONDITIONS:
        if traits.meets_connections and getattr(fault, name) is not None:
            invalid(f"{place}.{name}: {fault.kind} happens before there is a request; leave it out")


def _rate(value: object) -> str | None:
    good = _is_number(value) and 0 <= cast("float", value) <= 1
    return None if good else f"{value!r} is no probability, 0 to 1"


def _count(value: object) -> str | None:
    good = _is_whole(value) and cast("int", value) >= 1
    return None if good else f"{value!r} is no whole number from 1"


def _size(value: object) -> str | None:
    good = _is_whole(value) and cast("int", value) >= 0
    return None if good else f"{value!r} is no number of bytes, from 0"


def _seconds(value: object) -> str | None:
    good = _is_number(value) and 0 <= cast("float", value) < math.inf
    return None if good else f"{value!r} is no number of seconds, from 0"


def _status(value: object) -> str | None:
    good = _is_whole(value) and 200 <= cast("int", value) <= 599
    return None if good else f"{value!r} is no status of an answer, 200 to 599"


def _method(value: object) -> str | None:
    return None if value in _METHODS else f"{value!r} is not one of {', '.join(_METHODS)}"


def _path(value: object) -> str | None:
    good = isinstance(value, str) and value.startswith("/")
    return None if good else f"{value!r} does not begin with a slash, as '/v1/tasks' does"


def _task(value: object) -> str | None:
    return None if value in tuple(KINDS) else f"{value!r} is not one of {', '.join(KINDS)}"


def _body(value: object) -> str | None:
    return None if isinstance(value, str | bytes) else f"{value!r} is no text"


def _headers(value: object) -> str | None:
    if not isinstance(value, Mapping):
        return f"{value!r} is no mapping of names to values"
    for name, text in cast("Mapping[object, object]", value).items():
        if not (isinstance(name, str) and _HEADER_NAME.fullmatch(name)):
            return f"{name!r} is no name of a header"
        if name.lower() in _FRAMING:
            return f"{name} is set by what is sent; for a wrong one there is truncated"
        if not (isinstance(text, str) and _HEADER_VALUE.fullmatch(text) and text == text.strip()):
            return f"{text!r} of {name} is no value of a header"
    return None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_CHECKS: Final[Mapping[str, Callable[[object], str | None]]] = {
    "rate": _rate,
    "first": _count,
    "every": _count,
    "method": _method,
    "path": _path,
    "task": _task,
    "status": _status,
    "headers": _headers,
    "body": _body,
    "seconds": _seconds,
    "bytes": _size,
}
"""What is wrong with a value, if anything."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One rule: a kind of fault, how often it happens, and to which requests.

    How often is one of `rate`, `first` and `every`; without them it happens to every request that
    fits. A request fits if it has the method, the path and the kind of task that are given. Rules
    are checked by `Faults`.
    """

    kind: FaultKind
    """What happens. `docs/sandbox.md` has the list."""
    rate: float | None = None
    """The probability, 0 to 1, that a request that fits meets it."""
    first: int | None = None
    """The first so many requests that fit meet it."""
    every: int | None = None
    """Each so-many-th request that fits meets it: 3 is the 3rd, the 6th, and so on."""
    method: str | None = None
    """GET, POST, PUT or DELETE."""
    path: str | None = None
    """How the path begins: `/v1/tasks/image`, or `/media/`."""
    task: KindName | None = None
    """The kind of task that the path is of. Updates and deletes of any kind are of none."""
    status: int | None = None
    """The status of the answer, 200 to 599."""
    headers: Mapping[str, str] | None = None
    """Headers of the answer, sent as UTF-8; they replace those that it would have."""
    body: str | bytes | None = None
    """The body of the answer. Without it an error has the API's own form."""
    seconds: float | None = None
    """How long, in seconds; for a drip, the time between two bytes."""
    bytes: int | None = None
    """How many bytes pass before it happens. Without it half of them do; a stall lets none pass."""


class Faults:
    """What goes wrong, reproducibly.

    ```python
    faults = Faults([Fault("reset-after-commit", rate=0.1), Fault("lookup-lag", seconds=2)], seed=7)
    with Sandbox(faults=faults) as sandbox: ...
    ```

    Of the rules that hit a request the first happens; `delay`, `delay-after-commit` and
    `lookup-lag` happen besides.

    Args:
        faults: The rules.
        seed: With the same seed, the same sequence of requests meets the same faults.

    Raises:
        FastLabelInvalidException: A rule cannot be; the message names its place.
    """

    __slots__ = ("faults", "seed")

    def __init__(self, faults: Iterable[Fault], seed: int = 0) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        self.seed: int = seed
        check_seed(seed)
        for index, fault in enumerate(self.faults):
            check_rule(fault, f"faults[{index}]")

    @classmethod
    def from_spec(cls, spec: str) -> Self:
        """Read rules in short: `reset-after-commit=0.1,status-503=first:2,seed=7`.

        Each item is `KIND=HOW-OFTEN`, with `@METHOD` behind it if need be. How often is a
        probability, `first:N` or `every:N`. A status stands in the place of its digits
        (`status-502-after-commit`), seconds at the end (`delay-0.5s`).

        Raises:
            FastLabelInvalidException: It cannot be read, or a rule cannot be.
        """
        rules, seed = rules_from_spec(spec)
        return cls([Fault(**rule) for rule in rules], seed)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read rules from JSON: `{"seed": 7, "faults": [{"kind": "reset-after-commit"}]}`.

        Raises:
            FastLabelInvalidException: It cannot be read, or a rule cannot be.
        """
        rules, seed = rules_from_json(text)
        return cls([Fault(**rule) for rule in rules], seed)

    def __repr__(self) -> str:
        return f"Faults({list(self.faults)!r}, seed={self.seed!r})"
