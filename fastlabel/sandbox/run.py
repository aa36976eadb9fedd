"""A sandbox that runs until the process is told to end."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from fastlabel.sandbox.server import Sandbox

if TYPE_CHECKING:
    from fastlabel.sandbox.faults.rules import Faults

__all__ = ["run"]


def run(
    data: Path,
    host: str,
    port: int,
    token: str | None,
    announce: Callable[[Sandbox], None],
    *,
    unique_names: bool = True,
    rate_limit: tuple[int, float] | None = None,
    faults: Faults | None = None,
) -> None:
    """Run a sandbox until SIGINT or SIGTERM. For the main thread only.

    Args:
        data: As for `Sandbox`.
        host: As for `Sandbox`.
        port: As for `Sandbox`.
        token: As for `Sandbox`.
        announce: Called once, when the sandbox answers.
        unique_names: As for `Sandbox`.
        rate_limit: As for `Sandbox`.
        faults: As for `Sandbox`.

    Raises:
        FastLabelException: As for `Sandbox`.
    """
    stopped = threading.Event()
    with (
        _on_signals(stopped),
        Sandbox(
            data,
            host=host,
            port=port,
            token=token,
            unique_names=unique_names,
            rate_limit=rate_limit,
            faults=faults,
        ) as sandbox,
    ):
        announce(sandbox)
        # Waiting without end could not be interrupted everywhere.
        while not stopped.wait(timeout=0.5):
            pass


@contextmanager
def _on_signals(stopped: threading.Event) -> Generator[None]:
    def stop(_: int, __: FrameType | None) -> None:
        stopped.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
