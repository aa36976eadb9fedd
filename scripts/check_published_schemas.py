"""Fail if a published schema was changed: python scripts/check_published_schemas.py [FOLDER].

A schema is published if the last tag contains it. Published JSON files below `schemas/` must stay
identical, byte for byte, including descriptions. Changes go to a new folder, `schemas/v2`; new
files are always allowed. The TypeScript declarations are not checked, because a tool generates them
from `openapi.json`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PUBLISHED = ":(glob)schemas/**/*.json"
WORDS = {"D": "removed", "M": "changed", "T": "changed"}


def main() -> int:
    """Print the changed files; return 1 if there are any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT, help="the repository")
    folder: Path = parser.parse_args().folder
    tag = last_tag(folder)
    if tag is None:
        print("schemas: no tag, so no schema is published yet")  # noqa: T201
        return 0
    differences = differences_from(tag, folder)
    for difference in differences:
        print(f"{difference} since {tag}: restore it, and put the change into a new schema version")  # noqa: T201
    return int(bool(differences))


def last_tag(folder: Path) -> str | None:
    """The last tag; None if there is no tag, no history or no git."""
    if shutil.which("git") is None:
        return None
    described = _git(folder, "describe", "--tags", "--abbrev=0")
    return described.stdout.strip() if described.returncode == 0 else None


def differences_from(tag: str, folder: Path) -> list[str]:
    """The files of the tag that differ, such as `schemas/v1/a.json: changed`."""
    listed = _git(
        folder,
        "diff",
        "--name-status",
        "--no-renames",
        "--diff-filter=DMT",
        "-z",
        tag,
        "--",
        PUBLISHED,
    )
    if listed.returncode != 0:
        sys.exit(f"schemas: cannot compare with {tag}: {listed.stderr.strip()}")
    words = listed.stdout.split("\0")
    pairs = zip(words[::2], words[1::2], strict=False)
    return [f"{name}: {WORDS[status]}" for status, name in pairs]


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # In a git hook, these variables point to another repository than the folder.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    return subprocess.run(  # noqa: S603
        ["git", *arguments],  # noqa: S607
        cwd=folder, env=environment, capture_output=True, check=False, encoding="utf-8",
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
