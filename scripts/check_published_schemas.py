"""Fails if a published schema was changed: python scripts/check_published_schemas.py [FOLDER].

Published is what the last tag holds: from then on, every JSON file below `schemas/` stays as it is,
byte for byte, descriptions too. That is more than a reader would notice, but takes no judgement.
What has to change goes into a folder of its own, `schemas/v2`; new files may come at any time.
The TypeScript declarations are not looked at: they say the same as `openapi.json`, in the words of
the tool that writes them.
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
    """Print what was compared and what differs; 1 if anything does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT, help="the repository")
    folder: Path = parser.parse_args().folder
    tag = last_tag(folder)
    if tag is None:
        print("schemas: no tag to compare with, so nothing is published yet")  # noqa: T201
        return 0
    differences = differences_from(tag, folder)
    for difference in differences:
        print(f"{difference} since {tag}: leave it, and begin a new version beside it")  # noqa: T201
    return int(bool(differences))


def last_tag(folder: Path) -> str | None:
    """The last tag before the present state; None also where the history is not at hand."""
    if shutil.which("git") is None:
        return None
    found = _git(folder, "describe", "--tags", "--abbrev=0")
    return found.stdout.strip() if found.returncode == 0 else None


def differences_from(tag: str, folder: Path) -> list[str]:
    """The files of the tag that are not as they were, such as `schemas/v1/a.json: changed`."""
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
    # In a hook, git's variables name another repository than that of the folder.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    return subprocess.run(  # noqa: S603
        ["git", *arguments],  # noqa: S607
        cwd=folder, env=environment, capture_output=True, check=False, encoding="utf-8",
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
