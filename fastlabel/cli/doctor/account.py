"""The token: whether there is one, whether the service takes it, and what it reaches."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from fastlabel.cli.doctor.finding import Finding
from fastlabel.cli.errors import told
from fastlabel.cli.kinds import COMMAND_KINDS, resource
from fastlabel.errors import AuthenticationError, FastLabelException, FastLabelInvalidException

if TYPE_CHECKING:
    from fastlabel import Client

__all__ = ["account"]

_NOBODYS_ID: Final = "00000000-0000-0000-0000-000000000000"


def account(client: Client, project: str | None) -> Iterator[Finding]:
    """Ask for a task that is not there: nothing changes, and the token is looked at first."""
    answer = _answer(client.with_options(max_attempts=1, deadline=30))
    yield answer
    if project is not None and answer.state == "ok":
        yield _project(client, project)


def _answer(client: Client) -> Finding:
    began = time.monotonic()
    try:
        client.image.find(_NOBODYS_ID)
    except AuthenticationError as error:
        way_out = "take the token from FastLabel's settings, and keep it in FASTLABEL_ACCESS_TOKEN"
        return Finding("service", "wrong", f"{error.message} ({error.code})", way_out)
    except FastLabelInvalidException as error:
        # The service looked for the task, or at its id: it took the token.
        if error.code is None or not 400 <= error.code < 500 or error.code in {407, 429}:
            return Finding("service", "wrong", told(error))
    except FastLabelException as error:
        return Finding("service", "wrong", f"{error.message}", "try again later, or check the URL")
    seconds = time.monotonic() - began
    return Finding("service", "ok", f"takes the token, answers in {seconds * 1000:.0f} ms")


def _project(client: Client, project: str) -> Finding:
    kinds: list[str] = []
    refused: list[str] = []
    for kind in COMMAND_KINDS:
        try:
            if resource(client, kind.name).get(project=project, limit=1):
                kinds.append(kind.name)
        except FastLabelException as error:
            refused.append(told(error))
    if kinds:
        return Finding("project", "ok", f"{project} has tasks of the kind {', '.join(kinds)}")
    if len(refused) == len(COMMAND_KINDS):
        return Finding("project", "wrong", f"{project}: {refused[0]}", "check the project's slug")
    return Finding("project", "ok", f"{project} has no tasks, or is not there")
