"""The page on testing: its tests pass with its files."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.test_code_blocks import BLOCK, ROOT
from tests.support import media_files

PAGE = ROOT / "docs" / "testing.md"
FILE = re.compile(r"`([\w./]+)`:\n\n```(?:python|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in FILE.findall(PAGE.read_text(encoding="utf-8")):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copy(media_files.CAT, tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\npythonpath = .\n")
    return tmp_path


def test_every_block_is_a_file_or_a_command() -> None:
    text = PAGE.read_text(encoding="utf-8")
    kinds = [kind for kind, _ in BLOCK.findall(text)]
    assert set(kinds) == {"python", "json", "sh"}
    assert len(FILE.findall(text)) == len(kinds) - kinds.count("sh")


@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["one", "xdist"])
def test_its_tests_pass(project: Path, options: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "--strict-markers"]
    process = subprocess.run(
        [*command, "-W", "error", *options],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    tests = PAGE.read_text(encoding="utf-8").count("\ndef test_")
    assert process.stdout.splitlines()[-1].startswith(f"{tests} passed"), process.stdout
