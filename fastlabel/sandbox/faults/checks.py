"""Rules checked. A message names the place, what stands there, and what may."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, NoReturn, cast, get_args

from fastlabel.errors import FastLabelInvalidException
from fastlabel.sandbox.faults.kinds import TRAITS, TaskKind, Traits

if TYPE_CHECKING:
    from fastlabel.sandbox.faults.rules import Fault

__all__ = ["BODILESS", "check_rule", "check_seed", "refuse"]

BODILESS: Final = frozenset({204, 205, 304})
"""Statuses whose answers have no body."""

_FREQUENCIES: Final = ("rate", "first", "every")
_CONDITIONS: Final = ("method", "path", "task")
_PARAMETERS: Final = ("status", "headers", "body", "seconds", "bytes")
_METHODS: Final = ("GET", "POST", "PUT", "DELETE")
_HEADER_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE: Final = re.compile(r"[^\x00-\x1f\x7f]*")
_FRAMING: Final = frozenset({"content-length", "transfer-encoding"})


def refuse(message: str) -> NoReturn:
    """Raise the error of a rule that cannot be."""
    raise FastLabelInvalidException(message, 422)


def check_seed(seed: object) -> None:
    """Refuse what is no integer."""
    if not _is_whole(seed):
        refuse(f"seed: {seed!r} is no integer")


def check_rule(fault: Fault, place: str) -> None:
    """Refuse a rule that could never happen, or that says what its kind does not take."""
    # From JSON it can be anything, also what cannot be looked up.
    traits = next((TRAITS[kind] for kind in TRAITS if kind == fault.kind), None)
    if traits is None:
        refuse(f"{place}.kind: {fault.kind!r} is none; there are {', '.join(TRAITS)}")
    said = [name for name in _FREQUENCIES if getattr(fault, name) is not None]
    if len(said) > 1:
        refuse(f"{place}: has {' and '.join(said)}; how often is one of {', '.join(_FREQUENCIES)}")
    _check_taken(fault, traits, place)
    for name, check in _CHECKS.items():
        value: object = getattr(fault, name)
        if value is not None and (problem := check(value)):
            refuse(f"{place}.{name}: {problem}")
    if fault.method is not None and fault.method not in traits.methods:
        methods = ", ".join(sorted(traits.methods))
        refuse(f"{place}.method: {fault.kind} happens to {methods}, not to {fault.method}")
    if fault.body and fault.status in BODILESS:
        refuse(f"{place}.body: an answer with status {fault.status} has none")


def _check_taken(fault: Fault, traits: Traits, place: str) -> None:
    for name in _PARAMETERS:
        given = getattr(fault, name) is not None
        if given and name not in traits.takes:
            takes = ", ".join(sorted(traits.takes)) or "nothing"
            refuse(f"{place}.{name}: {fault.kind} does not take it; it takes {takes}")
        if not given and name in traits.needs:
            refuse(f"{place}.{name}: {fault.kind} needs it")
    for name in _CONDITIONS:
        if traits.meets_connections and getattr(fault, name) is not None:
            refuse(f"{place}.{name}: {fault.kind} happens before there is a request; leave it out")


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
    known = get_args(TaskKind)
    return None if value in known else f"{value!r} is not one of {', '.join(known)}"


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
