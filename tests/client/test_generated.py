"""What is generated and committed is what the generator would write now."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from scripts import generate_sync

ROOT = Path(__file__).parents[2]


def test_sync_half_is_up_to_date() -> None:
    command = [sys.executable, "scripts/generate_sync.py", "--check"]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, f"{checked.stdout}run python scripts/generate_sync.py"


@pytest.mark.parametrize(
    ("source", "translated"),
    [
        ("async def f():\n    await g()\n", "def f():\n    g()\n"),
        ("async with a:\n    async for b in c: pass\n", "with a:\n    for b in c: pass\n"),
        ("class AsyncClient: ...\n", "class Client: ...\n"),
        ('__all__ = ["AsyncClient"]\n', '__all__ = ["Client"]\n'),
        ("x: AsyncIterator[int] = y.aclose()\n", "x: Iterator[int] = y.close()\n"),
        ("# await a comment\n", "# await a comment\n"),
    ],
)
def test_translate(source: str, translated: str) -> None:
    assert generate_sync.translate(source, Counter()) == translated


def test_renames_are_few() -> None:
    assert len(generate_sync.RENAMES) <= 15
