"""Benchmark: import time, against a Python process that does nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Final

from benchmarks.ratios import ratio, report

_NO_BYTECODE: Final = "PYTHONDONTWRITEBYTECODE"


def main() -> None:
    """Print the table."""
    report("import fastlabel, time × python -c pass", _imports("import fastlabel"), 2)
    models = "from fastlabel.models import BBox; BBox(value='a', points=(0, 0, 1, 1))"
    report("import fastlabel.models and build one model", _imports(models), 13)


def _imports(code: str) -> float:
    return ratio(lambda: _run(code), lambda: _run("pass"), rounds=9)


def _run(code: str) -> None:
    # With -B or its variable, the modules would be compiled on each run, unlike installed ones.
    environment = {name: os.environ[name] for name in os.environ.keys() - {_NO_BYTECODE}}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)  # noqa: S603  # ours


if __name__ == "__main__":
    main()
