"""Settings from which a worker creates a client, with the token split into two halves."""

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
from fastlabel.ray.rate_limit import RateLimitScope, shared_limit

_DEADLINE: Final = 3600.0
"""Seconds that a call may wait for the rate limit of the cluster."""


@dataclass(frozen=True)
class SplitSecret:
    """A string split into two random halves, one here and one in the object store."""

    half: bytes = field(repr=False)
    other: ObjectRef[bytes] = field(repr=False)

    @classmethod
    def from_text(cls, text: str) -> SplitSecret:
        """Split a string."""
        plain = text.encode()
        half = secrets.token_bytes(len(plain))
        return cls(half, _ray.put(_xor(plain, half)))

    def text(self) -> str:
        """Join the halves."""
        return _xor(self.half, _ray.get(self.other)).decode()


@dataclass(frozen=True)
class Connection:
    """Settings of the clients of all workers."""

    base_url: str
    secret: SplitSecret
    rate_limit: RateLimit | None
    ca_file: Path | None
    confirm_after: float

    @classmethod
    def from_options(
        cls,
        access_token: str | None,
        base_url: str | None,
        *,
        rate_limit: RateLimit | StrPath | None,
        rate_limit_scope: RateLimitScope,
        ca_file: StrPath | None,
        confirm_after: float = 15.0,
    ) -> Connection:
        """Validate the arguments of a client, and split the token."""
        try:
            endpoint = Endpoint.from_env(access_token, base_url)
        finally:
            del access_token
        chosen = RateLimit.from_option(rate_limit, is_loopback=endpoint.is_loopback)
        _ray.start()
        limit = (
            None if chosen is None else shared_limit(chosen, rate_limit_scope, endpoint.base_url)
        )
        ca_path = None if ca_file is None else Path(ca_file).absolute()
        return cls(
            endpoint.base_url, SplitSecret.from_text(endpoint.token), limit, ca_path, confirm_after
        )

    def client(self) -> Client:
        """Create a client, which the caller closes."""
        return Client(
            self.secret.text(),
            self.base_url,
            deadline=_DEADLINE,
            confirm_after=self.confirm_after,
            rate_limit=self.rate_limit,
            ca_file=self.ca_file,
        )


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))
