"""The arguments of `@pytest.mark.fastlabel`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, Final, cast

import pytest

from fastlabel.errors import FastLabelException
from fastlabel.sandbox import Faults, Sandbox, Seed

_BEHAVIOR: Final = frozenset({"faults", "rate_limit", "unique_names", "max_recorded"})
_ALL: Final = sorted(_BEHAVIOR | {"seed"})
_MARK: Final = "@pytest.mark.fastlabel"


@dataclass(frozen=True, slots=True)
class Marker:
    """All markers of a test; the nearest takes precedence over those of class and module."""

    arguments: Mapping[str, Any]

    @property
    def needs_own_sandbox(self) -> bool:
        """Whether it changes how the sandbox behaves."""
        return not _BEHAVIOR.isdisjoint(self.arguments)

    def sandbox(self, max_recorded: int) -> Sandbox:
        """Sandbox that behaves so, not yet started; the marker may have its own `max_recorded`."""
        behavior: dict[str, Any] = {"max_recorded": max_recorded}
        behavior |= {key: self.arguments[key] for key in self.arguments if key in _BEHAVIOR}
        try:
            behavior["faults"] = parse_faults(behavior.get("faults"))
            return Sandbox(**behavior)
        except (FastLabelException, TypeError, ValueError) as error:
            raise pytest.UsageError(f"{_MARK}: {error}") from None

    def load_seeds(self, sandbox: Sandbox, request: pytest.FixtureRequest) -> None:
        """Fill a sandbox with the marker's seeds, in order."""
        given: object = self.arguments.get("seed", ())
        for seed in cast("list[object]", given) if isinstance(given, list | tuple) else [given]:
            _load_seed(sandbox, seed, request)


def _load_seed(sandbox: Sandbox, seed: object, request: pytest.FixtureRequest) -> None:
    if isinstance(seed, str | PathLike):
        seed = Seed(cast("str | PathLike[str]", seed))
    if not isinstance(seed, Seed):
        raise pytest.UsageError(
            f"{_MARK}: seed: expected a path, a fastlabel.sandbox.Seed or a list of these, "
            f"got {seed!r}"
        )
    source, media_dir = seed.source, seed.media_dir
    sandbox.seed(
        _resolved(source, request) if isinstance(source, str | PathLike) else source,
        project=seed.project,
        kind=seed.kind,
        media_dir=None if media_dir is None else _resolved(media_dir, request),
    )


def read_marker(node: pytest.Item) -> Marker:
    """Collect the arguments of all markers of a test."""
    arguments: dict[str, Any] = {}
    for mark in node.iter_markers("fastlabel"):
        if mark.args:
            text = f"expected keyword arguments such as seed=, got {mark.args[0]!r}"
            raise pytest.UsageError(f"{_MARK}: {text}")
        for key, value in mark.kwargs.items():
            if key not in _ALL:
                text = f"{key}: no such argument; expected one of {', '.join(_ALL)}"
                raise pytest.UsageError(f"{_MARK}: {text}")
            arguments.setdefault(key, value)
    return Marker(arguments)


def parse_faults(faults: Faults | str | None) -> Faults | None:
    """Rules that may be in the short form of `Faults.from_spec`."""
    return Faults.from_spec(faults) if isinstance(faults, str) else faults


def _resolved(path: str | PathLike[str], request: pytest.FixtureRequest) -> Path:
    """Path beside the test's file if it exists, otherwise from the root of the tests."""
    beside = request.path.parent / path
    return beside if beside.exists() else request.config.rootpath / path
