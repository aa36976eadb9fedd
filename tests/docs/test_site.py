"""The site builds without a warning, has every page and every public name, and loads nothing."""

from __future__ import annotations

import importlib
import re
import zlib
from pathlib import Path

import pytest

import fastlabel.arrow
import fastlabel.datasets
import fastlabel.drawing
import fastlabel.errors
import fastlabel.models
import fastlabel.pytest_plugin
import fastlabel.ray
import fastlabel.sandbox
import fastlabel.schema
from scripts.site_docstrings import fenced
from tests.docs.built_site import ROOT, built_site

MODULES = [
    fastlabel,
    fastlabel.arrow,
    fastlabel.datasets,
    fastlabel.drawing,
    fastlabel.errors,
    fastlabel.models,
    fastlabel.pytest_plugin,
    fastlabel.ray,
    fastlabel.sandbox,
    fastlabel.schema,
    fastlabel.training,
]
NAMES = [(module.__name__, name) for module in MODULES for name in module.__all__]
LOADED = re.compile(
    r"<(?:script|img|iframe|source|video|link)\b[^>]*?\s(?:src|href)=\"?([^\"\s>]+)"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_site(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def inventory(site: Path) -> dict[str, str]:
    """Every documented name, and the page and anchor of its description."""
    lines = zlib.decompress((site / "objects.inv").read_bytes().split(b"\n", 4)[4]).decode()
    return {name: target for name, _, _, target, *_ in map(str.split, lines.splitlines())}


def test_every_page_is_in_the_navigation() -> None:
    listed = re.findall(r"^ +- .*?: (\S+\.md)$", (ROOT / "mkdocs.yml").read_text(), re.MULTILINE)
    pages = [path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")]
    assert sorted(listed) == sorted(pages)


@pytest.mark.parametrize(("module", "name"), NAMES, ids=lambda text: text)
def test_every_public_name_is_there(inventory: dict[str, str], module: str, name: str) -> None:
    value = getattr(importlib.import_module(module), name)
    defined = f"{getattr(value, '__module__', '')}.{name}"
    assert {f"{module}.{name}", defined} & inventory.keys()


def test_every_name_of_the_inventory_is_on_its_page(site: Path, inventory: dict[str, str]) -> None:
    pages = {path.relative_to(site).as_posix(): path.read_text() for path in site.rglob("*.html")}
    for name, target in inventory.items():
        page, _, anchor = target.partition("#")
        if name.startswith("fastlabel"):
            assert f'id="{name if anchor == "$" else anchor}"' in pages[page]


def test_pages_load_nothing_from_elsewhere(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        loaded = LOADED.findall(page.read_text(encoding="utf-8"))
        assert loaded
        assert not [url for url in loaded if re.match(r"(?:\w+:)?//", url)], page.name


def test_style_sheets_load_nothing_from_elsewhere(site: Path) -> None:
    for sheet in site.rglob("*.css"):
        urls = re.findall(r"url\(\"?'?([^)\"']+)|@import\s+\"?'?([^;\"']+)", sheet.read_text())
        assert not [url for pair in urls for url in pair if url.startswith(("http", "//"))]


def test_doctests_are_code() -> None:
    assert fenced("A box.\n\n>>> 1 + 1\n2\n\nMore.") == (
        "A box.\n\n```pycon\n>>> 1 + 1\n2\n```\n\nMore."
    )
    assert fenced("No doctest: a >>> b.") == "No doctest: a >>> b."


def test_doctests_are_not_rendered_as_quotations(site: Path) -> None:
    for page in (site / "reference").glob("*.html"):
        assert "<blockquote>" not in page.read_text(encoding="utf-8"), page.name
