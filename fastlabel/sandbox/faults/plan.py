"""Which faults happen to a request: the rules, their triggers and counts."""

from __future__ import annotations

import random
import threading
from collections import Counter
from dataclasses import dataclass

from fastlabel.sandbox.faults.kinds import DELAYS, TRAITS, FaultKind
from fastlabel.sandbox.faults.rules import Fault, Faults
from fastlabel.sandbox.http.paths import kind_for_path


@dataclass(frozen=True, slots=True)
class PlannedFaults:
    """What happens to one request."""

    fault: Fault | None
    delays: tuple[Fault, ...]

    def seconds(self, kind: FaultKind) -> float:
        """Sum of the delays of one kind."""
        return sum(fault.seconds or 0 for fault in self.delays if fault.kind == kind)


class Plan:
    """The rules of a running sandbox. Its methods may be called from any thread."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._triggers: list[_Trigger] = []
        self.reset()

    @property
    def counts(self) -> dict[str, int]:
        """Kind → how many faults of it happened since the last reset."""
        with self._lock:
            return dict(self._counts)

    def reset(self) -> None:
        """Start over: the same faults happen to the same requests again."""
        triggers = [
            _Trigger(fault, f"{self._faults.seed}/{index}")
            for index, fault in enumerate(self._faults.faults)
        ]
        with self._lock:
            self._triggers = triggers
            self._counts.clear()

    def count(self, kind: FaultKind) -> None:
        """Count a fault that happens."""
        with self._lock:
            self._counts[kind] += 1

    def resets_connection(self) -> bool:
        """Whether to reset a connection as it is accepted."""
        with self._lock:
            fired = [
                trigger.fires()
                for trigger in self._triggers
                if TRAITS[trigger.fault.kind].is_before_request
            ]
        return any(fired)

    def faults_for(self, method: str, path: str) -> PlannedFaults | None:
        """What happens to a request, if anything."""
        with self._lock:
            faults = [
                trigger.fault
                for trigger in self._triggers
                if _matches(trigger.fault, method, path) and trigger.fires()
            ]
        if not faults:
            return None
        return PlannedFaults(
            fault=next((fault for fault in faults if fault.kind not in DELAYS), None),
            delays=tuple(fault for fault in faults if fault.kind in DELAYS),
        )


class _Trigger:
    """A rule, and how many requests have matched it."""

    def __init__(self, fault: Fault, seed: str) -> None:
        self.fault = fault
        self._random = random.Random(seed)  # noqa: S311  # chance, no secret
        self._matched = 0

    def fires(self) -> bool:
        self._matched += 1
        if self.fault.first is not None:
            return self._matched <= self.fault.first
        if self.fault.every is not None:
            return self._matched % self.fault.every == 0
        return self.fault.rate is None or self._random.random() < self.fault.rate


def _matches(fault: Fault, method: str, path: str) -> bool:
    return (
        method in TRAITS[fault.kind].methods
        and (fault.method is None or method == fault.method)
        and (fault.path is None or path.startswith(fault.path))
        and (fault.task is None or getattr(kind_for_path(path), "name", None) == fault.task)
    )
