"""What is loaded, and what is said where Ray is not installed."""

from __future__ import annotations

import os
import subprocess
import sys

import fastlabel.ray


def said(code: str) -> str:
    # Measured, a child would load what measures it.
    environment = {name: os.environ[name] for name in os.environ if "COVERAGE" not in name}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    return done.stdout.strip()


def test_import_loads_neither_ray_nor_pyarrow() -> None:
    code = "import sys, fastlabel; print([m for m in ('ray', 'pyarrow') if m in sys.modules])"
    assert said(code) == "[]"


def test_a_missing_extra_names_its_command() -> None:
    code = """
import sys
sys.modules["ray"] = None
try:
    import fastlabel.ray
except ImportError as error:
    print(type(error).__name__, error)
"""
    text = "MissingExtraError Ray datasets need ray[data]: pip install 'ray[data]'"
    assert said(code) == text


def test_all_is_sorted_and_importable() -> None:
    names = fastlabel.ray.__all__
    assert names == sorted(names)
    assert all(hasattr(fastlabel.ray, name) for name in names)
