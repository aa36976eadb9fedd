"""The code of the documentation runs, and prints the text below it.

In each Markdown file the python blocks run one after the other in one namespace, in a folder with
the demo's media, against a fresh sandbox. A text block right after a python block is its output.
In the tutorial the commands run too, but for those that install or start something.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import fastlabel
from tests.support import media_files

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
# Ray emits warnings of its own, and leaves sockets to the garbage collector.
MARKS = {ROOT / "docs" / "ray.md": [pytest.mark.filterwarnings("ignore")]}
RUN = [pytest.param(page, marks=MARKS.get(page, [])) for page in PAGES if page.name != "testing.md"]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TASK_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


@pytest.fixture(autouse=True)
def working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fastlabel_sandbox: fastlabel.sandbox.Sandbox
) -> None:
    for file in media_files.FOLDER.iterdir():
        shutil.copy(file, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FASTLABEL_ACCESS_TOKEN", fastlabel_sandbox.token)
    monkeypatch.setenv("FASTLABEL_API_URL", fastlabel_sandbox.url)


def blocks(page: Path) -> list[tuple[str, str]]:
    return [(kind, text) for kind, text in BLOCK.findall(page.read_text(encoding="utf-8"))]


def run(code: str, name: str, namespace: dict[str, Any]) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, name, "exec"), namespace)
    return TASK_ID.sub("TASK-ID", printed.getvalue())


def run_command(command: str) -> str:
    programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    process = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        env={**os.environ, "PATH": programs},
        capture_output=True,
        text=True,
        check=True,
    )
    return TASK_ID.sub("TASK-ID", process.stdout)


# The page on testing is run by pytest: tests/docs/test_testing_page.py.
@pytest.mark.parametrize("page", RUN, ids=lambda page: page.name)
def test_page(page: Path) -> None:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    printed = ""
    for kind, text in blocks(page):
        if kind == "python":
            assert not printed, f"output without a text block: {printed}"
            printed = run(text, page.name, namespace)
        elif kind == "sh" and page.name == "tutorial.md" and text.startswith("fastlabel "):
            assert not printed, f"output without a text block: {printed}"
            printed = run_command(text)
        elif kind == "text":
            assert printed == text
            printed = ""
    assert not printed, f"output without a text block: {printed}"


def test_blocks_are_found() -> None:
    assert [kind for kind, _ in blocks(ROOT / "README.md")].count("python") >= 1


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
        assert target.startswith("https://") or (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_installs_from_the_repository_or_a_wheel(page: Path) -> None:
    """On the package index, the name is that of the SDK of FastLabel."""
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"install\s+(?:-\S+\s+)*['\"]?fastlabel(?![\w-])", text)
