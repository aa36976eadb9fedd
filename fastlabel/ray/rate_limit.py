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

RateLimitScope: TypeAlias = Literal["auto", "file", "actor"]
"""Where calls are counted. `auto`: in a file on a single machine, else by an actor."""

_MARGIN: Final = 1.03
_ARGUMENT: Final = "rate_limit_scope"


@dataclass(frozen=True)
class ActorLimit(RateLimit):
    """A limit that an actor enforces for a whole cluster."""

    name: str = ""

    def make_limiter(
        self,
        clock: Callable[[], float],  # noqa: ARG002  # the actor has its own
        wall_clock: Callable[[], float],  # noqa: ARG002
        jitter: Callable[[float, float], float],  # noqa: ARG002
    ) -> Limiter:
        """Create a limiter that calls the actor."""
        return _ActorLimiter(_ray.named_actor(_LimitActor, self.name, self.calls, self.seconds))


class _ActorLimiter:
    """Limiter of one client in the cluster."""

    def __init__(self, handle: Any) -> None:  # handles have no type
        self._handle = handle

    def acquire_or_wait_time(self) -> float:
        """Count a call and return 0.0, or return the seconds until one is likely allowed."""
        seconds: float = _ray.get(self._handle.acquire_or_wait_time.remote())
        return seconds

    def close(self) -> None:
        """Do nothing: the actor serves other clients."""


class _LimitActor:
    """Counts calls for a cluster. After a restart its counts are lost, so it first pauses."""

    def __init__(self, calls: int, seconds: float) -> None:
        self._pacer = Pacer(RateLimit(calls, seconds))
        if _ray.was_restarted():
            self._pacer.pause(seconds * _MARGIN)

    def acquire_or_wait_time(self) -> float:
        """Count a call and return 0.0, or return the seconds until one is likely allowed."""
        return self._pacer.acquire_or_wait_time()


def shared_limit(limit: RateLimit, rate_limit_scope: RateLimitScope, base_url: str) -> RateLimit:
    """Limit that holds for all workers together; its path, if any, is the file that counts."""
    choices = get_args(RateLimitScope)
    if rate_limit_scope not in choices:
        invalid(f"expected one of {', '.join(choices)}, got {rate_limit_scope!r}", _ARGUMENT)
    nodes = _ray.count_nodes()
    use_file = rate_limit_scope == "file" or (rate_limit_scope == "auto" and limit.path is not None)
    if use_file and nodes > 1:
        text = f"a file counts for one machine, and the cluster has {nodes}; pass 'actor'"
        invalid(text, _ARGUMENT)
    if use_file or (rate_limit_scope == "auto" and nodes == 1):
        path = _private_file(base_url) if limit.path is None else Path(limit.path).absolute()
        return replace(limit, path=path)
    # A limit of another size has its own actor, so that it does not depend on who is first.
    name = f"fastlabel-permits-{_digest(base_url)}-{limit.calls}-{limit.seconds:g}"
    return ActorLimit(limit.calls, limit.seconds, None, name)


def _digest(base_url: str) -> str:
    return hashlib.sha256(base_url.encode()).hexdigest()[:16]


def _private_file(base_url: str) -> Path:
    """File for all processes of this user, in a folder that only this user can write."""
    folder = Path(tempfile.gettempdir()) / f"fastlabel-{getpass.getuser()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    stat = folder.lstat()
    if folder.is_symlink() or (hasattr(os, "getuid") and stat.st_uid != os.getuid()):
        invalid(f"{str(folder)!r} belongs to another user; pass a path as rate_limit", _ARGUMENT)
    return folder / f"{_digest(base_url)}.rate"
