"""Figures of the package's layout, and the files that name a single kind of task.

Run `python scripts/layout_report.py` for the table; `tests/test_layout.py` holds the limits.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path
from statistics import median
from typing import Final

from fastlabel._protocol.kinds import KINDS

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGE: Final = ROOT / "fastlabel"
_GENERATED: Final = PACKAGE / "_client" / "_sync"
_SMALL: Final = 60


def main() -> None:
    """Print the figures."""
    for label, figure in figures().items():
        print(f"{figure:>8g}  {label}")  # noqa: T201
    for path, names in sorted(files_naming_a_kind().items()):
        print(f"          {path}: {', '.join(sorted(names))}")  # noqa: T201


def figures() -> dict[str, float]:
    """Each figure by what it counts."""
    sizes = [len(path.read_text(encoding="utf-8").splitlines()) for path in modules()]
    layers = _layers()
    return {
        "lines without the generated modules": sum(sizes),
        "modules without the generated ones": len(sizes),
        "median lines of a module": median(sizes),
        f"modules of {_SMALL} lines or fewer": sum(size <= _SMALL for size in sizes),
        "entries directly in fastlabel/": len(_entries(PACKAGE)),
        "modules directly in converters/": len(list((PACKAGE / "converters").glob("*.py"))),
        "lines of the layer contract": len(layers),
        "lines of the layer contract that name four modules or more": sum(
            line.count("|") >= 3 for line in layers
        ),
        "files that name one kind of task": len(files_naming_a_kind()),
    }


def modules() -> list[Path]:
    """Every module that is written by hand."""
    return [path for path in sorted(PACKAGE.rglob("*.py")) if _GENERATED not in path.parents]


def files_naming_a_kind() -> dict[str, set[str]]:
    """Files that name a model, constant or literal of one kind of task, and which."""
    wanted = _names_of_kinds()
    found = {
        path.relative_to(ROOT).as_posix(): wanted & {*_words(path.read_text(encoding="utf-8"))}
        for path in modules()
    }
    return {path: names for path, names in found.items() if names}


def _names_of_kinds() -> set[str]:
    names: set[str] = set()
    for kind in KINDS.values():
        names.update(kind.classes)
        # A word such as "image" is not only a kind's name.
        if "_" in kind.name:
            names |= {kind.name, kind.name.upper(), kind.name.replace("_", "-")}
    return names


def _words(source: str) -> Iterator[str]:
    """Names in the code and whole string literals, without docstrings and comments."""
    docstrings = {
        node.value.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NAME:
            yield token.string
        elif token.type == tokenize.STRING and token.start[0] not in docstrings:
            yield token.string.strip("bruf\"'")


def _entries(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name != "__pycache__"]


def _layers() -> list[str]:
    contract = ConfigParser()
    contract.read(ROOT / ".importlinter")
    return contract["importlinter:contract:layers"]["layers"].strip().splitlines()


if __name__ == "__main__":
    main()
