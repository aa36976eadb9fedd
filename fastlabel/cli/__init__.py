"""The command line. Typer and rich are loaded when it runs, not before."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from fastlabel.errors import missing_extra

__all__ = ["main"]


def main() -> None:
    """The command `fastlabel`."""
    missing = [module for module in ("rich", "typer") if find_spec(module) is None]
    if missing:
        sys.stderr.write(f"fastlabel: {missing_extra('the commands', *missing)}\n")
        raise SystemExit(1)
    from fastlabel.cli.application import run  # noqa: PLC0415  # optional

    run()
