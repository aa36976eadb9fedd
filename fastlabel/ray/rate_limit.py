"""One rate limit for all workers: through a file on one machine, through an actor on several."""

from __future__ import annotations

import getpass
import hashlib
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, get_args

from fastlabel._client.rate_limit.limit import Limiter, Pacer, RateLimit
from fastlabel.errors import invalid
from fastlabel.ray import _ray

__all__ = ["Budget", "shared_limit"]

Budget: TypeAlias = Literal["auto", "file", "actor"]
"""Where calls are counted. `auto`: in a file if the cluster is one machine, else by an actor."""

_MARGIN: Final = 1.03


@dataclass(frozen=True)
class ActorLimit(RateLimit):
    """A limit that an actor keeps for a whole cluster."""

    name: str = ""

    def make_limiter(
        self,
        clock: Callable[[], float],  # noqa: ARG002  # that of the actor counts
        wall_clock: Callable[[], float],  # noqa: ARG002
        jitter: Callable[[float, float], float],  # noqa: ARG002
    ) -> Limiter:
        """Permits that are asked for over Ray."""
        return _ActorPermits(_ray.named_actor(_PermitActor, self.name, self.calls, self.seconds))


class _ActorPermits:
    """The permits of a client whose cluster has one budget."""

    def __init__(self, handle: Any) -> None:  # handles have no type
        self._handle = handle

    def acquire_or_wait_time(self) -> float:
        """Count a call and return 0.0, or return the seconds until one is likely allowed."""
        seconds: float = _ray.get(self._handle.acquire_or_wait_time.remote())
        return seconds

    def close(self) -> None:
        """Nothing: the actor counts on for others."""


class _PermitActor:
    """Counts for a cluster. Its memory ends with it, so one that was restarted begins with a rest.

    Args:
        calls: Permits in any span.
        seconds: Length of the span.
    """

    def __init__(self, calls: int, seconds: float) -> None:
        self._pacer = Pacer(RateLimit(calls, seconds))
        if _ray.was_restarted():
            self._pacer.pause(seconds * _MARGIN)

    def acquire_or_wait_time(self) -> float:
        """Count a call and return 0.0, or return the seconds until one is likely allowed."""
        return self._pacer.acquire_or_wait_time()


def shared_limit(limit: RateLimit, budget: Budget, base_url: str) -> RateLimit:
    """A limit that holds for all workers together.

    Args:
        limit: How many calls. Where it has a path, that file counts.
        budget: Where calls are counted.
        base_url: The service whose limit it is.

    Raises:
        FastLabelInvalidException: A file cannot count for several machines, or no such choice.
    """
    if budget not in get_args(Budget):
        invalid(f"budget: {budget!r} is not one of {', '.join(get_args(Budget))}")
    nodes = _ray.count_nodes()
    wants_file = budget == "file" or (budget == "auto" and limit.path is not None)
    if wants_file and nodes > 1:
        invalid(f"budget: a file counts for one machine, and the cluster has {nodes}; say 'actor'")
    if wants_file or (budget == "auto" and nodes == 1):
        path = _private_file(base_url) if limit.path is None else Path(limit.path).absolute()
        return replace(limit, path=path)
    # A limit of another size is another budget: whoever was first would decide otherwise.
    name = f"fastlabel-permits-{_digest(base_url)}-{limit.calls}-{limit.seconds:g}"
    return ActorLimit(limit.calls, limit.seconds, None, name)


def _digest(base_url: str) -> str:
    return hashlib.sha256(base_url.encode()).hexdigest()[:16]


def _private_file(base_url: str) -> Path:
    """The same file for all processes of this user, in a folder that nobody else can write."""
    folder = Path(tempfile.gettempdir()) / f"fastlabel-{getpass.getuser()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if folder.is_symlink() or (hasattr(os, "getuid") and found.st_uid != os.getuid()):
        invalid(f"budget: {str(folder)!r} belongs to somebody else; give rate_limit a path")
    return folder / f"{_digest(base_url)}.rate"
