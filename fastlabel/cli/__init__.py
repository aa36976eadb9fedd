"""The command line. Typer and rich are loaded when it runs, not before."""

from __future__ import annotations

import sys
from importlib.util import find_spec

__all__ = ["main"]


def main() -> None:
    """The command `fastlabel`."""
    missing = [module for module in ("rich", "typer") if find_spec(module) is None]
    if missing:
        names = " and ".join(missing)
        sys.stderr.write(f"fastlabel: the commands need {names}: pip install 'fastlabel[cli]'\n")
        raise SystemExit(1)
    from fastlabel.cli.application import run  # noqa: PLC0415  # optional

    run()
