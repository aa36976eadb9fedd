"""How a worker calls the service: what it is told of it, and the token that it is not told."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from fastlabel._client.endpoint import Endpoint
from fastlabel._client.rate_limit.limit import RateLimit
from fastlabel._types import StrPath
from fastlabel.client import Client
from fastlabel.ray import _ray
from fastlabel.ray._ray import ObjectRef
from fastlabel.ray.rate_limit import Budget, shared_limit

__all__ = ["Connection"]

_DEADLINE: Final = 3600.0
"""Seconds: a call may wait for its turn in a cluster's budget."""


@dataclass(frozen=True)
class Secret:
    """A text in two halves, each of them random: one here, one in the object store.

    So it is in no plan, and if Ray writes either to a disk, it is not there.
    """

    half: bytes = field(repr=False)
    other: ObjectRef[bytes] = field(repr=False)

    @classmethod
    def of(cls, text: str) -> Secret:
        """Cut a text."""
        plain = text.encode()
        half = secrets.token_bytes(len(plain))
        return cls(half, _ray.put(_either(plain, half)))

    def text(self) -> str:
        """The text, joined anew each time."""
        return _either(self.half, _ray.get(self.other)).decode()


@dataclass(frozen=True)
class Connection:
    """What a worker needs to make a client."""

    base_url: str
    secret: Secret
    rate_limit: RateLimit | None
    ca_file: Path | None
    confirm_after: float

    @classmethod
    def opened(
        cls,
        access_token: str | None,
        base_url: str | None,
        *,
        rate_limit: RateLimit | StrPath | None,
        budget: Budget,
        ca_file: StrPath | None,
        confirm_after: float = 15.0,
    ) -> Connection:
        """Check the arguments, which are those of a client, and hide the token.

        Raises:
            FastLabelInvalidException: As for a client; or the budget does not fit the cluster.
        """
        try:
            endpoint = Endpoint.from_env(access_token, base_url)
        finally:
            del access_token
        chosen = RateLimit.from_option(rate_limit, is_loopback=endpoint.is_loopback)
        _ray.start()
        limit = None if chosen is None else shared_limit(chosen, budget, endpoint.base_url)
        place = None if ca_file is None else Path(ca_file).absolute()
        return cls(endpoint.base_url, Secret.of(endpoint.token), limit, place, confirm_after)

    def client(self) -> Client:
        """A client, to be closed."""
        return Client(
            self.secret.text(),
            self.base_url,
            deadline=_DEADLINE,
            confirm_after=self.confirm_after,
            rate_limit=self.rate_limit,
            ca_file=self.ca_file,
        )


def _either(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))
