"""Whether the service takes the token, and which tasks it reaches."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from fastlabel._protocol.kinds import KINDS
from fastlabel.cli.doctor import Finding
from fastlabel.cli.errors import format_error
from fastlabel.cli.kinds import command_name, resource_of
from fastlabel.errors import AuthenticationError, FastLabelException, FastLabelInvalidException

if TYPE_CHECKING:
    from fastlabel import Client

_UNUSED_ID: Final = "00000000-0000-0000-0000-000000000000"


def check_account(client: Client, project: str | None) -> Iterator[Finding]:
    """Ask for a task that does not exist: nothing changes, and the token is checked first."""
    service = _check_service(client.with_options(max_attempts=1, deadline=30))
    yield service
    if project is not None and service.state == "ok":
        yield _check_project(client, project)


def _check_service(client: Client) -> Finding:
    start = time.monotonic()
    try:
        client.image.find(_UNUSED_ID)
    except AuthenticationError as error:
        hint = "copy the token from FastLabel's settings into FASTLABEL_ACCESS_TOKEN"
        return Finding("service", "fail", f"{error.message} ({error.code})", hint)
    except FastLabelInvalidException as error:
        # Any other 4xx about the task or its id came after the token was accepted.
        if error.code is None or not 400 <= error.code < 500 or error.code in {407, 429}:
            return Finding("service", "fail", format_error(error))
    except FastLabelException as error:
        return Finding("service", "fail", f"{error.message}", "try again later, or check the URL")
    milliseconds = (time.monotonic() - start) * 1000
    return Finding("service", "ok", f"accepts the token, answers in {milliseconds:.0f} ms")


def _check_project(client: Client, project: str) -> Finding:
    kinds: list[str] = []
    refusals: list[str] = []
    for kind in KINDS.values():
        try:
            if resource_of(client, kind).get(project=project, limit=1):
                kinds.append(command_name(kind))
        except FastLabelException as error:
            refusals.append(format_error(error))
    if kinds:
        return Finding("project", "ok", f"{project} has tasks of kind {', '.join(kinds)}")
    if len(refusals) == len(KINDS):
        return Finding("project", "fail", f"{project}: {refusals[0]}", "check the project's slug")
    return Finding("project", "ok", f"{project} has no tasks or does not exist")
