"""The tests of pages fail where they should."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.axe import grave_findings
from tests.browser.chromium import needs_chromium
from tests.browser.tabs import Tabs

pytestmark = needs_chromium
POLICY = "<meta http-equiv='Content-Security-Policy' content=\"script-src 'none'\">"


@pytest.fixture
def watched(browser: Browser, tmp_path: Path) -> Callable[[str, str], list[str]]:
    def problems(head: str, body: str) -> list[str]:
        opened = Tabs(browser, tmp_path)
        opened.show(body, head=head)
        opened.close()
        return opened.problems

    return problems


@pytest.mark.parametrize(
    ("head", "body", "told"),
    [
        ("", "<script>console.error('of mine')</script>", "error: of mine"),
        ("", "<script>throw Error('thrown')</script>", "error: thrown"),
        ("", "<script>alert('hello')</script>", "dialog: hello"),
        ("", "<script>open('about:blank')</script>", "popup: about:blank"),
        ("", "<img src='https://elsewhere.example/a.png'>", "request: https://elsewhere.example/"),
        (POLICY, "<script>1</script>", "error: Executing inline script violates"),
    ],
)
def test_what_goes_wrong_is_noticed(
    watched: Callable[[str, str], list[str]], head: str, body: str, told: str
) -> None:
    assert [problem for problem in watched(head, body) if problem.startswith(told)]


def test_nothing_leaves_the_machine(watched: Callable[[str, str], list[str]]) -> None:
    _, refused = watched("", "<img src='https://elsewhere.example/a.png'>")
    assert "ERR_NAME_NOT_RESOLVED" in refused


def test_an_empty_page_is_fine(tabs: Tabs) -> None:
    assert grave_findings(tabs.show("<p>Nothing.</p>")) == []


def test_axe_finds_what_is_wrong(tabs: Tabs) -> None:
    page = tabs.show("<p style='color: #ddd; background: #fff'>Pale.</p><button></button>")
    found = grave_findings(page)
    assert sorted(one.split()[0] for one in found) == ["button-name", "color-contrast"]
