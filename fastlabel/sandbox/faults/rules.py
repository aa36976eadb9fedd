"""Fault rules: what goes wrong, how often, and for which requests."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Final, NoReturn, NotRequired, Self, TypeAlias

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    PlainValidator,
    TypeAdapter,
    ValidationError,
    with_config,
)
from typing_extensions import TypedDict

from fastlabel._protocol.kinds import KINDS, KindName
from fastlabel.errors import ErrorPath, invalid
from fastlabel.models._wire.error_text import short_repr
from fastlabel.sandbox.faults.kinds import TRAITS, FaultKind, Traits
from fastlabel.sandbox.faults.spec import rules_from_spec

BODILESS: Final = frozenset({204, 205, 304})
"""Statuses of responses without a body."""

_FREQUENCIES: Final = ("rate", "first", "every")
_CONDITIONS: Final = ("method", "path", "task")
_PARAMETERS: Final = ("status", "headers", "body", "seconds", "bytes")
_HEADER_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE: Final = re.compile(r"[^\x00-\x1f\x7f]*")
_FRAMING: Final = frozenset({"content-length", "transfer-encoding"})


def _check_header_name(name: str) -> str:
    if not _HEADER_NAME.fullmatch(name):
        raise ValueError(f"expected a header name, got {name!r}")
    if name.lower() in _FRAMING:
        raise ValueError(f"{name} follows from the body; use truncated to send a wrong one")
    return name


def _check_header_value(text: str) -> str:
    if not _HEADER_VALUE.fullmatch(text) or text != text.strip():
        raise ValueError(f"expected a header value, got {text!r}")
    return text


def _check_task(name: object) -> object:
    # A literal type would not know kinds that were added to the registry.
    if name is not None and name not in list(KINDS):
        raise ValueError(f"expected one of {', '.join(KINDS)}, got {short_repr(name)}")
    return name


# Named outside of the class, where `bytes` is a field.
_Body: TypeAlias = str | bytes
_Headers: TypeAlias = Mapping[
    Annotated[str, AfterValidator(_check_header_name)],
    Annotated[str, AfterValidator(_check_header_value)],
]
_Count: TypeAlias = Annotated[int, Field(ge=1)]

_EXPECTED: Final = {
    "faults": "a list of rules",
    "seed": "an integer",
    "kind": f"one of {', '.join(TRAITS)}",
    "rate": "a probability from 0 to 1",
    "first": "a whole number of at least 1",
    "every": "a whole number of at least 1",
    "method": "one of GET, POST, PUT, DELETE",
    "path": "a path that begins with a slash, such as '/v1/tasks'",
    "status": "a status from 200 to 599",
    "headers": "a mapping of header names to values",
    "body": "text or bytes",
    "seconds": "a number of seconds of at least 0",
    "bytes": "a number of bytes of at least 0",
}
"""Valid values by field."""


@with_config(ConfigDict(strict=True, extra="forbid", revalidate_instances="always"))
@dataclass(frozen=True, slots=True)
class Fault:
    """One rule: a kind of fault, how often it happens, and to which requests.

    How often is one of `rate`, `first` and `every`; without them it happens to every request that
    matches. A request matches if it has the given method, path and kind of task. Rules are
    validated by `Faults`.
    """

    kind: FaultKind
    """What happens. `docs/sandbox.md` has the list."""
    rate: Annotated[float, Field(ge=0, le=1)] | None = None
    """Probability, 0 to 1, that it happens to a matching request."""
    first: _Count | None = None
    """It happens to this many matching requests, and then no more."""
    every: _Count | None = None
    """It happens to every n-th matching request: 3 is the 3rd, the 6th, and so on."""
    method: Annotated[str, Field(pattern="^(GET|POST|PUT|DELETE)$")] | None = None
    """GET, POST, PUT or DELETE."""
    path: Annotated[str, Field(pattern="^/")] | None = None
    """Prefix of the path: `/v1/tasks/image`, or `/media/`."""
    task: Annotated[KindName | None, PlainValidator(_check_task)] = None
    """Kind of task that the path belongs to. Updates and deletes of any kind belong to none."""
    status: Annotated[int, Field(ge=200, le=599)] | None = None
    """Status of the response, 200 to 599."""
    headers: _Headers | None = None
    """Headers of the response, sent as UTF-8; they replace those that it would have."""
    body: _Body | None = None
    """Body of the response. Without it an error has the API's own form."""
    seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    """Duration in seconds; for a drip, the time between two bytes."""
    bytes: Annotated[int, Field(ge=0)] | None = None
    """Bytes that pass before it happens. Default: half of them; none in a stall."""


@with_config(ConfigDict(strict=True, extra="forbid"))
class _Document(TypedDict):
    faults: list[Fault]
    seed: NotRequired[int]


