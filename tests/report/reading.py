"""Reports as a browser takes them, without a browser."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote

__all__ = ["Reader", "details_of", "index_of"]

Json = dict[str, Any]


class Reader(HTMLParser):
    """Collects elements, attributes and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def index_of(report: Path) -> Json:
    """What the page knows of all tasks."""
    reader = Reader(report.read_text(encoding="utf-8"))
    (source,) = [script["src"] for script in reader.all("script") if "src" in script]
    assert source is not None
    text = _beside(report, source).read_text(encoding="utf-8")
    assert text.startswith("report.start(")
    return cast("Json", json.loads(text.removeprefix("report.start(").removesuffix(");\n")))


def details_of(report: Path) -> list[Json]:
    """What the viewer knows of each task."""
    details: list[Json] = []
    for number, address in enumerate(index_of(report)["chunks"]):
        text = _beside(report, address).read_text(encoding="utf-8")
        head = f"report.addDetails({number}, "
        assert text.startswith(head)
        details += json.loads(text.removeprefix(head).removesuffix(");\n"))
    return details


def _beside(report: Path, address: str) -> Path:
    return report.parent / unquote(address)
