"""The paths that CONTRIBUTING.md names exist, and so does everything its recipes build on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.built_site import ROOT

PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
# A path is text in backticks with a slash, or the name of a file.
PATH = re.compile(r"`(\.?[\w<>./-]*/[\w<>./-]*|[\w.-]*\.(?:importlinter|md|pyi?|toml|yml))`")
COMMAND = re.compile(r"`python ([\w/]+\.py)`")
# What the recipes add, and what does not exist yet.
NEW = re.compile(r"\b(?:test_)?(?:format_)?(?:kitti|projects|text|v2)\b")


def _paths() -> Iterator[tuple[str, str]]:
    """Each path, with the paths before it in the same row, list item or paragraph."""
    for block in re.split(r"\n(?=\||\d\. |- |\n)", PAGE):
        names = [*PATH.findall(block), *COMMAND.findall(block)]
        for number, name in enumerate(names):
            yield name, " ".join(names[:number])


def _exists(name: str, before: str) -> bool:
    parts = name.replace("<format>", "coco").split("/")
    new = next((number for number, part in enumerate(parts) if NEW.search(part)), len(parts))
    if NEW.search(before) and len(parts) == 1:
        return True
    folders = [ROOT, ROOT / "fastlabel"]
    for other in before.split():
        folders += [ROOT / other, *(ROOT / folder for folder in Path(other).parents)]
    return any((folder / Path(*parts[:new])).exists() for folder in folders)


@pytest.mark.parametrize(("name", "before"), sorted(set(_paths())))
def test_path_exists(name: str, before: str) -> None:
    assert _exists(name, before)


def test_paths_are_found_and_missing_ones_noticed() -> None:
    names = {name for name, _ in _paths()}
    assert {"fastlabel/_protocol/kinds.py", ".importlinter", "scripts/layout_report.py"} <= names
    assert not _exists("fastlabel/flat.py", "")
    assert not _exists("nothing/", "fastlabel/sandbox/")


def test_every_package_and_module_is_in_the_map() -> None:
    table = PAGE.split("## Package layout")[1].split("## Add a task kind")[0]
    named = re.findall(r"`([^`\s]+)`", table)
    for path in (ROOT / "fastlabel").iterdir():
        if path.name in {"__pycache__", "__main__.py", "py.typed"}:
            continue
        mentions = [name for name in named if path.name in name.split("/")]
        assert mentions, path.name


def test_every_make_target_exists() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    named = re.findall(r"(?:^|`)make ([a-z]+)", PAGE, re.MULTILINE)
    assert len(named) > 5
    assert set(named) <= set(targets)


def test_names_in_the_recipes_exist() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in _sources())
    for name in re.findall(r"`([A-Z][A-Za-z_]+)`", PAGE):
        # The classes that the recipe for a kind adds.
        if name.replace("New", "") != "TextTask":
            assert re.search(rf"\b{name}\b", source), name


def _sources() -> Iterator[Path]:
    for folder in ("fastlabel", "tests"):
        yield from (ROOT / folder).rglob("*.py")
