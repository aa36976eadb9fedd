"""The command line on a terminal of its own."""

from __future__ import annotations

import os
import pty
import select
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fcntl import ioctl
from termios import TIOCSWINSZ

from tests.cli.support.command import START, environment
from tests.support.patience import HANG_SECONDS

_SECONDS = HANG_SECONDS
# As a shell does, so that Ctrl+C reaches the command.
_TAKE_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "os.execv(sys.argv[1], sys.argv[1:])"
)


@dataclass
class OnTerminal:
    """A process whose standard streams are a terminal of 24 lines."""

    process: subprocess.Popen[bytes]
    terminal: int
    shown: bytes = field(default=b"")

    def until(self, text: str) -> None:
        """Read until a text is shown."""
        self._read(lambda: text.encode() in self.shown)
        assert text.encode() in self.shown

    def type(self, text: str) -> None:
        """Press keys."""
        os.write(self.terminal, text.encode())

    def end(self) -> tuple[int, str]:
        """Read until it ends; its exit code and all that was shown."""
        self._read(lambda: False)
        # A terminal that is closed first hangs up on what is about to end by itself.
        code = self.process.wait(_SECONDS)
        os.close(self.terminal)
        return code, self.shown.decode().replace("\r\n", "\n")

    def _read(self, is_enough: Callable[[], bool]) -> None:
        end = time.monotonic() + _SECONDS
        while not is_enough() and time.monotonic() < end:
            if not select.select([self.terminal], [], [], 1)[0]:
                continue
            try:
                chunk = os.read(self.terminal, 65_536)
            except OSError:  # what Linux says when the other side is closed
                return
            if not chunk:
                return
            self.shown += chunk


def on_terminal(
    *arguments: str,
    columns: int = 80,
    command: list[str] | None = None,
    environ: Mapping[str, str] | None = None,
) -> OnTerminal:
    """Start a command on a terminal, `fastlabel` unless another is named."""
    ours, theirs = pty.openpty()
    ioctl(theirs, TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            _TAKE_TERMINAL,
            *(command or [sys.executable, "-c", START]),
            *arguments,
        ],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=_environment(environ or {}),
        start_new_session=True,
    )
    os.close(theirs)
    return OnTerminal(process, ours)


def _environment(extra: Mapping[str, str]) -> dict[str, str]:
    usual = {**environment(), "TERM": "xterm-256color", **extra}
    return {name: text for name, text in usual.items() if name not in {"COLUMNS", "LINES"}}
