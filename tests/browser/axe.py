"""What axe finds on a page that keeps people out."""

from __future__ import annotations

from typing import Any, Final

from playwright.sync_api import Page

from tests.browser.chromium import NODE_FOLDER

_SCRIPT: Final = NODE_FOLDER / "node_modules" / "axe-core" / "axe.min.js"
# What else a page has is not fetched again: its policy may forbid that.
_RUN: Final = "axe.run(document, {preload: false, resultTypes: ['violations']})"
_GRAVE: Final = {"serious", "critical"}


def grave_findings(page: Page) -> list[str]:
    """What is serious or critical: the rule, the place and what is wrong there."""
    page.evaluate(_SCRIPT.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate(_RUN)
    assert found["passes"]
    return [
        f"{rule['id']} at {node['target']}: {node['failureSummary']}"
        for rule in found["violations"]
        if rule["impact"] in _GRAVE
        for node in rule["nodes"]
    ]
