"""The notebooks run from top to bottom, show images, and are committed without outputs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.docs.test_code_blocks import ROOT

NOTEBOOKS = sorted((ROOT / "examples" / "notebooks").glob("*.ipynb"))
EXECUTE = "from nbclient.cli import main; main()"
DISPLAYS = {
    "drawing.ipynb": {"image/png": 5, "text/html": 1},
    "tasks_and_annotations.ipynb": {"image/png": 0, "text/html": 4},
}


def cells(path: Path) -> list[dict[str, Any]]:
    notebook: dict[str, list[dict[str, Any]]] = json.loads(path.read_text(encoding="utf-8"))
    return notebook["cells"]


def outputs(path: Path) -> Iterator[dict[str, Any]]:
    for cell in cells(path):
        yield from cell.get("outputs", ())


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.name)
def executed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("notebook")
    notebook = Path(shutil.copy(request.param, folder))
    folders = {f"JUPYTER_{name}_DIR": str(folder) for name in ("CONFIG", "DATA", "RUNTIME")}
    process = subprocess.run(
        [sys.executable, "-c", EXECUTE, "--inplace", "--timeout=300", notebook.name],
        cwd=folder,
        env={**os.environ, **folders, "IPYTHONDIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    return notebook


def test_there_are_notebooks() -> None:
    assert [path.name for path in NOTEBOOKS] == sorted(DISPLAYS)


def test_it_runs_and_shows_images(executed: Path) -> None:
    displays = [output.get("data", {}) for output in outputs(executed)]
    for kind, count in DISPLAYS[executed.name].items():
        assert sum(kind in data for data in displays) == count, kind


def test_it_emits_no_warning(executed: Path) -> None:
    printed = [output for output in outputs(executed) if output["output_type"] != "execute_result"]
    assert [output for output in printed if output.get("name") != "stdout"] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_it_is_committed_without_outputs(path: Path) -> None:
    code = [cell for cell in cells(path) if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
