"""`fastlabel doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from fastlabel._client.endpoint import Endpoint
from fastlabel._client.rate_limit.limit import RateLimit
from fastlabel.cli.connection import Connection
from fastlabel.cli.doctor.account import account
from fastlabel.cli.doctor.finding import Finding
from fastlabel.cli.doctor.installation import installation
from fastlabel.cli.doctor.network import network
from fastlabel.cli.errors import FAILED
from fastlabel.cli.options import JsonOption
from fastlabel.cli.output import Row, show_rows
from fastlabel.errors import FastLabelException

if TYPE_CHECKING:
    from fastlabel.cli.doctor.finding import Finding

__all__ = [
    "checkup",
    "doctor",
]


def doctor(
    ctx: typer.Context,
    project: Annotated[
        str | None,
        typer.Option("--project", metavar="SLUG", help="Also ask for the tasks of this project."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Look at the installation, the way to the service, and the token; exit with 1 if one is wrong.

    Nothing is changed anywhere, and the token is never shown.
    """
    wrong: list[str] = []

    def rows() -> Iterator[Row]:
        for finding in checkup(ctx.ensure_object(Connection), project):
            wrong.extend([finding.check] if finding.state == "wrong" else [])
            yield Row(asdict(finding), _cells(finding))

    show_rows(("state", "check", "found"), rows(), as_json=as_json)
    if wrong:
        raise typer.Exit(FAILED)


def _cells(finding: Finding) -> list[str]:
    way_out = f"; {finding.way_out}" if finding.way_out else ""
    return [finding.state, finding.check, f"{finding.told}{way_out}"]


def checkup(connection: Connection, project: str | None) -> Iterator[Finding]:
    """Look at everything that a call needs.

    Args:
        connection: The service to look at.
        project: A project to look at too.
    """
    yield from installation()
    try:
        # A stand-in for the token: the URL is looked at even where there is none.
        endpoint = Endpoint.from_env("-", connection.base_url)
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
    limit = RateLimit.from_option(None, is_loopback=endpoint.is_loopback)
    if limit is None:
        return "none, for a service on this machine"
    return f"{limit.calls} calls in {limit.seconds:g} seconds, kept by each process"
