"""A sandbox that the command line talks with, in this process or in one of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import pytest

from fastlabel import cli
from fastlabel.sandbox import Sandbox
from tests.cli.support.command import fastlabel


@dataclass(frozen=True)
class Shown:
    """What a command left."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def cells(self) -> list[list[str]]:
        return [line.split("\t") for line in self.out.splitlines()]


@dataclass(frozen=True)
class Service:
    """Runs commands against a sandbox."""

    sandbox: Sandbox
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    @property
    def environment(self) -> dict[str, str]:
        return {"FASTLABEL_ACCESS_TOKEN": self.sandbox.token, "FASTLABEL_API_URL": self.sandbox.url}

    def __call__(self, *arguments: object) -> Shown:
        """Run a command in this process."""
        for name, value in self.environment.items():
            self.monkeypatch.setenv(name, value)
        return self.run(*arguments)

    def run(self, *arguments: object) -> Shown:
        """The same, in the environment as it is."""
        self.monkeypatch.setattr(sys, "argv", ["fastlabel", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            cli.main()
        told = self.capsys.readouterr()
        return Shown(left.value.code or 0, told.out, told.err)  # type: ignore[arg-type]  # a code

    def process(self, *arguments: object, **extra: str) -> subprocess.CompletedProcess[str]:
        """Run a command as a process of its own."""
        return fastlabel(*map(str, arguments), **self.environment, **extra)
