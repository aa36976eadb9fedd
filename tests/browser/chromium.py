"""Chromium, which `make` installs from npm, driven by Playwright."""

from __future__ import annotations

import os
import platform
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, sync_playwright

NODE_FOLDER: Final = Path(__file__).parent / "node"
_UNPACKED: Final = NODE_FOLDER / "node_modules" / ".chromium"
_BUILT_FOR: Final = ("Linux", "x86_64")
_FLAGS: Final = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--no-first-run",
    "--no-sandbox",
]

needs_chromium: Final = pytest.mark.skipif(
    (platform.system(), platform.machine()) != _BUILT_FOR,
    reason="the Chromium of npm is built for Linux on x86_64 only",
)


@contextmanager
def chromium() -> Generator[Browser]:
    """A browser that reaches nothing but files and 127.0.0.1.

    While it is open, no event loop can be run in this thread: Playwright has one there.
    """
    program = _UNPACKED / "chromium"
    assert program.exists(), "Chromium is not installed: run `make .venv/.installed-browser`"
    # Its own libraries and font, so that it runs on a bare machine, and pages look the same there.
    own = {
        "LD_LIBRARY_PATH": str(_UNPACKED / "lib"),
        "FONTCONFIG_FILE": str(NODE_FOLDER / "fonts.conf"),
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=_FLAGS, env={**os.environ, **own}
        )
        try:
            yield browser
        finally:
            browser.close()
