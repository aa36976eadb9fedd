"""The whole check-up, in order; what cannot be looked at any more is left out."""

from __future__ import annotations

from collections.abc import Iterator

from fastlabel.cli.checkup.account import account
from fastlabel.cli.checkup.finding import Finding
from fastlabel.cli.checkup.installation import installation
from fastlabel.cli.checkup.network import network
from fastlabel.cli.connection import Connection
from fastlabel.endpoint import Endpoint
from fastlabel.errors import FastLabelException
from fastlabel.pacing import RateLimit

__all__ = ["checkup"]


def checkup(connection: Connection, project: str | None) -> Iterator[Finding]:
    """Look at everything that a call needs.

    Args:
        connection: The service to look at.
        project: A project to look at too.
    """
    yield from installation()
    try:
        # A stand-in for the token: the URL is looked at even where there is none.
        endpoint = Endpoint.configured("-", connection.base_url)
    except FastLabelException as error:
        yield Finding("url", "wrong", error.message)
        return
    yield Finding("url", "ok", endpoint.base_url)
    yield Finding("rate limit", "ok", _rate_limit(endpoint))
    is_reached = True
    for finding in network(endpoint, connection.ca_file):
        is_reached = is_reached and finding.state != "wrong"
        yield finding
    yield from _called(connection, project, is_reached=is_reached)


def _called(connection: Connection, project: str | None, *, is_reached: bool) -> Iterator[Finding]:
    try:
        with connection.client() as client:
            yield Finding("token", "ok", f"in {connection.token_place}")
            if is_reached:
                yield from account(client, project)
    except FastLabelException as error:
        yield Finding("token", "wrong", error.message)


def _rate_limit(endpoint: Endpoint) -> str:
    limit = RateLimit.chosen(None, is_loopback=endpoint.is_loopback)
    if limit is None:
        return "none, for a service on this machine"
    return f"{limit.calls} calls in {limit.seconds:g} seconds, kept by each process"