_ADAPTER: Final[TypeAdapter[_Document]] = TypeAdapter(_Document)


class Faults:
    """What goes wrong, reproducibly.

    ```python
    faults = Faults([Fault("reset-after-commit", rate=0.1), Fault("lookup-lag", seconds=2)], seed=7)
    with Sandbox(faults=faults) as sandbox: ...
    ```

    Of the rules that apply to a request the first happens; `delay`, `delay-after-commit` and
    `lookup-lag` happen in addition.

    Args:
        faults: The rules.
        seed: With the same seed, the same faults happen to the same sequence of requests.

    Raises:
        FastLabelInvalidException: A rule is not valid; the error has its path.
    """

    __slots__ = ("faults", "seed")

    def __init__(self, faults: Iterable[Fault], seed: int = 0) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        self.seed: int = seed
        _validated(lambda: _ADAPTER.validate_python({"faults": [*self.faults], "seed": seed}))
        for index, fault in enumerate(self.faults):
            _check_rule(fault, ("faults", index))

    @classmethod
    def from_spec(cls, spec: str) -> Self:
        """Read the short form: `reset-after-commit=0.1,status-503=first:2,seed=7`.

        Each item is `KIND=HOW-OFTEN`, optionally followed by `@METHOD`. How often is a probability,
        `first:N` or `every:N`. A status is part of the kind (`status-502-after-commit`), as are
        seconds at its end (`delay-0.5s`).

        Raises:
            FastLabelInvalidException: It cannot be parsed, or a rule is not valid.
        """
        rules, seed = rules_from_spec(spec)
        return cls([Fault(**rule) for rule in rules], seed)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read JSON: `{"seed": 7, "faults": [{"kind": "reset-after-commit"}]}`.

        Raises:
            FastLabelInvalidException: It cannot be parsed, or a rule is not valid.
        """
        document = _validated(lambda: _ADAPTER.validate_json(text))
        return cls(document["faults"], document.get("seed", 0))

    def __repr__(self) -> str:
        return f"Faults({list(self.faults)!r}, seed={self.seed!r})"


def _validated(validate: Callable[[], _Document]) -> _Document:
    try:
        return validate()
    except ValidationError as error:
        _raise_first(error)


def _raise_first(error: ValidationError) -> NoReturn:
    """Raise the first problem of a document of rules, with its path."""
    problem = error.errors(include_url=False)[0]
    # What follows the field is a header, or a branch of a union.
    path = problem["loc"][:3]
    field = path[-1] if path else ""
    if problem["type"] == "json_invalid":
        invalid(f"not JSON: {problem['msg'].removeprefix('Invalid JSON: ')}", "faults")
    if problem["type"] == "value_error":
        invalid(problem["msg"].removeprefix("Value error, "), path)
    if problem["type"] in {"extra_forbidden", "unexpected_keyword_argument"}:
        fields = Fault.__slots__ if len(path) > 1 else ("faults", "seed")
        invalid(f"no such field; expected one of {', '.join(fields)}", path)
    expected = _EXPECTED.get(str(field), "a rule" if path else "a JSON object")
    if problem["type"] in {"missing", "missing_argument"}:
        invalid(f"is required; expected {expected}", path)
    invalid(f"expected {expected}, got {short_repr(problem['input'])}", path or "faults")


def _check_rule(fault: Fault, path: ErrorPath) -> None:
    """Refuse a rule that could never happen, or that has what its kind does not take."""
    traits = TRAITS[fault.kind]
    frequencies = [name for name in _FREQUENCIES if getattr(fault, name) is not None]
    if len(frequencies) > 1:
        allowed = ", ".join(_FREQUENCIES)
        invalid(f"expected one of {allowed}, got {' and '.join(frequencies)}", path)
    _check_parameters(fault, traits, path)
    if fault.method is not None and fault.method not in traits.methods:
        methods = ", ".join(sorted(traits.methods))
        invalid(f"{fault.kind} happens to {methods}, not to {fault.method}", (*path, "method"))
    if fault.body and fault.status in BODILESS:
        invalid(f"a response with status {fault.status} has no body", (*path, "body"))


def _check_parameters(fault: Fault, traits: Traits, path: ErrorPath) -> None:
    for name in _PARAMETERS:
        is_given = getattr(fault, name) is not None
        if is_given and name not in traits.takes:
            takes = ", ".join(sorted(traits.takes)) or "no parameters"
            invalid(f"{fault.kind} takes {takes}", (*path, name))
        if not is_given and name in traits.needs:
            invalid(f"{fault.kind} requires it", (*path, name))
    for name in _CONDITIONS:
        if traits.is_before_request and getattr(fault, name) is not None:
            invalid(f"{fault.kind} happens before there is a request", (*path, name))
