"""The public names: importable, listed, sorted, and loaded only when used."""

from __future__ import annotations

import os
import subprocess
import sys
from types import ModuleType

import pytest

import fastlabel
import fastlabel.datasets
import fastlabel.errors
import fastlabel.models


@pytest.mark.parametrize(
    "module", [fastlabel, fastlabel.datasets, fastlabel.models, fastlabel.errors]
)
def test_all_is_sorted_and_importable(module: ModuleType) -> None:
    names: list[str] = module.__all__
    assert names == sorted(names)
    for name in names:
        assert getattr(module, name) is not None
        assert name in dir(module)


def test_unknown_name() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Kitten'"):
        getattr(fastlabel, "Kitten")  # noqa: B009  # what a type checker would not let through


def test_import_loads_nothing_that_costs() -> None:
    code = (
        "import sys, fastlabel; "
        "print([m for m in ('pydantic', 'httpx', 'tenacity', 'fastapi', 'PIL', 'av', 'rich', "
        "'numpy', 'asyncio', 'typing') if m in sys.modules])"
    )
    # Measured, a child would load what measures it.
    environment = {name: os.environ[name] for name in os.environ if "COVERAGE" not in name}
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert loaded.stdout.strip() == "[]"


def test_client_loads_nothing_of_the_extras() -> None:
    code = (
        "import sys, fastlabel; fastlabel.Client('t', 'http://127.0.0.1:1/').close(); "
        "print([m for m in ('fastapi', 'uvicorn', 'PIL', 'av', 'typer', 'numpy', 'pycocotools') "
        "if m in sys.modules])"
    )
    # Measured, a child would load what measures it.
    environment = {name: os.environ[name] for name in os.environ if "COVERAGE" not in name}
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert loaded.stdout.strip() == "[]"
