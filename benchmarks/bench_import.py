"""What `import` costs, beside a Python that does nothing."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.ratios import ratio, report


def main() -> None:
    """Print the table."""
    report("import fastlabel, time × python -c pass", _imports("import fastlabel"), 2)
    models = "from fastlabel.models import BBox; BBox(value='a', points=(0, 0, 1, 1))"
    report("import fastlabel.models and build one", _imports(models), 13)


def _imports(code: str) -> float:
    return ratio(lambda: _run(code), lambda: _run("pass"), rounds=9)


def _run(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603  # our own code


if __name__ == "__main__":
    main()
