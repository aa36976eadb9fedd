"""The command line as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.support.patience import HANG_SECONDS

START = "from fastlabel.cli import main; main()"


def environment(**extra: str) -> dict[str, str]:
    """Without colours, 80 columns wide, and without anybody's token."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("FASTLABEL_")}
    return {**kept, "COLUMNS": "80", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8", **extra}


def fastlabel(*arguments: str, before: str = "", **extra: str) -> subprocess.CompletedProcess[str]:
    """Run `fastlabel` to its end, after some Python that is run before it."""
    return subprocess.run(
        [sys.executable, "-c", f"{before}\n{START}", *arguments],
        capture_output=True,
        encoding="utf-8",
        env=environment(**extra),
        timeout=HANG_SECONDS,
        check=False,
    )
