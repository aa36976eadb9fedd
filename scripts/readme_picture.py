"""Generate docs/overlay.png by running the first example of the README."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIRST_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def main() -> int:
    """Write docs/overlay.png."""
    block = FIRST_BLOCK.search((ROOT / "README.md").read_text(encoding="utf-8"))
    if block is None:
        sys.exit("README.md: no python block")
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(ROOT / "fastlabel" / "demo" / "media" / "chelsea.png", folder)
        os.chdir(folder)
        exec(compile(block[1], "README.md", "exec"), {"__name__": "__main__"})  # noqa: S102  # our own code
        os.chdir(ROOT)
        shutil.copy(Path(folder) / "overlay.png", ROOT / "docs" / "overlay.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
