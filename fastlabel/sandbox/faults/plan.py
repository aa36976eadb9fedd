"""Which faults a request meets: the rules, their chances and what was met so far."""

from __future__ import annotations

import random
import threading
from collections import Counter
from dataclasses import dataclass

from fastlabel.sandbox.faults.kinds import DELAYS, TRAITS, FaultKind
from fastlabel.sandbox.faults.rules import Fault, Faults
from fastlabel.sandbox.http.paths import kind_for_path

__all__ = [
    "Met",
    "Plan",
]


@dataclass(frozen=True, slots=True)
class Met:
    """What is to happen to one request."""

    fault: Fault | None
    delays: tuple[Fault, ...]

    def seconds(self, kind: FaultKind) -> float:
        """The sum of the delays of one kind."""
        return sum(fault.seconds or 0 for fault in self.delays if fault.kind == kind)


class Plan:
    """The rules at work."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._lock = threading.Lock()
        self._happened: Counter[str] = Counter()
        self._chances: list[_Chance] = []
        self.restart()

    @property
    def happened(self) -> dict[str, int]:
        """Kind → how many faults of it were met so far."""
        with self._lock:
            return dict(self._happened)

    def restart(self) -> None:
        """Begin anew: the same requests meet the same faults again."""
        chances = [
            _Chance(fault, f"{self._faults.seed}/{index}")
            for index, fault in enumerate(self._faults.faults)
        ]
        with self._lock:
            self._chances = chances
            self._happened.clear()

    def count(self, kind: FaultKind) -> None:
        """Remember that a fault happens."""
        with self._lock:
            self._happened[kind] += 1

    def meets_connection(self) -> bool:
        """Whether a connection is to be reset as it is accepted."""
        with self._lock:
            hits = [
                chance.hits()
                for chance in self._chances
                if TRAITS[chance.fault.kind].meets_connections
            ]
        return any(hits)

    def meet(self, method: str, path: str) -> Met | None:
        """What is to happen to a request, if anything.

        Each rule that fits takes its chance, whatever the others do: no rule shifts another.
        """
        with self._lock:
            hits = [
                chance.fault
                for chance in self._chances
                if _fits(chance.fault, method, path) and chance.hits()
            ]
        if not hits:
            return None
        return Met(
            fault=next((fault for fault in hits if fault.kind not in DELAYS), None),
            delays=tuple(fault for fault in hits if fault.kind in DELAYS),
        )


class _Chance:
    def __init__(self, fault: Fault, seed: str) -> None:
        self.fault = fault
        self._random = random.Random(seed)  # noqa: S311  # chance, no secret
        self._asked = 0

    def hits(self) -> bool:
        self._asked += 1
        if self.fault.first is not None:
            return self._asked <= self.fault.first
        if self.fault.every is not None:
            return self._asked % self.fault.every == 0
        return self.fault.rate is None or self._random.random() < self.fault.rate


def _fits(fault: Fault, method: str, path: str) -> bool:
    return (
        method in TRAITS[fault.kind].methods
        and (fault.method is None or method == fault.method)
        and (fault.path is None or path.startswith(fault.path))
        and (fault.task is None or _kind_name(path) == fault.task)
    )


def _kind_name(path: str) -> str | None:
    kind = kind_for_path(path)
    return None if kind is None else kind.name
