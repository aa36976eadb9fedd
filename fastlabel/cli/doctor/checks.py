"""The checks of `fastlabel doctor`, in order."""

from __future__ import annotations

from collections.abc import Iterator

from fastlabel._client.endpoint import Endpoint
from fastlabel._client.rate_limit.limit import RateLimit
from fastlabel.cli.connection import ServiceOptions
from fastlabel.cli.doctor import Finding
from fastlabel.cli.doctor.account import check_account
from fastlabel.cli.doctor.installation import check_installation
from fastlabel.cli.doctor.network import check_network
from fastlabel.errors import FastLabelException


def run_checks(service: ServiceOptions, project: str | None) -> Iterator[Finding]:
    """Check everything that a call needs, and a project if one is named."""
    yield from check_installation()
    try:
        # The URL is checked without a token too, with a placeholder.
        endpoint = Endpoint.from_env("-", service.base_url)
    except FastLabelException as error:
        yield Finding("url", "fail", error.message)
        return
    yield Finding("url", "ok", endpoint.base_url)
    yield Finding("rate limit", "ok", _rate_limit(endpoint))
    is_reached = True
    for finding in check_network(endpoint, service.ca_file):
        is_reached = is_reached and finding.state != "fail"
        yield finding
    yield from _check_token(service, project, is_reached=is_reached)


def _check_token(
    service: ServiceOptions, project: str | None, *, is_reached: bool
) -> Iterator[Finding]:
    try:
        with service.client() as client:
            yield Finding("token", "ok", f"in {service.token_source}")
            if is_reached:
                yield from check_account(client, project)
    except FastLabelException as error:
        yield Finding("token", "fail", error.message)


def _rate_limit(endpoint: Endpoint) -> str:
    limit = RateLimit.from_option(None, is_loopback=endpoint.is_loopback)
    if limit is None:
        return "none, the service is on this machine"
    return f"{limit.calls} calls in {limit.seconds:g} seconds, per process"
