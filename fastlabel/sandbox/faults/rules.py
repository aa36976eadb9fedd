"""The rules of a bad day: which faults, how often, and for which requests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from fastlabel.sandbox.faults.checks import check_rule, check_seed
from fastlabel.sandbox.faults.kinds import FaultKind, TaskKind
from fastlabel.sandbox.faults.specs import rules_from_json, rules_from_spec

__all__ = ["Fault", "Faults"]


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
    task: TaskKind | None = None
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
