"""What `@pytest.mark.fastlabel` says, read and done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, Final, cast

import pytest

from fastlabel.errors import FastLabelException
from fastlabel.sandbox import Faults, Sandbox, Seed

__all__ = ["Marker", "make_sandbox", "read_marker"]

_BEHAVIOUR: Final = frozenset({"faults", "rate_limit", "unique_names", "record"})
_ALL: Final = sorted(_BEHAVIOUR | {"seed"})


@dataclass(frozen=True, slots=True)
class Marker:
    """All markers of a test taken together; the nearest goes before those of class and module."""

    said: Mapping[str, Any]

    @property
    def is_special(self) -> bool:
        """Whether the sandbox has to behave in a way of its own."""
        return not _BEHAVIOUR.isdisjoint(self.said)

    def sandbox(self, record: int) -> Sandbox:
        """A sandbox that behaves so, not yet started.

        Args:
            record: How many requests it keeps if the marker does not say it.
        """
        behaviour: dict[str, Any] = {"record": record}
        behaviour |= {key: self.said[key] for key in self.said if key in _BEHAVIOUR}
        try:
            return make_sandbox(**behaviour)
        except (FastLabelException, TypeError, ValueError) as error:
            raise pytest.UsageError(f"@pytest.mark.fastlabel: {error}") from None

    def plant(self, sandbox: Sandbox, request: pytest.FixtureRequest) -> None:
        """Fill a sandbox with the marker's seeds, in order."""
        said: object = self.said.get("seed", ())
        seeds = cast("list[object]", said) if isinstance(said, list | tuple) else [said]
        for seed in seeds:
            self._plant_one(sandbox, seed, request)

    def _plant_one(self, sandbox: Sandbox, seed: object, request: pytest.FixtureRequest) -> None:
        if isinstance(seed, str | PathLike):
            seed = Seed(cast("str | PathLike[str]", seed))
        if not isinstance(seed, Seed):
            raise pytest.UsageError(
                f"@pytest.mark.fastlabel: seed: {seed!r} is neither a path nor a "
                "fastlabel.sandbox.Seed nor a list of these"
            )
        source, media = seed.source, seed.media
        sandbox.seed(
            _found(source, request) if isinstance(source, str | PathLike) else source,
            project=seed.project,
            kind=seed.kind,
            media=None if media is None else _found(media, request),
        )


def read_marker(node: pytest.Item) -> Marker:
    """What the markers of a test say.

    Raises:
        pytest.UsageError: One says what is not known.
    """
    said: dict[str, Any] = {}
    for mark in node.iter_markers("fastlabel"):
        if mark.args:
            raise pytest.UsageError(
                f"@pytest.mark.fastlabel: {mark.args[0]!r} has no name; say seed=, for example"
            )
        for key, value in mark.kwargs.items():
            if key not in _ALL:
                raise pytest.UsageError(
                    f"@pytest.mark.fastlabel: {key}: no such argument; there are {', '.join(_ALL)}"
                )
            said.setdefault(key, value)
    return Marker(said)


def make_sandbox(
    *,
    faults: Faults | str | None = None,
    rate_limit: tuple[int, float] | None = None,
    unique_names: bool = True,
    record: int,
) -> Sandbox:
    """A sandbox that is not yet started; faults may be in the short form of `Faults.from_spec`."""
    return Sandbox(
        faults=Faults.from_spec(faults) if isinstance(faults, str) else faults,
        rate_limit=rate_limit,
        unique_names=unique_names,
        record=record,
    )


def _found(path: str | PathLike[str], request: pytest.FixtureRequest) -> Path:
    """The path beside the test's file, or else from the root of the tests, if it is there."""
    beside = request.path.parent / path
    return beside if beside.exists() else request.config.rootpath / path
