"""Waits that end when the server stops."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine

__all__ = ["Pauses", "Stopped"]


class Stopped(Exception):
    """The server stops; what waited is not to go on."""


class Pauses:
    """Waits of requests. All of it is for the server's event loop."""

    def __init__(self) -> None:
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """End all waits, those to come as well."""
        self._stopping.set()

    async def sleep(self, seconds: float | None) -> None:
        """Wait; without an end until the server stops.

        Raises:
            Stopped: The server stops.
        """
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return
        raise Stopped

    async def until(self, event: Coroutine[None, None, None]) -> None:
        """Wait for something that may never come.

        Raises:
            Stopped: The server stops.
        """
        waits = [asyncio.ensure_future(event), asyncio.ensure_future(self._stopping.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        if self._stopping.is_set():
            raise Stopped
